"""Exact fractions as pairs of columns: products in 128 bits, comparison across, rounding once."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

LARGEST = 2**126
WIDE = pl.Int128


class RatioOverflow(ArithmeticError):
    """A calculation could leave 128 bits for the largest numbers of this snapshot; it is refused, never wrong."""


class Ratio(NamedTuple):
    """An exact fraction as two columns, and the largest magnitude either can have."""

    num: pl.Expr
    den: pl.Expr
    num_bound: int
    den_bound: int


def constant(value: Fraction) -> Ratio:
    """Make a constant."""
    num, den = pl.lit(value.numerator, WIDE), pl.lit(value.denominator, WIDE)
    return Ratio(num, den, abs(value.numerator) or 1, value.denominator)


def whole(column: pl.Expr, divisor: int, bound: int) -> Ratio:
    """Make a ratio of a whole column and a constant denominator; null stays null in both."""
    num = column.cast(WIDE)
    return Ratio(num, pl.when(num.is_not_null()).then(pl.lit(divisor, WIDE)), bound, divisor)


def stored(name: str, bounds: tuple[int, int]) -> Ratio:
    """Read the two columns of a fact; a denominator that is not positive makes the fact unknown."""
    num, den = pl.col(f"{name}.num").cast(WIDE), pl.col(f"{name}.den").cast(WIDE)
    valid = den > 0
    return Ratio(pl.when(valid).then(num), pl.when(valid).then(den), *bounds)


def fits(*bounds: int) -> None:
    """
    Make sure that no intermediate number can leave 128 bits.

    :raises RatioOverflow: one could.
    """
    if any(bound >= LARGEST for bound in bounds):
        raise RatioOverflow("the numbers of this snapshot are too large for an exact calculation in 128 bits")


def cross(one: Ratio, other: Ratio) -> tuple[pl.Expr, pl.Expr]:
    """Give two columns that compare as the two ratios do."""
    fits(one.num_bound * other.den_bound, other.num_bound * one.den_bound)
    return one.num * other.den, other.num * one.den


def calculated(sign: str, one: Ratio, other: Ratio) -> Ratio:
    """Add, subtract or multiply."""
    den_bound = one.den_bound * other.den_bound
    if sign == "*":
        num_bound = one.num_bound * other.num_bound
        fits(num_bound, den_bound)
        return Ratio(one.num * other.num, one.den * other.den, num_bound, den_bound)
    num_bound = one.num_bound * other.den_bound + other.num_bound * one.den_bound
    fits(num_bound, den_bound)
    left, right = cross(one, other)
    return Ratio(left + right if sign == "+" else left - right, one.den * other.den, num_bound, den_bound)


def chosen(one: Ratio, other: Ratio, lowest: bool) -> Ratio:
    """Give the lower or the higher of two; null when either is."""
    left, right = cross(one, other)
    first = left <= right if lowest else left >= right
    return Ratio(
        pl.when(first).then(one.num).when(~first).then(other.num),
        pl.when(first).then(one.den).when(~first).then(other.den),
        max(one.num_bound, other.num_bound),
        max(one.den_bound, other.den_bound),
    )


def branches(conditions: Sequence[pl.Expr], values: Sequence[pl.Expr], dtype: Any) -> pl.Expr:
    """Give the value of the first true condition; an unknown condition on the way makes it null."""
    none = pl.lit(None, dtype)
    rest = values[-1] if len(values) > len(conditions) else none
    for condition, value in reversed(list(zip(conditions, values, strict=False))):
        rest = pl.when(condition).then(value).when(condition.is_null()).then(none).otherwise(rest)
    return rest


def choice(conditions: Sequence[pl.Expr], values: Sequence[Ratio]) -> Ratio:
    """Give the ratio of the first true condition."""
    return Ratio(
        branches(conditions, [one.num for one in values], WIDE),
        branches(conditions, [one.den for one in values], WIDE),
        max(one.num_bound for one in values),
        max(one.den_bound for one in values),
    )


def rounded_to_fen(yuan: Ratio) -> pl.Expr:
    """Round a ratio in yuan to fen, a half away from zero, once."""
    fits(yuan.num_bound * 200 + yuan.den_bound, yuan.den_bound * 2)
    size = pl.when(yuan.num >= 0).then(yuan.num).otherwise(pl.lit(0, WIDE) - yuan.num)
    fen = ((size * 200 + yuan.den) // (yuan.den * 2)).cast(pl.Int64)
    return pl.when(yuan.num >= 0).then(fen).otherwise(-fen)
