"""Who may act for whom: under his own account, by a document, until a day, never by his own word."""

from datetime import date

import pytest
from tests.casework.county import moment

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.accounts.operations import CannotRecord, assign, end_authority, record_authority
from chuntian.accounts.queries import persons_of
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
ON, END = date(2024, 3, 5), date(2025, 3, 4)


@pytest.fixture
def people():
    helper, clerk = User.objects.create_user("helper", person_id=7), User.objects.create_user("clerk")
    assign(user=helper, role=Role.CITIZEN, region="620104", start=date(2020, 1, 1))
    assign(user=clerk, role=Role.TOWNSHIP_CLERK, region="620104", start=date(2020, 1, 1))
    return helper, clerk


def given(helper, clerk, **other):
    said = {
        "user": helper,
        "person_id": 42,
        "region": "620104001",
        "kind": "guardian",
        "document": "监护公证书",
        "by": clerk,
    }
    return record_authority(**{**said, "start": ON, "end": END, "at": moment(ON), **other})


def test_it_holds_from_its_day_to_its_end_and_is_in_the_trail(people):
    helper, clerk = people
    one = given(helper, clerk)

    assert persons_of(helper, ON) == {7, 42}
    assert persons_of(helper, date(2025, 3, 5)) == {7}
    end_authority(authority=one, end=date(2024, 6, 1), by=clerk, at=moment(date(2024, 6, 1)), reason="另定监护人")
    assert persons_of(helper, date(2024, 6, 2)) == {7}
    assert list(Entry.objects.values_list("action", flat=True).order_by("id")) == ["authority.given", "authority.ended"]


@pytest.mark.parametrize("wrong", [{"end": date(2024, 3, 4)}, {"end": date(2030, 1, 1)}])
def test_days_out_of_order_or_too_far_are_refused(people, wrong):
    with pytest.raises(CannotRecord):
        given(*people, **wrong)


def test_it_is_never_given_to_oneself_nor_to_a_work_account_nor_twice(people):
    helper, clerk = people
    for refused in ({"by": helper}, {"user": clerk, "by": helper}):
        with pytest.raises(CannotRecord):
            given(helper, clerk, **refused)
    given(helper, clerk)
    with pytest.raises(CannotRecord):
        given(helper, clerk)
