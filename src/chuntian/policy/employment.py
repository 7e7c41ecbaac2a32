"""
The arithmetic of quota employment that is not a yes or no: months, weights, averages, late fees (R-FUND-02, 03, 05).

Everything is an exact fraction; money is rounded once, at the end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from chuntian.kernel.money import Money, round_half_up

MONTHS = 12
SEVERE_WEIGHT = 2
LATE_FEE_RATE = Fraction(5, 1000)  # 千分之五: ten times the tax rate of 0.5 per mille


@dataclass(frozen=True)
class Placement:
    """One placed worker: the months of the year in which everything held, and whether the worker counts twice."""

    months: int
    severe: bool

    def __post_init__(self) -> None:
        if not 0 <= self.months <= MONTHS:
            raise ValueError(f"安排月数应为 0 至 12：{self.months}")

    @property
    def weight(self) -> int:
        """Give 2 for certificate grade 1 and 2 (or military grade 1 to 3), else 1."""
        return SEVERE_WEIGHT if self.severe else 1


def placed_weighted(workers: Iterable[Placement]) -> Fraction:
    """Add up worker-months times weight, over twelve."""
    return sum((Fraction(one.months * one.weight, MONTHS) for one in workers), Fraction(0))


def average_staff(permanent: Fraction | int, seasonal: Iterable[tuple[int, int]] = ()) -> Fraction:
    """Give the staff of a year: permanent ones, and seasonal ones as (persons, months) turned into a yearly average."""
    return Fraction(permanent) + sum((Fraction(persons * months, MONTHS) for persons, months in seasonal), Fraction(0))


def months_with_certificate(year: int, valid_from: date, valid_to: date) -> int:
    """Count the months of a year in which a certificate was in force at all (it expired in June: January to June)."""
    first = max(valid_from, date(year, 1, 1))
    last = min(valid_to, date(year, MONTHS, 31))
    return 0 if last < first else last.month - first.month + 1


def late_fee(due: Money, days: int, rate: Fraction = LATE_FEE_RATE) -> Money:
    """
    Give the late fee of a levy: 5 per mille a day from the due date on.

    :raises ValueError: a negative number of days.
    """
    if days < 0:
        raise ValueError("滞纳天数不能为负")
    return Money(round_half_up(Fraction(due.fen) * rate * days))
