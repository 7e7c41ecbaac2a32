"""B31: what everyone of a group has, and a sum of one or two, or that one dominates, is not published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.indicators.audit import BAND, SHOWN, hide_what_could_be_worked_out
from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import _two_largest
from chuntian.indicators.disclosure import band
from chuntian.indicators.figures import Figure, percent
from chuntian.indicators.published import gated

pytestmark = pytest.mark.alike
COUNTY, MONTH = "620104000000", "2024-12"
PERSONS, MONEY = "nursing_subsidy.persons_paid", "nursing_subsidy.amount_paid"
RATE = "nursing_subsidy_coverage"
amounts = st.lists(st.integers(1, 400_000), max_size=25)
groups = st.integers(0, 90).flatmap(
    lambda size: st.tuples(st.sampled_from([0, size]) | st.integers(0, size), st.just(size))
)


def figure(slug, numerator, denominator=None, largest=None, second=None):
    item = measure(slug)
    value = percent(numerator, denominator) if denominator is not None else numerator
    return Figure(slug, item.name, item.name_en, item.unit, value, numerator, denominator, 0, "", "", "", "", "",
                  largest=largest, second=second)  # fmt: skip


def table(parts):
    """Give a county's table of one measure from those of its towns."""
    own = [sum(column) for column in zip(*parts, strict=True)]
    codes = [f"620104{number:03}000" for number in range(1, len(parts) + 1)]
    return dict(zip((COUNTY, *codes), (own, *parts), strict=True))


@given(st.lists(groups, min_size=1, max_size=8))
def test_B31_no_group_is_told_to_have_it_all_or_not_at_all(parts):
    rates = {code: figure(RATE, *counts) for code, counts in table(parts).items()}
    edition = gated(COUNTY, MONTH, {RATE: rates})
    truth = {(code, MONTH, RATE): (one.numerator, one.denominator) for code, one in rates.items()}
    hide_what_could_be_worked_out(edition, [], truth)

    for (_slug, code), state in edition.cells.items():
        one = rates[code]
        if state == SHOWN:
            assert min(one.numerator, one.denominator - one.numerator) > 11
        if state == BAND:
            assert min(one.numerator, one.denominator - one.numerator) <= 11
            assert one.denominator >= 44


@given(st.integers(44, 5000), st.integers(0, 11))
def test_B31_a_band_is_the_same_for_all_and_for_all_but_eleven(size, apart):
    assert band(figure(RATE, size - apart, size)) == band(figure(RATE, size, size))
    assert band(figure(RATE, apart, size)) == band(figure(RATE, 0, size))


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_B31_everyone_being_severe_is_not_told(holders):
    every = {code: figure("certificate_holders", one) for code, (one,) in table([(one,) for one in holders]).items()}
    severe = {code: figure("severe_holders", one.numerator) for code, one in every.items()}

    edition = gated(COUNTY, MONTH, {"certificate_holders": every, "severe_holders": severe})

    for (slug, code), state in edition.cells.items():
        assert slug != "severe_holders" or state != SHOWN or not severe[code].numerator


@given(st.lists(amounts, min_size=1, max_size=6))
def test_B31_no_sum_of_a_few_or_of_one_who_dominates_is_shown(towns):
    sums = [(len(one), sum(one), *([*sorted(one, reverse=True), 0, 0])[:2]) for one in towns]
    everyone = sorted((one for some in towns for one in some), reverse=True)
    rows = table([one[:2] for one in sums])
    largest = dict(zip(rows, (([*everyone, 0, 0])[:2], *(one[2:] for one in sums)), strict=True))
    persons = {code: figure(PERSONS, count) for code, (count, _money) in rows.items()}
    money = {code: figure(MONEY, fen, None, *largest[code]) for code, (_count, fen) in rows.items()}

    edition = gated(COUNTY, MONTH, {PERSONS: persons, MONEY: money})

    for code, (count, fen) in rows.items():
        first, second = largest[code]
        few, dominated = 0 < count < 11, 10 * (fen - first - second) < first
        if fen and (few or dominated):
            assert edition.cells[MONEY, code] != SHOWN
            assert edition.cells[PERSONS, code] != SHOWN
    unknown = money | {COUNTY: figure(MONEY, 900_000)}
    assert gated(COUNTY, MONTH, {PERSONS: persons, MONEY: unknown}).cells[MONEY, COUNTY] != SHOWN


def test_B31_the_two_largest_are_those_of_persons():
    import polars as pl

    rows = pl.DataFrame({"subject_id": [1, 2, 1, 3], "amount_fen": [100, 150, 100, 90], "included": [True] * 4})

    assert _two_largest(rows, measure(MONEY)) == (200, 150)
    assert _two_largest(rows.clear(), measure(MONEY)) == (0, 0)
