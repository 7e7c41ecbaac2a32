"""Arrears after a certificate was renewed: bounded where the place has a rule, and only for that reason (R-SUB-08)."""

from dataclasses import replace
from datetime import date
from unittest.mock import patch

import pytest
from tests.casework.county import County, Someone, moment

from chuntian.casework.models import Award
from chuntian.casework.operations import CannotResume, resume_award, stop_award
from chuntian.rules import MissingParameter

TODAY = moment(date(2025, 2, 10))


@pytest.fixture
def county(db):
    """阿一's certificate ended in August and was renewed in January; 阿二's never ended."""
    county = County([Someone("阿一", expires_on=date(2024, 8, 31)), Someone("阿二")])
    county.lists(date(2024, 1, 1))
    county.certificates(date(2024, 9, 1), county.people)
    renewed = [replace(one, expires_on=date(2034, 1, 1)) for one in county.people]
    county.certificates(date(2025, 1, 5), renewed)
    return county


def resumed(county, name, start, law="the law"):
    clerk = county.staff("civil_affairs")[0]
    award = county.award(name, "nursing_subsidy", "2024-01")
    award = stop_award(award=award, end_month="2024-08", by=clerk, at=moment(date(2024, 9, 2)), reason="停发")
    law = county.law if law == "the law" else law
    return resume_award(award=award, start_month=start, by=clerk, at=TODAY, reason="恢复", law=law)


@pytest.fixture
def bounded(county):
    """The county as if it lay in the province whose rule is known."""
    rule = county.law.book.resolve("sub.arrears_months_max", "520100000000", TODAY.date())

    with patch.object(type(county.law.book), "resolve", return_value=rule):
        yield county


def test_three_months_back_are_paid_after_a_renewal(bounded):
    assert resumed(bounded, "阿一", "2024-11").start_month == "2024-11"


def test_a_fourth_month_back_is_not(bounded):
    with pytest.raises(CannotResume, match=r"最多补发 3 个月，最早从 2024-11 起（.*贵州"):
        resumed(bounded, "阿一", "2024-10")

    assert Award.objects.count() == 1


def test_a_stop_for_another_reason_is_made_good_in_full(county):
    assert resumed(county, "阿二", "2024-09").start_month == "2024-09"


def test_without_a_rule_of_the_place_there_is_no_bound(county):
    """Gansu's document has not been seen; another province's never costs anyone here a month."""
    found = county.law.book.resolve("sub.arrears_months_max", "620104000000", TODAY.date())

    assert isinstance(found, MissingParameter)
    assert resumed(county, "阿一", "2024-09").start_month == "2024-09"
