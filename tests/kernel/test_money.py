from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.kernel.money import Money, MoneyError, round_half_up

fens = st.integers(-(10**14), 10**14)


@given(fens)
def test_yuan_text_gives_back_the_same_amount(fen):
    assert Money.from_yuan(Money(fen).yuan) == Money(fen)
    assert Money.from_yuan(Decimal(fen) / 100) == Money(fen)


@given(fens, fens, st.integers(-99, 99))
def test_arithmetic_is_that_of_whole_numbers(one, other, times):
    assert Money(one) + Money(other) - Money(other) == Money(one)
    assert Money(one) * times == times * Money(one) == Money(one * times)
    assert sum([Money(one), Money(other)]) == Money(one + other)
    assert (Money(one) < Money(other)) is (one < other)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("123.45", 12345),
        ("0.5", 50),
        ("-0.05", -5),
        ("1,234,567", 123456700),
        (" 7 ", 700),
        (100, 10000),
        (Decimal("3.10"), 310),
    ],
)
def test_amounts_that_are_read(text, fen):
    assert Money.from_yuan(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        0.1,
        100.0,
        float("nan"),
        "1.234",
        "1e3",
        "1E3",
        "",
        ".5",
        "5.",
        "12,34",
        "１２",
        "十元",
        "100元",
        "--1",
        True,
        None,
        Decimal("0.001"),
        Decimal("NaN"),
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(MoneyError):
        Money.from_yuan(text)


@pytest.mark.parametrize("value", [1.0, "1", True, Decimal(1)])
def test_money_is_made_of_whole_fen_only(value):
    with pytest.raises(MoneyError):
        Money(value)


def test_money_never_meets_a_float():
    with pytest.raises(TypeError):
        Money(1) * 0.5
    with pytest.raises(TypeError):
        Money(1) + 1
    with pytest.raises(MoneyError):
        round_half_up(0.5)


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        ("1/2", 1),
        ("-1/2", -1),
        ("3/2", 2),
        ("5/2", 3),
        ("49/100", 0),
        ("-149/100", -1),
        ("2", 2),
        ("3268332.9/1", 3268333),
    ],
)
def test_a_half_goes_away_from_zero(value, whole):
    number = Fraction(value) if "." not in value else Fraction(32683329, 10)

    assert round_half_up(number) == whole


@given(st.fractions())
def test_rounding_is_never_off_by_more_than_a_half(value):
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -round_half_up(value)


def test_money_reads_as_text():
    assert str(Money(-12305)) == "-123.05元"
    assert Money(12305).yuan == "123.05"
    assert Money.of_fraction(Fraction("32683.3289")) == Money(3268333)
    assert not Money(0)
