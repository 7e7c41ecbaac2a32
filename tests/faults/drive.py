"""
The paying side of the fault runs, in processes of its own: `python -m tests.faults.drive setup|serve|books`.

`serve` loads everything once and forks a child for each line on standard input (`pay MONTH CRASHPOINT`, `decide MONTH`,
`messages FROM:TO`, `work - CRASHPOINT`), so that a kill costs no start-up. The child that pays runs the commands `chuntian pay …` from the beginning of a month to its
end, as a person would again and again after each power cut; where the hand-over broke off, it asks the bank first.
"""

import json
import os
import sys
from datetime import date
from functools import partial
from http.client import IncompleteRead
from pathlib import Path
from urllib.request import urlopen

import django

django.setup()

from django.conf import settings  # noqa: E402
from tests.casework.county import REGION, County, Someone  # noqa: E402

from chuntian.commands.common import Failure  # noqa: E402
from chuntian.commands.main import cli  # noqa: E402

PROGRAMMES = ["living_subsidy", "nursing_subsidy"]
PEOPLE = 12
FIRST_MONTH = "2024-01"


def people() -> list[Someone]:
    """Give people of whom every second draws both subsidies."""
    return [
        Someone(f"人{n:02d}", grade=1 + n % 2, dibao=1 + n % 4 if n % 2 else None, expires_on=date(2099, 1, 1))
        for n in range(PEOPLE)
    ]


def setup() -> None:
    """Make the database, the county, its staff and its awards."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    county = County(people())
    county.staff("finance_preparer", "finance_approver")
    county.lists(date.fromisoformat(f"{FIRST_MONTH}-01"))
    for one in county.people:
        county.award(one.name, "nursing_subsidy", FIRST_MONTH)
        if one.dibao:
            county.award(one.name, "living_subsidy", FIRST_MONTH)


def decide(county: County, month: str) -> None:
    """Decide one more month, and say what the bank has to have paid for it in the end: account, month, fen."""
    from chuntian.casework.frames import programme_frame
    from chuntian.registry.models import Person

    county.lists(date.fromisoformat(f"{month}-01"))
    run = county.decide(month, programmes=PROGRAMMES)
    accounts = {Person.objects.get(name=one.name).pk: county.account(one) for one in county.people}
    due = [
        [accounts[row["person_id"]], month, row["amount_fen"]]
        for slug in PROGRAMMES
        for row in programme_frame(run, slug).iter_rows(named=True)
        if row["outcome"] == 1
    ]
    Path(settings.DATA_FOLDER, f"due-{month}.json").write_text(json.dumps(due), encoding="utf-8")


def pay(month: str) -> None:
    """Run a month's payday from its beginning, whatever an earlier, killed one left behind."""
    from chuntian.money.models import PaymentRun

    where = ["--region", REGION, "--month", month]
    call("prepare", *where, "--by", "finance_preparer")
    call("approve", *where, "--by", "finance_approver")
    batch = PaymentRun.objects.filter(month=month).order_by("number").last().batch
    file = ["file", *where, "--by", "finance_approver", "--folder", os.environ["BANK_OUTBOX"]]
    try:
        call(*file)
    except Failure as why:
        if "--bank-says" not in why.message:
            raise
        call(*file, "--bank-says", "received" if ask(f"has/{batch}") else "not-received")
    try:
        answers = ask(f"answers/{batch}")
    except IncompleteRead as cut:  # half a file is all that came: taking it must pay nothing
        half = cut.partial.decode(errors="ignore").removeprefix('["').replace("\\n", "\n")
        take(batch, "half", half, where)
        raise
    for number, answer in enumerate(answers):
        take(batch, str(number), answer, where)


def take(batch: str, name: str, answer: str, where: list[str]) -> None:
    """Apply what came from the bank as its answer."""
    path = Path(settings.DATA_FOLDER, f"{batch}.{name}.csv")
    path.write_text(answer, encoding="utf-8")
    call("reconcile", str(path), *where, "--by", "finance_preparer")


def messages(numbers: str) -> None:
    """Put messages into the outbox, of the numbers FROM:TO."""
    from chuntian.commands.common import now
    from chuntian.trail.operations import put_in_outbox

    for number in range(*map(int, numbers.split(":"))):
        put_in_outbox(topic="case.approve", key=f"case:{number}:1", payload={"case": number}, at=now())


def work(_: str) -> None:
    """Send what waits, as `chuntian work` does."""
    cli.main(["work", "--once", "--settle", "0", "--json"], standalone_mode=False)


def ask(what: str):  # type: ignore[no-untyped-def]
    """Ask at the bank's counter."""
    with urlopen(f"{os.environ['BANK_URL']}/{what}", timeout=30) as answer:
        return json.load(answer)


def call(*arguments: str) -> None:
    cli.main(["pay", *arguments, "--json"], standalone_mode=False)


def child(county: County, line: list[str]) -> None:
    """Be the worker that may die."""
    os.environ["CHUNTIAN_CRASH_AT"] = line[2] if len(line) > 2 else ""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    deeds = {"pay": pay, "decide": partial(decide, county), "messages": messages, "work": work}
    try:
        deeds[line[0]](line[1])
    except BaseException as why:
        sys.stderr.write(f"{line}: {type(why).__name__}: {getattr(why, 'message', why)}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def serve() -> None:
    """Fork a worker for each line; say its number, and how it ended."""
    import chuntian.commands.pay
    import chuntian.money.operations
    import chuntian.money.queries  # noqa: F401

    county = County(people())
    print("ready", flush=True)
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            child(county, line.split())
        print(f"pid {number}", flush=True)
        _, status = os.waitpid(number, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


def books() -> None:
    """Say what our books say, obligation by obligation."""
    from chuntian.money.models import Obligation, PaymentLine
    from chuntian.money.queries import ledger_difference_fen, paid_twice
    from chuntian.money.verify import checks

    lines: dict[int, list] = {}
    for obligation, ref, fen, state in PaymentLine.objects.values_list(
        "obligation_id", "end_to_end_id", "amount_fen", "state"
    ):
        lines.setdefault(obligation, []).append([ref, fen, state])
    owed = Obligation.objects.values_list("id", "programme", "period", "target_fen")
    answer = {
        "obligations": [
            {"name": f"{pk} {programme} {period}", "fen": fen, "lines": lines.get(pk, [])}
            for pk, programme, period, fen in owed
        ],
        "ledger_difference_fen": ledger_difference_fen(),
        "paid_twice": len(paid_twice()),
        "problems": [problem for check in checks() for problem in check.problems],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    {"setup": setup, "serve": serve, "books": books}[sys.argv[1]]()
