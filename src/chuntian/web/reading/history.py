"""The values of a parameter over time, around one place, and what put each of them into force."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from chuntian.kernel.divisions import pad, prefix
from chuntian.rules import Kind, Law, ParameterValue
from chuntian.standards.models import Change
from chuntian.standards.queries import approved
from chuntian.web.reading.law import choices_of, unit_text

BLOCKS = 10
COUNTED = (Kind.FEN, Kind.INT, Kind.RATIO)


@dataclass(frozen=True)
class Span:
    """One value and the days it stands: where, how much, by which document, and on which day someone last looked it up."""

    division: str
    since: date | None
    until: date | None
    text: str
    citation: str
    demo: bool
    checked_on: date | None
    change: int | None
    now: bool
    bar: str


@dataclass(frozen=True)
class Line:
    """One parameter: what it means, its values over time, and the document to ask for where there is none today."""

    key: str
    description: str
    unit: str
    document: str
    missing: bool
    spans: tuple[Span, ...]


def line(law: Law, key: str, division: str, on: date, changes: list[Change]) -> Line:
    """Give every value of a parameter that holds at a place, above it or below it, the newest first."""
    declared = law.book.declaration(key)
    words = dict(choices_of(key, declared.kind))
    found = [
        one for layer in declared.layers for own, values in layer.items() if _around(own, division) for one in values
    ]
    most = max((_size(one.value) for one in found if declared.kind in COUNTED), default=Fraction(0))
    current = law.book.resolve(key, division, on)
    spans = [_span(one, current, words, most, declared.still_valid_on, changes) for one in found]
    spans.sort(key=lambda one: (one.demo, one.since or date.min, one.division), reverse=False)
    spans = [one for one in spans if not one.demo][::-1] + [one for one in spans if one.demo][::-1]
    missing = not isinstance(current, ParameterValue)
    return Line(key, declared.description or key, unit_text(declared.unit), declared.document, missing, tuple(spans))


def changes_of(keys: list[str]) -> QuerySet[Change]:
    """Give the approved changes of some parameters, the newest first."""
    return approved().filter(key__in=keys).select_related("prepared_by", "decided_by").reverse()


def _around(own: str, division: str) -> bool:
    here = prefix(pad(division))
    return here.startswith(own) or own.startswith(here)


def _size(value: Any) -> Fraction:
    return abs(Fraction(value))


def _span(
    one: ParameterValue,
    current: Any,
    words: dict[str, str],
    most: Fraction,
    checked_on: date | None,
    changes: list[Change],
) -> Span:
    by = next((row for row in reversed(changes) if _is_of(row, one)), None)
    text = words.get("true" if one.value is True else "false" if one.value is False else one.text, one.text)
    bar = (
        "▇" * max(1, round(BLOCKS * _size(one.value) / most)) if most and not isinstance(one.value, bool | str) else ""
    )
    return Span(
        one.division, None if one.valid_from == date.min else one.valid_from, one.valid_to, text, one.citation, one.demo,
        by.checked_on if by else checked_on, by.pk if by else None, one == current, bar,
    )  # fmt: skip


def _is_of(change: Change, value: ParameterValue) -> bool:
    return change.region == value.division and change.key == value.key and change.citation == value.citation
