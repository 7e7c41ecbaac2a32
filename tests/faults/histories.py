"""
Eight clients do 10,000 random things to one small county at once; then every history must have an order (trust A12):

    python -m tests.faults.histories --operations 10000 --seed 7

Each client notes what it asked, when, and what came of it. What succeeded is taken in the order of the audit chain (the
one order that all transactions of a county share) and replayed on a plain model (tests/faults/model.py), which must allow
each step and line up the same sums; what was refused must be refused by it at some moment between question and answer.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT, own_database, prepare_django
from tests.faults.model import MONTHS, Model
from tests.faults.order import replay

PEOPLE = CLIENTS = 8
WHY = "随机历史的一步"
WEIGHTS = {
    "stop": 18, "resume": 18, "hand": 16, "prepare": 12, "approve": 14, "cancel": 4, "file": 7, "answer": 6, "move": 1,
    "decide": 1,
}  # fmt: skip


class Clients:
    """The county, and what each client notes."""

    def __init__(self, seed: int) -> None:
        from tests.casework.county import County, Someone, moment

        self.seed, self.numbers, self.start = seed, count(), moment(date(2024, 4, 1), 10)
        self.county = County([Someone(f"人{n}", grade=1 + n % 2, dibao=None) for n in range(PEOPLE)])
        self.users = self.county.staff("finance_preparer", "finance_approver", "county_clerk")
        self.county.lists(date(2024, 1, 1))
        self.awards = {}
        for one in self.county.people:
            award = self.county.award(one.name, "nursing_subsidy", MONTHS[0])
            self.awards[award.person_id] = [award.pk]
        self.names = {self.county.person(one.name).pk: one.name for one in self.county.people}
        self.model = Model({who: [{"pk": pks[0], "start": MONTHS[0], "end": None}] for who, pks in self.awards.items()})
        self.deciding = threading.Lock()
        self.done: list[dict[str, Any]] = []
        for month in MONTHS:
            run = self.county.decide(month, programmes=["nursing_subsidy"])
            self.model.decide({"month": month, "result": outcomes(run)})

    def work(self, client: int, operations: int) -> None:
        """Be one client: ask, note, ask again."""
        from django.db import connection

        chance = random.Random(self.seed * 100 + client)
        for _ in range(operations):
            op = self.choose(chance)
            op["number"] = next(self.numbers)
            op["at"] = self.start + timedelta(milliseconds=op["number"])
            op["from"], op["began"] = head(), time.monotonic()
            try:
                getattr(self, op["kind"])(op)
                op["ok"] = True
            except Exception as why:
                op["ok"], op["why"], op["text"] = False, type(why).__name__, str(why)
            op["ended"], op["to"] = time.monotonic(), head()
            self.done.append(op)
        connection.close()

    def choose(self, chance: random.Random) -> dict[str, Any]:
        from django.db.models import Max

        from chuntian.casework.models import Award
        from chuntian.money.models import PaymentRun

        kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        person = chance.choice(list(self.names))
        op: dict[str, Any] = {"kind": kind, "person": person, "month": chance.choice(MONTHS)}
        if kind in ("stop", "resume", "hand"):
            op["award"] = Award.objects.filter(person=person).aggregate(last=Max("id"))["last"]
            op |= {"end": chance.choice(["2023-12", *MONTHS[:2]]), "start": chance.choice(MONTHS)}
            op["fen"] = chance.choice([0, 5000, 8000, 13000])
        if kind in ("approve", "cancel", "file", "answer"):
            wanted = {"approve": ["prepared"], "cancel": ["prepared", "approved"], "file": ["approved"]}
            runs = PaymentRun.objects.filter(state__in=wanted.get(kind, ["filed"])).order_by("-number")[:2]
            runs = list(runs) or list(PaymentRun.objects.order_by("-number")[:2])
            op["run"] = chance.choice(runs).pk if runs else None
            op["failing"] = chance.random() < 0.2
            if not runs:
                op["kind"] = "prepare"
        return op

    # --- what a client can ask for ----------------------------------------------------------------------------------
    def stop(self, op: dict[str, Any]) -> None:
        from chuntian.casework.models import Award
        from chuntian.casework.operations import stop_award

        stop_award(award=Award(pk=op["award"]), end_month=op["end"], by=self.users[2], at=op["at"], reason=WHY)

    def resume(self, op: dict[str, Any]) -> None:
        from chuntian.casework.models import Award
        from chuntian.casework.operations import resume_award

        old = Award(pk=op["award"])
        op["result"] = resume_award(award=old, start_month=op["start"], by=self.users[2], at=op["at"], reason=WHY).pk

    def hand(self, op: dict[str, Any]) -> None:
        from chuntian.casework.models import Award
        from chuntian.casework.operations import decide_by_hand

        decide_by_hand(
            award=Award(pk=op["award"]), month=op["month"], outcome="pay" if op["fen"] else "do_not_pay",
            amount_fen=op["fen"] or None, by=self.users[2], at=op["at"], reason=WHY,
        )  # fmt: skip

    def prepare(self, op: dict[str, Any]) -> None:
        from tests.casework.county import REGION

        from chuntian.money.operations import prepare_run

        run = prepare_run(region=REGION, month=MONTHS[-1], by=self.users[0], at=op["at"])
        op["result"], op["new"] = run.pk, run.prepared_at == op["at"]
        rows = run.lines.values_list("end_to_end_id", "obligation__person_id", "obligation__period", "amount_fen")
        op["lines"] = list(rows)

    def approve(self, op: dict[str, Any]) -> None:
        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import approve_run, leave_out

        run = PaymentRun.objects.get(pk=op["run"])
        if run.held.filter(resolution="").exists():
            leave_out(run=run, by=self.users[0], at=op["at"] + timedelta(microseconds=1), reason=WHY)
        op["new"] = approve_run(run=run, by=self.users[1], at=op["at"]).approved_at == op["at"]

    def cancel(self, op: dict[str, Any]) -> None:
        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import cancel_run

        run = cancel_run(run=PaymentRun(pk=op["run"]), by=self.users[0], at=op["at"], reason=WHY)
        op["new"] = run.closed_at == op["at"]

    def file(self, op: dict[str, Any]) -> None:
        from chuntian.money.models import BankFile, PaymentRun
        from chuntian.money.operations import HandoverUnknown, write_bank_file

        run = PaymentRun.objects.get(pk=op["run"])
        try:
            file = write_bank_file(run=run, folder=None, by=self.users[1], at=op["at"])
        except HandoverUnknown:  # another handed over, between its promise and its hand, what this one had promised
            op["promised"] = BankFile.objects.filter(run=run, minted_at=op["at"]).exists()
            raise
        op["new"] = file.minted_at == op["at"]

    def answer(self, op: dict[str, Any]) -> None:
        from chuntian.money.layouts import answer_file
        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import reconcile

        run = PaymentRun.objects.get(pk=op["run"])
        lines = list(run.lines.order_by("pk").values_list("end_to_end_id", "amount_fen"))
        bad = lines[0][0] if op["failing"] and lines else None
        rows = [(ref, fen, "failed" if ref == bad else "paid", f"YH{ref[-8:]}", "2024-04-02", "") for ref, fen in lines]
        op["answers"] = [(row[0], row[2]) for row in rows]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{op['number']}.csv"
            path.write_bytes(answer_file(batch=run.batch, answers=rows))
            taken = reconcile(run=run, answer=path, by=self.users[0], at=op["at"])
        op["new"] = taken.applied_at == op["at"]

    def move(self, op: dict[str, Any]) -> None:
        one = self.county.who(self.names[op["person"]])
        self.county.certificates(op["at"].date(), [one], at=op["at"])

    def decide(self, op: dict[str, Any]) -> None:
        """Decide a month anew, once somebody was found to have died before it or to be alive after all."""
        from tests.casework.county import REGION

        from chuntian.casework.operations import decide_month

        with self.deciding:  # one clerk decides: what is newest then is what was committed last
            op["at"] = self.start + timedelta(milliseconds=next(self.numbers))
            name, lives = self.names[op["person"]], op["number"] % 2 == 0
            self.county.deaths(op["at"].date(), {name: date(2023, 12, 20)}, correction=lives)
            run = decide_month(
                region=REGION, month=op["month"], law=self.county.law, by="test", at=op["at"],
                programmes=["nursing_subsidy"],
            )  # fmt: skip
            op["result"] = outcomes(run)


def outcomes(run: Any) -> list[tuple[int, int]]:
    """Give what a decision run says of everyone: person, fen (0: no)."""
    from chuntian.casework.frames import programme_frame

    frame = programme_frame(run, "nursing_subsidy")
    return [(row["person_id"], row["amount_fen"] if row["outcome"] == 1 else 0) for row in frame.iter_rows(named=True)]


def head() -> int:
    """Give how far the county's audit chain has come."""
    from chuntian.trail.models import Chain

    return Chain.objects.filter(region="620104").values_list("seq", flat=True).first() or 0


