"""
Lay dated values that people put into force over the parameters of the files.

A value takes its place among those of its own division: from its first day it stands where another stood, and without an
end it stands until the next one of that division begins. So the files' later values still come, a more special division
still goes before a wider one, and no day has two values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from chuntian.rules.parameters import ParameterBook, ParameterDeclaration, ParameterError, ParameterValue, layer_of

ONE_DAY = timedelta(days=1)


def enacted(book: ParameterBook, changes: Iterable[tuple[str, Mapping[str, Any]]]) -> ParameterBook:
    """
    Make the book in which these values hold, `(key, {division, from, to, value, source})`, the later over the earlier.

    :raises ParameterError: a key is not declared, a value not of its kind, or there is no source.
    """
    found: dict[str, ParameterDeclaration] = {}
    for key, row in changes:
        old = found.get(key) or (book.declaration(key) if key in book else None)
        if old is None:
            raise ParameterError(f"parameter {key}: not declared, so it cannot be changed")
        layer = layer_of([row], key=key, kind=old.kind, unit=old.unit, demo=False, source="")
        [(own, (value,))] = layer.items()
        first, *others = old.layers
        found[key] = replace(old, layers=({**first, own: laid_over(first.get(own, ()), value)}, *others))
    return book.replaced(found.values())


def laid_over(values: Iterable[ParameterValue], new: ParameterValue) -> tuple[ParameterValue, ...]:
    """Give the values of one division with a new one among them, the newest first."""
    values = list(values)
    end = new.valid_to
    if end is None:
        later = [one.valid_from for one in values if one.valid_from > new.valid_from]
        end = min(later) - ONE_DAY if later else None
    kept = [part for one in values for part in _left(one, new.valid_from, end)]
    return tuple(sorted([*kept, replace(new, valid_to=end)], key=lambda one: one.valid_from, reverse=True))


def _left(old: ParameterValue, first: date, last: date | None) -> list[ParameterValue]:
    """Give what is left of a value outside some days."""
    if (old.valid_to is not None and old.valid_to < first) or (last is not None and old.valid_from > last):
        return [old]
    left = [replace(old, valid_to=first - ONE_DAY)] if old.valid_from < first else []
    if last is not None and (old.valid_to is None or old.valid_to > last):
        left.append(replace(old, valid_from=last + ONE_DAY))
    return left
