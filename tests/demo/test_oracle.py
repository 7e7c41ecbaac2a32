"""The demo's own answer to the two subsidies, against the rules: one state, one right."""

from datetime import date

import pytest

from chuntian.demo.oracle import LIVING, NURSING, entitlements
from chuntian.demo.world import CertificateState, Human

DAY = date(2024, 5, 1)


@pytest.fixture
def severe():
    one = Human("张演示", "male", date(1970, 1, 1), "", "")
    one.add("hukou", date(1970, 1, 1), division="620104001001")
    one.certificates.append(
        CertificateState(date(2020, 1, 1), "", 4, 2, "肢体二级", date(2020, 1, 1), date(2029, 12, 31))
    )
    return one


def test_a_severe_person_without_dibao_has_the_nursing_subsidy_only(severe):
    assert entitlements(severe, DAY, "620104") == {NURSING}


def test_dibao_brings_the_living_subsidy(severe):
    severe.add("dibao", date(2024, 5, 1), kind="single")

    assert entitlements(severe, DAY, "620104") == {LIVING, NURSING}
    assert entitlements(severe, date(2024, 4, 1), "620104") == {NURSING}


def test_orphans_keep_the_nursing_subsidy_only(severe):
    severe.add("dibao", date(2020, 1, 1), kind="household")
    severe.add("orphans", date(2024, 1, 1), group="orphan")

    assert entitlements(severe, DAY, "620104") == {NURSING}


@pytest.mark.parametrize("kind", ["tekun", "work_injury_care", "prison"])
def test_who_is_supported_otherwise_has_neither(severe, kind):
    severe.add("dibao", date(2020, 1, 1), kind="household")
    severe.add(kind, date(2024, 4, 20))

    assert entitlements(severe, DAY, "620104") == set()


def test_the_month_of_death_is_paid_and_the_next_is_not(severe):
    severe.death_on = date(2024, 5, 12)

    assert entitlements(severe, date(2024, 5, 1), "620104") == {NURSING}
    assert entitlements(severe, date(2024, 6, 1), "620104") == set()


def test_the_month_in_which_the_certificate_ends_is_paid(severe):
    severe.certificates[0].expires_on = date(2024, 5, 15)

    assert entitlements(severe, date(2024, 5, 1), "620104") == {NURSING}
    assert entitlements(severe, date(2024, 6, 1), "620104") == set()
