"""A19: a year of days with the clock as an argument: one payment per obligation, the right amount, the right budget."""

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Sum
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import CHINA, REGION, County, Someone
from tests.faults.clocks import CLOCKS, clocks
from tests.faults.lone import ROOT
from tests.money.conftest import Payday

from chuntian.casework.frames import hand_frame
from chuntian.casework.limits import day_in_china
from chuntian.casework.operations import decide_by_hand, decide_month
from chuntian.casework.queries import current_run
from chuntian.kernel.days import Month
from chuntian.money.models import Budget, Fund, PaymentLine, Recovery
from chuntian.money.operations import (
    NothingDue,
    approve_run,
    leave_out,
    prepare_run,
    recompute,
    reconcile,
    write_bank_file,
)  # fmt: skip
from chuntian.money.operations.approve import budget_used
from chuntian.money.queries import ledger_difference_fen, paid_twice
from chuntian.money.verify import checks
from chuntian.policy.facts import FACTS
from chuntian.policy.law import load_law
from chuntian.policy.programmes import PROGRAMMES
from chuntian.rules import Law

CARE, YEAR = "nursing_subsidy", 2024
STANDARDS = {1: (13000, 16000), 2: (8000, 9500)}  # fen before July and since, by grade


def raised_law() -> Law:
    """Give the law whose standards are raised on the first of July, as a document announces it in advance."""
    rows = {
        f"sub.care.{group}": [
            {"from": "2024-01-01", "to": "2024-06-30", "division": "620104", "value": str(STANDARDS[grade][0] // 100)},
            {"from": "2024-07-01", "division": "620104", "value": str(STANDARDS[grade][1] // 100)},
        ]
        for grade, group in ((1, "A"), (2, "B"))
    }  # fmt: skip
    return Law(PROGRAMMES, FACTS, load_law(demo=True).book.changed(rows))


class Year:
    """The days of a year, one after the other; each day does what is due on it, whatever the day before left undone."""

    def __init__(self, payday: Payday) -> None:
        self.payday, self.county = payday, payday.county

    def clock(self, day: date) -> list[datetime]:
        """Give the moments at which a day's work is done: some days twice, with the clock put back an hour between."""
        if (day.month, day.day) == (12, 31):
            return [datetime(day.year, 12, 31, 23, 59, 58, tzinfo=CHINA).astimezone(UTC)]
        if day.month == day.day == 1:
            return [datetime(day.year, 1, 1, 0, 0, 1, tzinfo=CHINA).astimezone(UTC)]
        nine = datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
        return [nine, nine - timedelta(hours=1)] if day.day % 7 == 0 else [nine]

    def live(self, at: datetime) -> None:
        today = day_in_china(at)
        month = str(Month.of(today))
        if today.day == 1:
            self.county.lists(today, at=at)
        if today.day == 5:
            self.decide(month, at)
        if today == date(YEAR, 4, 10):
            self.county.deaths(today, {"阿三": date(YEAR, 3, 28)})
        if today == date(YEAR, 4, 11):
            self.decide("2024-04", at)
            recompute(region=REGION, upto_month=month, by=self.payday.preparer, at=at)
        if today == date(YEAR, 5, 12):
            self.county.deaths(today, {"阿三": date(YEAR, 3, 28)}, correction=True)
        if today == date(YEAR, 5, 13):
            self.decide("2024-04", at)
            self.decide("2024-05", at)
        if today.day >= 5 or today.year > YEAR:
            self.pay(month if today.year == YEAR else f"{YEAR}-12", at)

    def decide(self, month: str, at: datetime) -> None:
        decide_month(region=REGION, month=month, law=self.county.law, by="test", at=at, programmes=[CARE])

    def pay(self, month: str, at: datetime) -> None:
        """Prepare every day; what waits is approved, handed over and answered."""
        try:
            run = prepare_run(region=REGION, month=month, by=self.payday.preparer, at=at)
        except NothingDue:
            return
        if run.state != "prepared":
            return
        leave_out(run=run, by=self.payday.approver, at=at, reason="转人工核实")
        run = approve_run(run=run, by=self.payday.approver, at=at)
        if run.lines_count:
            write_bank_file(run=run, folder=self.payday.bank.folder / "outbox", by=self.payday.approver, at=at)
            answer = self.payday.bank.take_all(str(day_in_china(at)))[-1].answer
            reconcile(run=run, answer=answer, by=self.payday.preparer, at=at)


@pytest.fixture
def year(db, tmp_path):
    """阿三 is reported dead in April and alive in May; the certificate of 阿四 ends on 29 February."""
    people = [Someone("阿一", grade=1), Someone("阿二", grade=2), Someone("阿三", grade=1)]
    people.append(Someone("阿四", grade=2, expires_on=date(YEAR, 2, 29)))
    county = County([replace(one, dibao=None) for one in people])
    county.law = raised_law()
    county.lists(date(2023, 12, 31))
    for one in county.people:
        county.award(one.name, CARE, f"{YEAR}-01")
    fund = Fund.objects.create(slug="care", name="护理补贴")
    for region, year in ((REGION, 2023), (REGION, YEAR), (REGION, 2025), ("620102000000", YEAR)):
        Budget.objects.create(fund=fund, region=region, programme=CARE, year=year, amount_fen=10_000_000)
    payday = Payday(county, tmp_path)
    yield Year(payday)
    payday.bank.close()


BUSY = {(4, 10), (4, 11), (5, 12), (5, 13), (2, 29), (12, 31)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "every_day", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["busy-days", "every-day"]
)
def test_a_year_of_days_pays_each_month_once_and_right(year, every_day):
    day = date(YEAR, 1, 1)
    while day < date(2025, 1, 4):
        if every_day or day.day in (1, 5, 7) or (day.month, day.day) in BUSY or day.year > YEAR:
            for at in year.clock(day):
                year.live(at)
        day += timedelta(days=1)

    paid = PaymentLine.objects.filter(state="paid")
    counted = Counter(paid.values_list("obligation__person__name", "obligation__period"))
    sums = dict(paid.order_by().values_list("obligation__person__name").annotate(fen=Sum("amount_fen")))
    months = [f"{YEAR}-{number:02d}" for number in range(1, 13)]
    assert counted == Counter({(name, month): 1 for name in ("阿一", "阿二", "阿三") for month in months} | {
        ("阿四", month): 1 for month in months[:2]})  # fmt: skip
    assert sums == {"阿一": 6 * 29000, "阿二": 6 * 17500, "阿三": 6 * 29000, "阿四": 16000}
    late = paid.get(obligation__person__name="阿三", obligation__period="2024-05")
    assert late.arrears or late.run.month == "2024-05"
    assert set(Recovery.objects.values_list("state", flat=True)) == {"cancelled"}
    assert year.payday.bank.paid_fen() == sum(sums.values())
    assert (ledger_difference_fen(), paid_twice()) == (0, [])
    assert [problem for check in checks() for problem in check.problems] == []


@pytest.mark.django_db
def test_a_year_is_paid_from_the_budget_of_its_year_and_county(year):
    for month in ("2024-01", "2024-12"):
        at = year.payday.at(month, 5)
        year.county.lists(at.date(), at=at)
        year.decide(month, at)
        year.pay(month, at)

    used = {(one.region[:6], one.year): budget_used(one) for one in Budget.objects.all()}
    fen = PaymentLine.objects.filter(state="paid").aggregate(fen=Sum("amount_fen"))["fen"]
    assert used == {("620104", 2023): 0, ("620104", YEAR): fen, ("620104", 2025): 0, ("620102", YEAR): 0}
    assert fen > 0


@pytest.mark.django_db
def test_A19_what_came_later_counts_though_its_clock_is_behind(year):
    """The second of two machines is an hour behind; its word and its decision came later, so they stand."""
    at = year.payday.at(f"{YEAR}-01", 5)
    award = year.county.person("阿一").awards.get()
    for fen, moment in ((5000, at), (7000, at - timedelta(hours=1))):
        decide_by_hand(
            award=award,
            month=f"{YEAR}-01",
            outcome="pay",
            amount_fen=fen,
            by=year.payday.preparer,
            at=moment,
            reason="核实",
        )
    runs = [
        decide_month(region=REGION, month=f"{YEAR}-01", law=year.county.law, by="test", at=moment, programmes=[CARE])
        for moment in (at, at - timedelta(hours=1))
    ]

    assert hand_frame(REGION, f"{YEAR}-01")["hand_fen"].to_list() == [7000]
    assert current_run(REGION, f"{YEAR}-01") == runs[1]


@pytest.mark.crash
@pytest.mark.postgres
def test_A19_months_are_paid_once_while_the_clock_of_the_database_is_wrong():
    found = clocks(("+10m",), months=1)

    assert found["faults"] == []
    assert found["bank"] == found["due"] == found["ours"]


@pytest.mark.slow
@pytest.mark.postgres
def test_A19_months_are_paid_once_under_every_wrong_clock_of_the_database():
    found = clocks(CLOCKS, months=3)

    print(f"\nA19: {found}")
    assert found["faults"] == []
    assert found["months"] == 12
    assert found["bank"] == found["due"] == found["ours"]


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("clock", CLOCKS)
def test_A19_the_year_is_the_same_under_a_wrong_clock_of_the_database(clock):
    command = [sys.executable, "tools/with_postgres.py", "--clock", clock, "--", sys.executable, "-m", "pytest"]
    chosen = ["-m", "not slow and not crash", "-p", "no:cacheprovider", "tests/trust/test_A19_year.py"]
    done = subprocess.run([*command, *chosen], cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout[-3000:]
    assert "3 passed" in done.stdout
