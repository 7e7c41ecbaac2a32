"""What departments report: two people, one number for a place and month, known when it was known, never published by us."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.county import County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.accounts.operations import ensure_demo_users
from chuntian.indicators import reported
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure
from chuntian.indicators.data import Data
from chuntian.indicators.figures import percent
from chuntian.indicators.models import KeptFigure, ReportedFigure
from chuntian.indicators.operations import keep_month
from chuntian.indicators.periods import Period
from chuntian.indicators.published import as_published
from chuntian.indicators.reported import CannotReport, SamePerson
from chuntian.kernel.days import Month
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
REGION, AT = "620104000000", moment(date(2024, 12, 31))
SLUG = "child_screening_rate"


@pytest.fixture
def county():
    found = County([Someone("甲", grade=1, dibao=1), Someone("乙", grade=2)])
    found.lists(date(2024, 1, 3))
    return found


@pytest.fixture
def users():
    made = ensure_demo_users(region=REGION, at=AT, password="春天-the-long-one")
    return made[Role.COUNTY_CLERK], made[Role.COUNTY_APPROVER]


def enter(by, month=6, numerator=9_934, denominator=10_000, slug=SLUG, at=AT):
    return reported.enter_reported(
        region=REGION, slug=slug, month=Month(2024, month), numerator=numerator, denominator=denominator,
        department="县卫生健康局", document="2024年上半年妇幼统计（虚构）", by=by, at=at,
    )  # fmt: skip


def seen(county, month=12, known=AT, slug=SLUG):
    return figure(Data(REGION, Period(2024, month), county.law, known), measure(slug))


def test_a_number_counts_once_another_person_has_held_it_against_the_document(county, users):
    clerk, approver = users
    made = enter(clerk)

    before = seen(county)
    with pytest.raises(SamePerson):
        reported.confirm_reported(figure=made, by=clerk, at=AT)
    reported.confirm_reported(figure=made, by=approver, at=AT)
    after = seen(county)

    assert (before.value, "卫生健康部门" in before.missing_reason) == (None, True)
    assert (str(after.value), after.numerator, after.denominator, after.missing_reason) == ("99.34", 9_934, 10_000, "")
    assert list(Entry.objects.filter(subject_kind="figure").order_by("pk").values_list("action", flat=True)) == [
        "figures.report", "figures.confirm_reported",
    ]  # fmt: skip


def test_the_newest_month_that_does_not_reach_beyond_the_period_counts(county, users):
    clerk, approver = users
    for month, numerator in ((3, 8_000), (6, 9_000), (11, 9_500)):
        reported.confirm_reported(figure=enter(clerk, month, numerator), by=approver, at=AT)

    assert [seen(county, month).numerator for month in (2, 3, 5, 6, 12)] == [None, 8_000, 8_000, 9_000, 9_500]
    assert figure(Data(REGION, Period(2025, 1), county.law, AT), measure(SLUG)).value is None


def test_what_was_not_known_then_is_not_in_a_figure_as_of_then_and_what_is_taken_back_counts_no_more(county, users):
    clerk, approver = users
    made = enter(clerk)
    reported.confirm_reported(figure=made, by=approver, at=AT + timedelta(days=1))
    reported.withdraw_reported(figure=made, by=clerk, at=AT + timedelta(days=3), reason="分母写错一位")

    known = [seen(county, known=AT + timedelta(days=days)).numerator for days in (0, 1, 2, 3)]

    assert known == [None, 9_934, 9_934, None]
    with pytest.raises(CannotReport, match="已经有人办过"):
        reported.confirm_reported(figure=made, by=approver, at=AT)
    with pytest.raises(CannotReport, match="已经有人办过"):
        reported.withdraw_reported(figure=made, by=clerk, at=AT, reason="再撤一次")


def test_a_month_is_entered_once_and_again_after_it_was_taken_back(users):
    clerk, _approver = users
    first = enter(clerk)

    with pytest.raises(CannotReport, match="已经登记过"):
        enter(clerk, numerator=1)
    reported.withdraw_reported(figure=first, by=clerk, at=AT, reason="分母写错一位")
    enter(clerk, numerator=9_000)

    assert ReportedFigure.objects.count() == 2


@given(numerator=st.integers(-5, 40), denominator=st.integers(-5, 40))
@pytest.mark.parametrize("slug", [SLUG])
def test_only_a_share_is_taken(slug, numerator, denominator):
    if 0 <= numerator <= denominator and denominator > 0:
        assert 0 <= percent(numerator, denominator) <= 100
    else:
        with pytest.raises(CannotReport, match="分子"):
            enter("system:test", numerator=numerator, denominator=denominator)


def test_what_our_lists_give_is_not_reported(users):
    with pytest.raises(CannotReport, match="由名单算出"):
        enter(users[0], slug="certificate_holders")


def test_a_reported_number_is_kept_with_the_month_and_left_out_of_what_we_publish(county, users):
    reported.confirm_reported(figure=enter(users[0], 12), by=users[1], at=AT)

    keep_month(region=REGION, month=Month(2024, 12), law=county.law, at=AT)
    public, _known, _demo = as_published(REGION, "2024-12")

    assert KeptFigure.objects.get(region=REGION, month="2024-12", measure=SLUG).numerator == 9_934
    assert not [one for one in public if reported.is_reported(one["measure"])]
    assert public
