"""What is left of the year's money, how long it does, and that several funds are one pot."""

import pytest
from django.test import Client
from tests.casework.county import REGION, moment
from tests.web.conftest import just_proved

from chuntian.money.budgets import Pot, pots
from chuntian.money.models import Budget, PaymentLine
from chuntian.money.operations import BudgetExceeded
from chuntian.money.operations.budgets import CannotEnter, enter_budget
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db


def enter(payday, yuan: int, fund: str = "省级补助", **other):
    said = {
        "fund": fund, "level": "省级", "region": REGION, "programme": "nursing_subsidy", "year": 2024, "amount_fen": yuan * 100,
        "document": "甘财社〔2024〕3号", "by": payday.preparer, "at": payday.at("2024-01"),
    }  # fmt: skip
    return enter_budget(**said | other)


def pot_of(programme: str) -> Pot:
    return next(
        one for one in pots(Budget.objects.all(), PaymentLine.objects.all(), year=2024) if one.programme == programme
    )


def test_what_is_paid_on_its_way_and_left_adds_up(payday):
    enter(payday, 1000)
    payday.month("2024-01")
    payday.decide("2024-02")
    payday.approve(payday.prepare("2024-02"))

    pot = pot_of("nursing_subsidy")

    assert pot.paid_fen > 0
    assert pot.committed_fen > 0
    assert pot.paid_fen + pot.committed_fen + pot.left_fen == 100_000
    assert pot.months_left == 10
    assert pot.end_fen == pot.left_fen - pot.rate_fen * 10


def test_a_programme_that_is_paid_without_a_budget_is_told_and_is_not_zero(payday):
    payday.month("2024-01")

    pot = pot_of("living_subsidy")

    assert (pot.amount_fen, pot.left_fen, pot.end_fen, pot.short_month) == (None, None, None, None)
    assert pot.paid_fen > 0


@pytest.mark.parametrize(
    ("amount", "short", "end"),
    [(1200, None, 0), (1199, 12, -100), (500, 6, -70_000), (200, 3, -100_000), (100, 3, -110_000)],
)
def test_the_month_in_which_it_runs_short(amount, short, end):
    pot = Pot(REGION, "nursing_subsidy", 2024, [Budget(amount_fen=amount * 100)])
    pot.paid[1] = pot.paid[2] = 10_000

    assert (pot.short_month, pot.end_fen) == (short, end)


def test_two_funds_are_one_pot_and_together_the_wall(payday):
    enter(payday, 1)
    enter(payday, 10_000, "县级配套")
    payday.month("2024-01")
    assert len(pot_of("nursing_subsidy").budgets) == 2

    enter(payday, 0, "县级配套")
    payday.decide("2024-02")
    with pytest.raises(BudgetExceeded):
        payday.approve(payday.prepare("2024-02"))


def test_entering_again_corrects_and_the_trail_keeps_what_stood_before(payday):
    enter(payday, 100)
    enter(payday, 150)

    assert Budget.objects.get().amount_fen == 15_000
    assert Entry.objects.filter(action="pay.budget", detail__contains='"before_fen":10000').count() == 1
    for other in ({"document": " "}, {"amount_fen": -1}):
        with pytest.raises(CannotEnter):
            enter(payday, 1, **other)


def test_the_page_shows_the_sum_and_only_the_preparer_enters(payday, monkeypatch, settings):
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(clock, "now", lambda: moment(payday.at("2024-02").date()))
    payday.month("2024-01")
    preparer, approver = Client(), Client()
    preparer.force_login(payday.preparer)
    approver.force_login(payday.approver)
    just_proved(preparer)
    said = {
        "do": "enter", "enter-fund": "省级补助", "enter-region": REGION, "enter-programme": "nursing_subsidy", "enter-year": "2024",
        "enter-amount": "1000", "enter-document": "甘财社〔2024〕3号",
    }  # fmt: skip

    before = preparer.get("/payments/budgets/").content.decode()
    wrong = preparer.post("/payments/budgets/", said | {"enter-document": ""})
    done = preparer.post("/payments/budgets/", said)
    after = approver.get("/payments/budgets/").content.decode()
    file = approver.post("/payments/budgets/", {"do": "table"})

    assert "没有登记" in before
    assert "错误：" in wrong.content.decode()
    assert done.status_code == 302
    assert "月均" in after
    assert "月开始不够" in after
    assert "登记预算</h2>" not in after
    assert file["Content-Disposition"].startswith("attachment")
    assert approver.post("/payments/budgets/", said).status_code == 403
