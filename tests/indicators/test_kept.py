"""Figures kept month by month, beside each other, and made public only through the gate."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.casework.county import County, Someone, moment
from tests.indicators.test_disclosure import figure

from chuntian.indicators import queries
from chuntian.indicators.ahead import prepare
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import figure as computed
from chuntian.indicators.data import Data
from chuntian.indicators.disclosure import Hidden, published_cells
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.indicators.operations import NothingKept, PublishedAlready, keep_month, publish, withdraw
from chuntian.indicators.periods import Period
from chuntian.kernel.days import Month
from chuntian.trail.models import Entry

REGION = "620104000000"
MONTH = Month(2024, 12)
LATE = moment(date(2024, 12, 31))
parts = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=9)
PUBLIC = {"licence": "CC-BY-4.0", "by": "system:test", "at": LATE, "reason": "年度公开"}


def cells(pairs):
    return {f"{number:02}": figure(counted, counted + rest) for number, (counted, rest) in enumerate(pairs)}


@given(parts)
def test_no_rate_gives_a_small_count_away(pairs):
    shown = published_cells(cells(pairs))

    for one in shown.values():
        if not isinstance(one, Hidden) and one.value is not None:
            rest = one.denominator - one.numerator
            assert all(part == 0 or part >= 11 for part in (one.numerator, one.denominator, rest))


@given(parts)
def test_what_is_hidden_of_a_rate_cannot_be_subtracted_from_the_whole(pairs):
    table = cells(pairs)
    shown = published_cells(table)

    hidden = [table[code] for code, one in shown.items() if isinstance(one, Hidden)]
    left = [one for code, one in shown.items() if not isinstance(one, Hidden) and one.denominator]
    counted = sum(one.numerator for one in hidden)
    rest = sum(one.denominator - one.numerator for one in hidden)
    assert not hidden or not left or (len(hidden) > 1 and all(part == 0 or part >= 11 for part in (counted, rest)))


@pytest.fixture
def county(db):
    made = County([Someone("甲一"), Someone("乙二", grade=3, dibao=None), Someone("丙三", grade=2, dibao=3)])
    made.lists(date(2024, 12, 1))
    return made


def keep(county, month=MONTH, at=LATE):
    return keep_month(region=REGION, month=month, law=county.law, at=at)


def test_a_kept_figure_is_the_computed_one(county):
    keep(county)

    kept = queries.of_month(REGION, "2024-12")["dibao_coverage"]
    fresh = computed(Data(REGION, Period(2024, 12), county.law, LATE), measure("dibao_coverage"))
    assert (kept.value, kept.numerator, kept.denominator, kept.unknown) == (
        fresh.value,
        fresh.numerator,
        fresh.denominator,
        fresh.unknown,
    )


def test_keeping_again_replaces_and_never_doubles(county):
    first = keep(county)
    later = moment(date(2025, 1, 3))

    again = keep(county, at=later)

    assert first == again == KeptFigure.objects.count()
    assert set(KeptFigure.objects.values_list("known_at", flat=True)) == {later}


def test_townships_stand_beside_each_other_below_a_county(county):
    keep(county)

    found = queries.below(REGION, "certificate_holders", "2024-12")

    assert [len(code.rstrip("0")) <= 9 and code != REGION for code in found] == [True]
    assert sum(one.numerator for one in found.values()) == 3


def make_public():
    prepare(region=REGION, month=str(MONTH), at=LATE)
    return publish(region=REGION, month=MONTH, **PUBLIC)


def test_a_small_county_publishes_no_count_at_all(county):
    keep(county)

    made = make_public()

    holders = next(one for one in made.figures if one["measure"] == "certificate_holders")
    assert holders["state"] == "hidden"
    assert all(one["state"] != "shown" for one in holders["parts"])
    assert "numerator" not in str(holders).replace("numerator_name", "")
    assert Entry.objects.filter(action="figures.publish").exists()


def test_sums_are_hidden_where_the_number_of_persons_is(county):
    keep(county)
    KeptFigure.objects.filter(measure="living_subsidy.persons_paid").update(numerator=4)
    KeptFigure.objects.filter(measure="living_subsidy.amount_paid").update(numerator=44_000)

    made = make_public()

    told = {one["measure"]: one for one in made.figures}
    assert told["living_subsidy.amount_paid"]["state"] == "hidden"
    assert "44" not in str(told["living_subsidy.amount_paid"])


def test_nothing_is_published_twice_and_nothing_that_was_not_kept(county):
    with pytest.raises(NothingKept, match="2024-12"):
        make_public()
    keep(county)
    made = make_public()
    with pytest.raises(PublishedAlready):
        make_public()

    withdraw(publication=made, by="system:test", at=LATE, reason="低保名单更正")

    assert not queries.public().exists()
    assert Publication.objects.get().withdrawn_why == "低保名单更正"
    make_public()
