"""
Fifty connections with one key at one moment (trust A3): `python -m tests.faults.once --hands 50`.

Each kind of deed that may come again is done by all hands at once: with the same body everyone gets the same answer and one
thing is there afterwards; with another body under the key everyone else is refused. DATABASE_URL, where set, names the
PostgreSQL server to use instead of SQLite. Exit status 1 on any fault.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT, Crowd, own_database, prepare_django
from tests.faults.races import Office

DEEDS = ["message", "message_of_another", "entry", "entry_of_another", "run", "approval", "file", "answer", "upload"]
MONTH = "2024-01"


class Hands:
    """The county, and one kind of deed a method; each gives the faults it found."""

    def __init__(self, count: int, folder: Path) -> None:
        self.count, self.folder, self.office = count, folder, Office(2, 7)
        self.crowd, self.at = Crowd(count), self.office.at

    def same(self, deed: Callable[[], Any]) -> tuple[list[str], Any]:
        """Let every hand do the same; give the faults and the one answer."""
        got = self.crowd.at_once([deed] * self.count)
        faults = [f"refused: {one!r}" for one in got if isinstance(one, Exception)][:5]
        answers = {one.pk: one for one in got if not isinstance(one, Exception)}
        if len(answers) != 1:
            faults.append(f"{len(answers)} answers")
        return faults, next(iter(answers.values()))

    def either(self, deeds: list[Callable[[], Any]]) -> list[str]:
        """Let every other hand bring another body; those whose body is not the one that stands must be refused."""
        from chuntian.trail.operations import KeyUsedAgain

        got = self.crowd.at_once([deeds[number % 2] for number in range(self.count)])
        told = [{getattr(one, "pk", type(one).__name__) for one in got[side::2]} for side in (0, 1)]
        refused = [side for side in told if side == {KeyUsedAgain.__name__}]
        answered = [side for side in told if len(side) == 1 and isinstance(next(iter(side)), int)]
        return [] if len(refused) == len(answered) == 1 else [f"the two bodies were told {told}"]

    # --- deeds ------------------------------------------------------------------------------------------------------
    def message(self) -> list[str]:
        from chuntian.trail.operations import put_in_outbox

        faults, _ = self.same(lambda: put_in_outbox(topic="test", key="same", payload={"a": 1}, at=self.at))
        return faults + counted("trail", "Message", 1, key="same")

    def message_of_another(self) -> list[str]:
        from chuntian.trail.operations import put_in_outbox

        deeds = [lambda n=n: put_in_outbox(topic="test", key="other", payload={"a": n}, at=self.at) for n in (1, 2)]
        return self.either(deeds) + counted("trail", "Message", 1, key="other")

    def posting(self, key: str, fen: int) -> Callable[[], Any]:
        from tests.casework.county import REGION

        from chuntian.money import ledger
        from chuntian.money.models import Obligation

        owed = Obligation.objects.order_by("pk").values_list("pk", flat=True).first()
        there, back = (ledger.PAYABLE, ledger.EXPENSE), (ledger.EXPENSE, ledger.PAYABLE)
        entries = ledger.transfer(*there, owed, fen) + ledger.transfer(*back, owed, fen)
        return lambda: ledger.post(key=key, kind="test", region=REGION, entries=entries, by=None, at=self.at)

    def entry(self) -> list[str]:
        self.office.prepared()
        faults, _ = self.same(self.posting("same", 100))
        return faults + counted("money", "Posting", 4, journal__key="same")

    def entry_of_another(self) -> list[str]:
        self.office.prepared()
        deeds = [self.posting("other", fen) for fen in (100, 200)]
        return self.either(deeds) + counted("money", "Posting", 4, journal__key="other")

    def run(self) -> list[str]:
        from tests.casework.county import REGION

        from chuntian.money.operations import cancel_run, prepare_run

        preparer = self.office.staff["finance_preparer"][0]
        cancel_run(run=self.office.prepared(), by=preparer, at=self.at, reason="再编一次")
        faults, _ = self.same(lambda: prepare_run(region=REGION, month=MONTH, by=preparer, at=self.at))
        return faults + counted("money", "PaymentRun", 1, state="prepared")

    def approval(self) -> list[str]:
        from chuntian.money.operations import approve_run

        run, by = self.office.settled(), self.office.staff["finance_approver"][0]
        faults, _ = self.same(lambda: approve_run(run=run, by=by, at=self.at))
        return faults + counted("trail", "Entry", 1, action="pay.approve", subject_id=str(run.pk))

    def filed(self) -> Any:
        """Give a run whose file is handed over."""
        from chuntian.money.operations import approve_run, write_bank_file

        run, by = self.office.settled(), self.office.staff["finance_approver"][0]
        approve_run(run=run, by=by, at=self.at)
        write_bank_file(run=run, folder=None, by=by, at=self.at)
        return run

    def file(self) -> list[str]:
        """Who comes while another hands the file over is told that only the bank knows: the one refusal that is right."""
        from chuntian.money.operations import approve_run, write_bank_file
        from chuntian.money.operations.bankfile import HandoverUnknown

        run, by = self.office.settled(), self.office.staff["finance_approver"][0]
        approve_run(run=run, by=by, at=self.at)
        deed = lambda: write_bank_file(run=run, folder=self.folder / "out", by=by, at=self.at)  # noqa: E731
        got = self.crowd.at_once([deed] * self.count)
        faults = [repr(one) for one in got if isinstance(one, Exception) and not isinstance(one, HandoverUnknown)]
        if len({one.pk for one in got if not isinstance(one, Exception)}) != 1:
            faults.append("not one file")
        faults += counted("trail", "Entry", 1, action="pay.file", subject_id=str(run.pk))
        faults += counted("money", "Journal", 1, key=f"send:{run.pk}")
        return faults + ([] if len(list((self.folder / "out").glob("*.txt"))) == 1 else ["not one file in the folder"])

    def answer(self) -> list[str]:
        from tests.casework.county import REGION

        from chuntian.money.layouts import answer_file
        from chuntian.money.models import PaymentRun
        from chuntian.money.operations import reconcile

        run = PaymentRun.objects.filter(region=REGION, state="filed").first() or self.filed()
        rows = [
            (ref, fen, "paid", f"YH{ref[-8:]}", "2024-01-20", "")
            for ref, fen in run.lines.order_by("pk").values_list("end_to_end_id", "amount_fen")
        ]
        path = self.folder / "answer.csv"
        path.write_bytes(answer_file(batch=run.batch, answers=rows))
        by = self.office.staff["finance_preparer"][0]
        faults, taken = self.same(lambda: reconcile(run=run, answer=path, by=by, at=self.at))
        faults += counted("money", "Journal", 1, key=f"answer:{taken.pk}")
        return faults + counted("money", "BankAnswer", 1, run=run)

    def upload(self) -> list[str]:
        from tests.casework.county import REGION

        from chuntian.exchange.operations import commit, stage

        path, by = self.folder / "list.csv", self.office.staff["county_clerk"][0]
        path.write_text(
            "姓名,身份证号\n" + "\n".join(f"{one.name},{one.resident_id}" for one in self.office.county.people)
        )
        about = {"kind": "dibao_margin", "path": path, "as_of": date(2024, 2, 1), "region": REGION}
        faults, staged = self.same(lambda: stage(**about, by=by, at=self.at))
        faults += counted("exchange", "Upload", 1, sha256=staged.sha256)
        again, _ = self.same(lambda: commit(upload=staged, by=by, at=self.at))
        return faults + again + counted("registry", "Source", 1, sha256=staged.sha256)

    def never_expires(self) -> list[str]:
        """See that the keys still stand when all that is old has been swept away, ten years on."""
        from chuntian.policy.law import load_law
        from chuntian.trail.models import Message
        from chuntian.trail.operations import KeyUsedAgain, put_in_outbox
        from chuntian.upkeep.carriers import FolderCarrier
        from chuntian.upkeep.work import work_once

        late, faults = self.at + timedelta(days=3653), []
        work_once(
            carrier=FolderCarrier(self.folder / "outgoing"), clock=lambda: late, settle=timedelta(0), law=load_law
        )
        for key, body in (("same", {"a": 1}), ("same", {"a": 3})):
            try:
                told = put_in_outbox(topic="test", key=key, payload=body, at=late).made_at == self.at
            except KeyUsedAgain:
                told = body == {"a": 3}
            faults += [] if told else [f"{key} {body} was taken as new after ten years"]
        return faults + ([] if Message.objects.get(key="same").state == "sent" else ["the message was not sent"])


def counted(room: str, name: str, wanted: int, **about: Any) -> list[str]:
    """Say where not just so many rows are there."""
    from django.apps import apps

    found = apps.get_model(room, name).objects.filter(**about).count()
    return [] if found == wanted else [f"{found} of {name} {about}, not {wanted}"]


def run(count: int, folder: Path) -> dict[str, Any]:
    prepare_django()
    from chuntian.money.queries import ledger_difference_fen, paid_twice
    from chuntian.money.verify import checks

    started, hands, faults, took = time.monotonic(), Hands(count, folder), [], {}
    for name in [*DEEDS, "never_expires"]:
        began = time.monotonic()
        faults += [f"{name}: {fault}" for fault in getattr(hands, name)()]
        took[name] = round(time.monotonic() - began, 1)
    faults += [f"books: {problem}" for check in checks() for problem in check.problems]
    if ledger_difference_fen() or paid_twice():
        faults.append(f"ledger differs by {ledger_difference_fen()} fen, paid twice {paid_twice()}")
    return {"hands": count, "took_s": took, "seconds": round(time.monotonic() - started, 1), "faults": faults}


def once(count: int) -> dict[str, Any]:
    """Run in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="chuntian-once-") as folder, own_database(Path(folder)) as there:
        command = [sys.executable, "-m", "tests.faults.once", "--here", folder, "--hands", str(count)]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.once", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--hands", type=int, default=50)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(run(chosen.hands, chosen.here)), flush=True)
        os._exit(0)  # the hands still wait for their next deed
    result = once(chosen.hands)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