def run(operations: int, seed: int) -> dict[str, Any]:
    """Let the clients work in this process; replay."""
    prepare_django()
    from chuntian.money.queries import ledger_difference_fen, paid_twice
    from chuntian.money.verify import checks

    started, clients = time.monotonic(), Clients(seed)
    threads = [threading.Thread(target=clients.work, args=(n, operations // CLIENTS)) for n in range(CLIENTS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lived = time.monotonic() - started
    faults = replay(clients.model, clients.done)
    faults += [f"books: {problem}" for check in checks() for problem in check.problems]
    if ledger_difference_fen() or paid_twice():
        faults.append(f"ledger differs by {ledger_difference_fen()} fen, paid twice {paid_twice()}")
    asked = Counter(f"{op['kind']} {'ok' if op['ok'] else op['why']}" for op in clients.done)
    return {"operations": len(clients.done), "asked": dict(sorted(asked.items())), "lived_s": round(lived, 1),
            "seconds": round(time.monotonic() - started, 1), "faults": faults}  # fmt: skip


def histories(operations: int, seed: int = 7) -> dict[str, Any]:
    """Run in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="chuntian-histories-") as folder, own_database(Path(folder)) as there:
        command = [sys.executable, "-m", "tests.faults.histories", "--here", f"{operations}:{seed}"]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.histories", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--here", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(run(*map(int, chosen.here.split(":")))), flush=True)
        os._exit(0)
    result = histories(chosen.operations, chosen.seed)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
