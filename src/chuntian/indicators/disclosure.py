"""
The one gate through which figures leave the house (trust.md B29, B31).

A public count of 1 to 10 is never shown, nor can it be derived: where one cell of a table's row or column is hidden
its total would give it away, so the next smallest is hidden with it. Rates are hidden with their counts; where (almost)
everyone of a group has something, or nobody, that follows for each of them, so it is told as a band at most. What can be
worked out from several tables together is audit.py's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from chuntian.indicators.figures import Figure

SMALLEST_PUBLIC_COUNT = 11
BAND_WIDTH = 11  # "all, but for 0 to 11 persons": so wide that "all" does not follow from it
SMALLEST_BANDED_GROUP = 4 * BAND_WIDTH  # in a smaller group a band would say nothing


@dataclass(frozen=True)
class Hidden:
    """A cell that may not be published."""

    reason: str = "人数不足11人，不予公布"

    def __str__(self) -> str:
        return "＊"


def is_small(count: int | None) -> bool:
    """Tell whether a count may not be published; zero may."""
    return count is not None and 0 < count < SMALLEST_PUBLIC_COUNT


def may_publish(figure: Figure) -> bool:
    """Tell whether a single figure may leave: neither its count, nor a part or the rest of its whole, is small."""
    if figure.value is None:
        return True
    if figure.denominator is None:
        return not is_dominated(figure) if figure.unit == "fen" else not is_small(figure.numerator)
    return not (is_small(figure.denominator) or is_extreme(figure))


def is_extreme(figure: Figure) -> bool:
    """Tell whether so few of a rate's group have it, or lack it, that it would follow for the others; none and all too."""
    if not figure.denominator:
        return False
    counted = figure.numerator or 0
    return min(counted, figure.denominator - counted) <= BAND_WIDTH


def band(figure: Figure) -> tuple[str, Decimal] | None:
    """Give "at_least" or "at_most" with a percentage that tells no single person anything; None where none can."""
    if not is_extreme(figure) or (figure.denominator or 0) < SMALLEST_BANDED_GROUP:
        return None
    whole, counted = Decimal(figure.denominator), figure.numerator or 0
    share, cent = BAND_WIDTH * 100 / whole, Decimal("0.01")
    if counted <= BAND_WIDTH:
        return "at_most", share.quantize(cent, ROUND_CEILING)
    return "at_least", (100 - share).quantize(cent, ROUND_FLOOR)


def is_dominated(amount: Figure) -> bool:
    """
    Tell whether a sum gives one person's amount away to the others in it (the p % rule, p = 10).

    A sum of one or two is; so is one whose other amounts together are under a tenth of the largest; and one of which
    the largest amounts are not known.
    """
    if amount.unit != "fen" or not amount.numerator:
        return False
    if amount.largest is None or amount.second is None:
        return True
    return 10 * (amount.numerator - amount.largest - amount.second) < amount.largest


def published_column(counts: Mapping[str, int]) -> dict[str, int | Hidden]:
    """
    Give a table's column as it may be published beside its total.

    Small counts are hidden. Where they could still be subtracted from the total (one is hidden, or the hidden ones
    together are small) the smallest of the others is hidden with them.
    """
    hidden = {key for key, count in counts.items() if is_small(count)}
    others = sorted((count, key) for key, count in counts.items() if key not in hidden and count > 0)
    while hidden and others and (len(hidden) == 1 or sum(counts[key] for key in hidden) < SMALLEST_PUBLIC_COUNT):
        hidden.add(others.pop(0)[1])
    return {key: Hidden() if key in hidden else count for key, count in counts.items()}


def published_cells(figures: Mapping[str, Figure]) -> dict[str, Figure | Hidden]:
    """
    Give the divisions of a figure as they may be published beside the figure of the whole.

    A cell is hidden where its count, its denominator or the rest of them is small. Where the hidden ones could still be
    worked out from the whole (one alone, or together small in any of these) the smallest of the others is hidden with them.
    """
    known = {code: one for code, one in figures.items() if one.value is not None}
    hidden = {code for code, one in known.items() if not _cell_is_safe(one)}
    others = sorted((_size(one), code) for code, one in known.items() if code not in hidden and _size(one))
    while hidden and others and not _hidden_together([known[code] for code in hidden]):
        hidden.add(others.pop(0)[1])
    return {code: Hidden() if code in hidden else one for code, one in figures.items()}


def _cell_is_safe(figure: Figure) -> bool:
    return may_publish(figure) and not is_small(figure.numerator if figure.denominator is None else figure.denominator)


def _size(figure: Figure) -> int:
    return figure.numerator or 0 if figure.denominator is None else figure.denominator


def _hidden_together(hidden: list[Figure]) -> bool:
    if len(hidden) < 2:
        return False
    counted = sum(one.numerator or 0 for one in hidden)
    whole = sum(one.denominator or 0 for one in hidden)
    return not (
        is_small(counted) or is_small(whole) or (whole and min(counted, whole - counted) < SMALLEST_PUBLIC_COUNT)
    )
