"""What may be published: no count from 1 to 10, and none that can be worked out from what is shown."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from chuntian.indicators.disclosure import Hidden, may_publish, published_column
from chuntian.indicators.figures import Figure, percent

counts = st.dictionaries(st.integers(1, 40).map(str), st.integers(0, 60), min_size=1, max_size=12)


@given(counts)
def test_no_small_count_is_ever_shown(column):
    shown = published_column(column)

    assert all(isinstance(value, Hidden) or value == 0 or value >= 11 for value in shown.values())


@given(counts)
def test_what_is_hidden_cannot_be_subtracted_from_the_total(column):
    shown = published_column(column)

    hidden = [key for key, value in shown.items() if isinstance(value, Hidden)]
    missing = sum(column[key] for key in hidden)
    everyone_is_hidden = all(isinstance(value, Hidden) or value == 0 for value in shown.values())
    assert not hidden or everyone_is_hidden or (len(hidden) > 1 and missing >= 11)


@given(counts)
def test_nothing_is_hidden_without_need(column):
    shown = published_column(column)

    assert any(0 < count < 11 for count in column.values()) or shown == column


def figure(numerator, denominator):
    value = percent(numerator, denominator) if denominator is not None else numerator
    return Figure(
        "x",
        "x",
        "x",
        "percent" if denominator else "person",
        value,
        numerator,
        denominator,
        0,
        "",
        "",
        "",
        "620104000000",
        "2024年",
    )


def test_a_rate_gives_its_counts_away_and_is_held_like_them():
    assert may_publish(figure(40, 60))
    assert not may_publish(figure(5, 60))
    assert not may_publish(figure(55, 60))
    assert not may_publish(figure(10, None))
    assert may_publish(figure(0, None))


def test_percent_is_rounded_once_half_up_and_missing_without_a_denominator():
    assert percent(1, 3) == Decimal("33.33")
    assert percent(2, 3) == Decimal("66.67")
    assert percent(1, 800) == Decimal("0.13")
    assert percent(0, 0) is None
