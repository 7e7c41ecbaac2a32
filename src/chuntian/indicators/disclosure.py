"""
The one gate through which figures leave the house (trust.md B29, B31).

A public count of 1 to 10 is never shown, nor can it be derived: where one cell of a table's row or column is hidden
its total would give it away, so the next smallest is hidden with it. Rates are hidden with their counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chuntian.indicators.figures import Figure

SMALLEST_PUBLIC_COUNT = 11


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
        return figure.unit == "fen" or not is_small(figure.numerator)
    rest = figure.denominator - (figure.numerator or 0)
    return not (is_small(figure.numerator) or is_small(figure.denominator) or is_small(rest))


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
