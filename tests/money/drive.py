"""
Drive paydays in processes of their own, so that they can be killed: `python -m tests.money.drive setup|serve|verify`.

`serve` loads everything once and forks a child for each line on standard input (`MONTH CRASHPOINT`), so that a kill costs
no start-up. The child runs the commands `chuntian pay …` from the beginning of the month to its end, and the bank between.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from tests.casework.county import REGION, County, Someone  # noqa: E402

from chuntian.commands.main import cli  # noqa: E402
from chuntian.demo.bank import Bank  # noqa: E402

PROGRAMMES = ["living_subsidy", "nursing_subsidy"]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
PEOPLE = 12


def people() -> list[Someone]:
    """Give people of whom every second draws both subsidies."""
    return [
        Someone(f"人{number:02d}", grade=1 + number % 2, dibao=1 + number % 4 if number % 2 else None)
        for number in range(PEOPLE)
    ]


def setup() -> None:
    """Make the database, the county, a year of decisions and the bank's accounts."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    county = County(people())
    county.staff("finance_preparer", "finance_approver")
    for month in MONTHS:
        county.lists(date.fromisoformat(f"{month}-01"))
    for one in county.people:
        county.award(one.name, "nursing_subsidy", "2024-01")
        if one.dibao:
            county.award(one.name, "living_subsidy", "2024-01")
    expected = []
    for month in MONTHS:
        run = county.decide(month, programmes=PROGRAMMES)
        expected += due(county, run)
    bank = Bank(bank_folder())
    bank.open_accounts({county.account(one): one.name for one in county.people})
    print(json.dumps(expected))


def due(county: County, run) -> list:  # type: ignore[no-untyped-def]
    """Give what the bank has to have paid for a month in the end: account, month, fen."""
    from chuntian.casework.frames import programme_frame
    from chuntian.registry.models import Person

    accounts = {Person.objects.get(name=one.name).pk: county.account(one) for one in county.people}
    rows = []
    for slug in PROGRAMMES:
        for row in programme_frame(run, slug).iter_rows(named=True):
            if row["outcome"] == 1:
                rows.append([accounts[row["person_id"]], run.month, row["amount_fen"]])
    return rows


def bank_folder() -> Path:
    return Path(settings.DATA_FOLDER) / "the_bank"


def pay(month: str) -> None:
    """Run a month's payday from its beginning, whatever an earlier, killed one left behind."""
    where = ["--region", REGION, "--month", month]
    folder = bank_folder()
    call("prepare", *where, "--by", "finance_preparer")
    call("approve", *where, "--by", "finance_approver")
    call("file", *where, "--by", "finance_approver", "--folder", str(folder / "outbox"))
    bank = Bank(folder)
    bank.take_all(f"{month}-20")
    bank.close()
    for answer in sorted((folder / "inbox").glob(f"CT{REGION}{month.replace('-', '')}*.csv")):
        call("reconcile", str(answer), *where, "--by", "finance_preparer")


def call(*arguments: str) -> None:
    cli.main(["pay", *arguments, "--json"], standalone_mode=False)


def child(month: str, crash_at: str) -> None:
    """Be the worker that may die."""
    os.environ["CHUNTIAN_CRASH_AT"] = crash_at
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    try:
        pay(month)
    except BaseException as why:
        sys.stderr.write(f"{month}: {type(why).__name__}: {getattr(why, 'message', why)}\n")
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def serve() -> None:
    """Fork a worker for each line; say its number, and how it ended."""
    import chuntian.commands.pay
    import chuntian.money.operations
    import chuntian.money.queries  # noqa: F401

    print("ready", flush=True)
    for line in sys.stdin:
        month, _, crash_at = line.strip().partition(" ")
        number = os.fork()
        if number == 0:
            child(month, crash_at)
        print(f"pid {number}", flush=True)
        _, status = os.waitpid(number, 0)
        print(f"ended {os.waitstatus_to_exitcode(status)}", flush=True)


def verify() -> None:
    """Say what the books say."""
    from chuntian.money.models import PaymentLine
    from chuntian.money.queries import ledger_difference_fen, paid_twice
    from chuntian.money.verify import checks

    answer = {
        "states": sorted(set(PaymentLine.objects.values_list("state", flat=True))),
        "paid_fen": sum(PaymentLine.objects.filter(state="paid").values_list("amount_fen", flat=True)),
        "difference": ledger_difference_fen(),
        "twice": len(paid_twice()),
        "problems": [problem for check in checks() for problem in check.problems],
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    {"setup": setup, "serve": serve, "verify": verify}[sys.argv[1]]()
