from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.policy.vectors import VECTORS

from chuntian.kernel.components import Component, from_text
from chuntian.kernel.days import Month
from chuntian.policy.law import load_law
from chuntian.policy.two_subsidies import (
    UnknownRule,
    care_tier,
    months_payable,
    reminder_day,
    renewal_arrears,
    stop_month,
    stop_month_after_expiry,
    tiers_differ,
)


def months(*texts):
    return [Month.parse(text) for text in texts]


def test_applied_in_march_decided_in_may_pays_three_months():  # case 4
    assert months_payable(date(2024, 3, 28), date(2024, 5, 11)) == months("2024-03", "2024-04", "2024-05")


def test_accepted_elsewhere_on_the_last_working_day_of_march_pays_from_march():  # case 5
    accepted_in_shanghai, decided_at_home = date(2024, 3, 29), date(2024, 4, 12)

    assert months_payable(accepted_in_shanghai, decided_at_home)[0] == Month(2024, 3)


def test_decided_in_the_month_of_application_pays_one_month():
    assert months_payable(date(2024, 12, 31), date(2024, 12, 31)) == months("2024-12")


def test_decided_before_application_is_refused():
    with pytest.raises(ValueError, match="早于"):
        months_payable(date(2024, 5, 2), date(2024, 5, 1))


def test_death_stops_from_the_next_month_or_the_month_itself():
    assert stop_month(date(2024, 12, 31), "next_month") == Month(2025, 1)
    assert stop_month(date(2024, 12, 31), "event_month") == Month(2024, 12)
    with pytest.raises(UnknownRule):
        stop_month(date(2024, 12, 31), "at_once")


def test_certificate_ending_on_15_may_pays_may_and_is_reminded_in_november():  # case 9
    ends = date(2024, 5, 15)

    assert stop_month_after_expiry(ends) == Month(2024, 6)
    assert reminder_day(ends) == date(2023, 11, 15)


@pytest.mark.parametrize(
    ("issued", "applied", "expected"),
    [
        (date(2024, 10, 10), date(2024, 12, 20), ["2024-10", "2024-11"]),
        (date(2024, 7, 1), date(2024, 12, 20), ["2024-09", "2024-10", "2024-11"]),  # at most three
        (date(2024, 12, 1), date(2024, 12, 20), []),
        (date(2024, 4, 1), date(2024, 8, 1), ["2024-06", "2024-07"]),  # nothing before it was stopped
    ],
)
def test_arrears_after_renewal(issued, applied, expected):  # case 9
    assert renewal_arrears(Month(2024, 6), issued, applied) == months(*expected)


@pytest.mark.parametrize("vector", VECTORS["care_tier"], ids=lambda vector: str(vector["components"]))
def test_care_tier_vectors(vector):  # cases 1 and 2
    components = [Component(category, grade) for category, grade in vector["components"]]

    assert care_tier(components, "literal") == vector["literal"]
    assert care_tier(components, "best_component") == vector["best_component"]


def test_cases_where_the_two_readings_differ_are_named():
    assert tiers_differ(from_text("听力一级;智力二级"))
    assert not tiers_differ(from_text("听力一级;肢体一级"))


COMPONENTS = st.lists(st.builds(Component, st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=4)


@given(components=COMPONENTS, rule=st.sampled_from(["literal", "best_component"]))
def test_the_programme_pays_the_tier_that_the_function_names(components, rule):
    facts = {
        "hukou": "620104", "certificate_valid": True, "components": components, "tekun": False,
        "work_injury_care": False, "in_prison": False, "care_allowance_other": 0,
    }  # fmt: skip
    params = {"sub.care.A": "2", "sub.care.B": "1", "sub.multi_rule": rule}

    decision = load_law().decide_one("nursing_subsidy", facts, on=date(2024, 5, 1), division="620104", params=params)

    assert decision.amount_fen == {"A": 200, "B": 100, None: None}[care_tier(components, rule)]
