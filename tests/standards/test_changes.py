"""A change of a standard: two people, a document, a preview; afterwards everything that decides sees it."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.casework.county import REGION, County, Someone, moment

from chuntian.casework.simulating import preview
from chuntian.casework.verify import replay
from chuntian.standards import operations, queries
from chuntian.standards.models import Change
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 20)
AT = moment(DAY, 10)


@pytest.fixture
def county(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path
    found = County([Someone("马春花", grade=1), Someone("王建国", grade=2, dibao=None)])
    found.lists(date(2024, 3, 1))
    return found


def prepared(county, **other):
    [clerk] = county.staff("county_clerk")
    said = {
        "key": "sub.care.A", "region": REGION, "value": "200", "valid_from": date(2024, 1, 1), "valid_to": None,
        "document": "西民发〔2024〕1号", "article": "第二条", "checked_on": DAY, "by": clerk, "at": AT,
    }  # fmt: skip
    return operations.prepare(**said | other)


def approved(county, change):
    [approver] = county.staff("county_approver")
    operations.keep_preview(change=change, found=preview(change=change), at=AT)
    return operations.approve(change=change, by=approver, at=AT + timedelta(minutes=5))


def amounts(run):
    from chuntian.casework.queries import run_frame

    return sorted(run_frame(run)["nursing_subsidy.amount_fen"].drop_nulls().to_list())


def test_what_is_approved_decides_and_what_waits_does_not(county):
    change = prepared(county)
    before, waiting = county.decide("2024-03"), queries.law(demo=True).version

    approved(county, change)
    county.law = queries.law(demo=True)
    after = county.decide("2024-03")

    assert waiting == before.law_version != after.law_version
    assert amounts(before) != amounts(after)
    assert 20000 in amounts(after)
    assert Entry.objects.filter(action="law.approve").count() == 1


def test_a_decision_of_before_is_still_made_again_with_the_law_of_before(county):
    before = county.decide("2024-03")
    approved(county, prepared(county))
    county.law = queries.law(demo=True)
    after = county.decide("2024-03")

    assert replay(before) == replay(after) == []
    before.law_version = after.law_version
    assert replay(before) != []


def test_a_missing_standard_becomes_known(county):
    before = queries.law().book.resolve("sub.care.A", REGION, DAY)
    approved(county, prepared(county))

    assert not hasattr(before, "value")
    assert queries.law().book.resolve("sub.care.A", REGION, DAY).citation == "西民发〔2024〕1号 第二条"


def test_the_preview_says_who_gains_what_it_costs_and_names_nobody(county):
    county.decide("2024-03")

    found = preview(change=prepared(county, valid_from=date(2024, 9, 1)))

    [row] = found["programmes"]
    assert row["programme"] == "nursing_subsidy"
    assert row["more"] == 1
    assert row["cost_after_fen"] > row["cost_before_fen"]
    assert "马春花" not in str(found)


def test_nobody_approves_his_own_and_nothing_without_a_preview(county):
    change = prepared(county)
    [clerk, approver] = county.staff("county_clerk", "county_approver")

    with pytest.raises(operations.CannotDecide, match="还没有试算"):
        operations.approve(change=change, by=approver, at=AT)
    operations.keep_preview(change=change, found=preview(change=change), at=AT)
    with pytest.raises(operations.CannotDecide, match="自己"):
        operations.approve(change=change, by=clerk, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(state="approved", decided_by=clerk, decided_at=AT)


def test_a_preview_under_another_law_is_too_old(county):
    first, second = prepared(county), prepared(county, valid_from=date(2024, 6, 1))
    operations.keep_preview(change=second, found=preview(change=second), at=AT)
    approved(county, first)

    with pytest.raises(operations.CannotDecide, match="重新试算"):
        operations.approve(change=second, by=county.staff("county_approver")[0], at=AT)


def test_what_is_decided_or_prepared_is_never_edited(county):
    change = prepared(county)

    for fields in ({"value": "900"}, {"region": "620000000000"}, {"document": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Change.objects.filter(pk=change.pk).update(**fields)
    approved(county, change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.filter(pk=change.pk).update(decision_note="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Change.objects.filter(pk=change.pk).delete()


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"key": "no.such"}, "没有名为"), ({"value": "很多"}, "不能作为"), ({"document": " "}, "依据"),
        ({"article": ""}, "依据"), ({"checked_on": date(2025, 1, 1)}, "不能晚于今天"),
        ({"valid_to": date(2020, 1, 1)}, "终止日"), ({"key": "sub.living_scope", "value": "everyone"}, "不能作为"),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told(county, other, why):
    with pytest.raises(operations.CannotPrepare, match=why):
        prepared(county, **other)


def test_the_same_change_waits_once_and_can_be_taken_back(county):
    change = prepared(county)
    with pytest.raises(operations.CannotPrepare, match="等待批准"):
        prepared(county, value="210")

    operations.withdraw(change=change, by=change.prepared_by, at=AT, note="写错了")

    assert prepared(county, value="210").state == "prepared"
