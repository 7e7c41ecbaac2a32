from datetime import date
from fractions import Fraction

import pytest
from tests.policy.vectors import VECTORS

from chuntian.kernel.money import Money
from chuntian.policy.employment import Placement, average_staff, late_fee, months_with_certificate, placed_weighted
from chuntian.policy.law import load_law


@pytest.mark.parametrize("vector", VECTORS["fund"], ids=lambda vector: vector["no"])
def test_levy_vectors(vector):
    names = ("kind", "staff", "placed_weighted", "average_wage", "social_average_wage")
    facts = {name: vector[name] for name in names}

    decision = load_law().decide_one(
        "employment_security_levy",
        facts,
        on=date(2024, 6, 1),
        division="620104",
        params={"fund.ratio": vector["ratio"]},
    )

    assert decision.outcome == "eligible"
    assert decision.amount_fen == Money.from_yuan(vector["due"]).fen


@pytest.mark.parametrize("vector", VECTORS["late_fee"])
def test_late_fee_is_five_per_mille_a_day(vector):  # case 19
    assert late_fee(Money.from_yuan(vector["due"]), vector["days"]) == Money.from_yuan(vector["fee"])


def test_late_fee_of_no_day_and_of_a_negative_number_of_days():
    assert late_fee(Money(4_000_000), 0) == Money(0)
    with pytest.raises(ValueError):
        late_fee(Money(4_000_000), -1)


def test_severe_worker_for_seven_months_counts_seven_sixths():  # case 16
    assert placed_weighted([Placement(months=7, severe=True)]) == Fraction(7, 6)


def test_certificate_expired_in_june_counts_january_to_june():  # case 17
    months = months_with_certificate(2024, date(2014, 6, 16), date(2024, 6, 15))

    assert months == 6
    assert placed_weighted([Placement(months=months, severe=False)]) == Fraction(1, 2)
    assert months_with_certificate(2024, date(2014, 6, 16), date(2023, 12, 31)) == 0


def test_dispatched_workers_enter_both_numbers():  # case 18
    staff = average_staff(300 + 3)
    placed = placed_weighted([Placement(12, False)] * 2 + [Placement(12, False)] * 3)

    assert (staff, placed) == (303, 5)


def test_seasonal_workers_become_a_yearly_average():
    assert average_staff(100, [(60, 4)]) == 120


def test_thirteen_months_are_no_year():
    with pytest.raises(ValueError):
        Placement(months=13, severe=False)
