"""Figures asked for on a page: asked once, computed once, and whoever waits hears when it failed."""

from datetime import date, timedelta

import pytest
from tests.casework.county import County, Someone, moment

from chuntian.indicators import ahead, computing
from chuntian.indicators.computing import ask_for_month, newest, work_off
from chuntian.indicators.models import Computation, EditionAhead, KeptFigure
from chuntian.indicators.operations import NotPrepared, keep_month, publish
from chuntian.kernel.days import Month
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
REGION, MONTH, AT = "620104000000", Month(2024, 12), moment(date(2024, 12, 31))
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def county():
    found = County([Someone("甲", grade=1, dibao=1), Someone("乙", grade=2)])
    found.lists(date(2024, 1, 3))
    return found


def ask(**more):
    return ask_for_month(region=REGION, month=MONTH, by="system:test", at=AT, **more)


def work(county):
    return work_off(law=lambda: county.law, clock=lambda: LATER)


def public(**more):
    said = {"licence": "CC0-1.0", "by": "system:test", "at": LATER, "reason": "公开"}
    return publish(region=REGION, month=MONTH, **said, **more)


def test_what_is_asked_twice_is_computed_once(county):
    first, second = ask(), ask()

    assert first == second
    assert (work(county), work(county)) == (1, 0)
    assert newest(REGION, str(MONTH)).ended_at == LATER
    assert KeptFigure.objects.filter(region=REGION, month=str(MONTH)).exists()
    assert ahead.prepared(REGION, str(MONTH))
    assert Entry.objects.filter(action="figures.compute").count() == 1


def test_the_law_is_read_only_when_figures_are_wanted(county):
    assert work_off(law=lambda: pytest.fail("read for nothing"), clock=lambda: LATER) == 0


def test_whoever_waits_hears_that_it_failed_and_may_ask_again(county, monkeypatch):
    monkeypatch.setattr(computing, "keep_month", lambda **_: 1 / 0)
    ask()

    assert work(county) == 1

    assert "ZeroDivisionError" in newest(REGION, str(MONTH)).failure
    monkeypatch.undo()
    ask()
    assert work(county) == 1
    assert newest(REGION, str(MONTH)).failure == ""
    assert KeptFigure.objects.exists()


def test_what_broke_off_is_begun_again_three_times_at_most(county):
    one = ask()
    for tries in (1, 2):
        Computation.objects.filter(pk=one.pk).update(begun_at=AT, tries=tries)
    work(county)
    assert newest(REGION, str(MONTH)).failure == ""

    other = ask()
    Computation.objects.filter(pk=other.pk).update(begun_at=AT, tries=computing.MOST_TRIES)
    work(county)

    other.refresh_from_db()
    assert other.failure == computing.BROKE_OFF


def test_whoever_asks_for_more_while_it_is_being_done_gets_more(county, monkeypatch):
    ask(anew=False)
    monkeypatch.setattr(computing, "prepare", lambda **_: ask())
    seen = []
    monkeypatch.setattr(computing, "keep_month", lambda **_: seen.append("computed"))

    work(county)

    assert seen == ["computed"]
    assert Computation.objects.get().ended_at


def test_an_edition_is_good_until_a_figure_or_something_public_changes(county):
    keep_month(region=REGION, month=MONTH, law=county.law, at=AT)
    with pytest.raises(NotPrepared):
        public()
    ahead.prepare(region=REGION, month=str(MONTH), at=AT)
    assert ahead.prepared(REGION, str(MONTH))

    keep_month(region=REGION, month=MONTH, law=county.law, at=LATER)

    assert ahead.prepared(REGION, str(MONTH)) is None
    with pytest.raises(NotPrepared):
        public()
    ahead.prepare(region=REGION, month=str(MONTH), at=LATER)
    assert public().figures == EditionAhead.objects.get().figures
    assert ahead.prepared(REGION, str(MONTH)) is None  # it is public now: another one would be held against it


def test_nothing_is_prepared_of_what_was_not_kept(county):
    assert ahead.prepare(region=REGION, month="2019-01", at=AT) is None
