"""
The attack on our own tables, before they are published (trust.md B30).

Everything public counts: the tables about to be published, those of the divisions above and below, and of the months
before, also what was taken back (someone has read it). Where a hidden count, or a count from 1 to 10 that stands
between two others, could still be worked out to within ten, more of the new edition is hidden, until it cannot.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chuntian.indicators.disclosure import BAND_WIDTH, SMALLEST_PUBLIC_COUNT, is_small
from chuntian.indicators.intervals import Contradiction, Knowledge, Terms
from chuntian.indicators.links import COUNTED, CUMULATIVE, LINKS, REST, Link, families, leader

SHOWN, HIDDEN, BAND = "shown", "hidden", "band"
Counts = tuple[int, int | None]  # numerator, denominator
Place = tuple[str, str]  # division, month
Cell = tuple[str, str, str]  # division, month, measure
Truth = Mapping[Cell, Counts]


@dataclass
class Edition:
    """One published set of tables: of each measure a division and its parts, and what is told of each cell."""

    region: str
    month: str
    cells: dict[tuple[str, str], str] = field(default_factory=dict)  # measure and division -> shown, hidden or band
    told: dict[tuple[str, str], Counts] = field(default_factory=dict)  # what is shown, and the whole of a band

    def of(self, slug: str) -> list[str]:
        """Give the divisions that a measure's table has."""
        return [code for one, code in self.cells if one == slug]


@dataclass(frozen=True)
class Finding:
    """A count that could be worked out: of which measure, division and month."""

    slug: str
    code: str
    month: str
    what: str


def hide_what_could_be_worked_out(new: Edition, others: Sequence[Edition], truth: Truth) -> None:
    """Hide more cells of a new edition until nothing hidden in any edition, and no small count, can be worked out."""
    for family in families({slug for slug, _code in new.cells}):
        near = [one for one in others if one.month == new.month or family & CUMULATIVE]
        open_before = set(findings(near, family, truth))  # what is public already cannot be hidden any more
        while found := [one for one in findings([new, *near], family, truth) if one not in open_before]:
            if not any(_hide_for(one, new, family) for one in found):
                break


def findings(editions: Sequence[Edition], family: frozenset[str], truth: Truth) -> list[Finding]:
    """Give every count of a family of measures that some editions together give away."""
    known, asked = Knowledge(), dict(_asked(editions, family, truth))
    for terms, low, high in _statements(editions, family, truth):
        known.says(terms, low, high)
    try:
        return known.narrow(asked.items(), SMALLEST_PUBLIC_COUNT)
    except Contradiction:
        return list(asked)  # cannot happen with true statements; should it, nothing is let through


def _hide_for(found: Finding, new: Edition, family: frozenset[str]) -> bool:
    """Hide the cell itself, else the smallest of its table, else of a measure it is tied to; the whole division last."""
    left = [key for key, state in new.cells.items() if state != HIDDEN and key[0] in family and key in new.told]
    if not left:
        return False

    def order(key: tuple[str, str]) -> tuple:
        slug, code = key
        numerator, denominator = new.told[key]
        return slug != found.slug, code != found.code, code == new.region, denominator or numerator, slug, code

    hide(new, *min(left, key=order))
    return True


def hide(edition: Edition, slug: str, code: str) -> None:
    """Hide a cell, and with it the sums over the same persons and their number."""
    for one, other in edition.cells:
        if other == code and leader(one) == leader(slug):
            edition.cells[one, code] = HIDDEN


# --- what is said ----------------------------------------------------------------------------------------------------
Statement = tuple[Terms, float, float]


def _statements(editions: Sequence[Edition], family: frozenset[str], truth: Truth) -> Iterator[Statement]:
    places: set[Place] = set()
    for one in editions:
        for (slug, code), state in one.cells.items():
            if slug in family and (code, one.month, slug) in truth:
                places.add((code, one.month))
                yield from _told(one, slug, code, state, truth)
        for slug in family:
            yield from _sums(one, slug, truth)
    for link in LINKS:
        if {slug for slug, _part in (*link.some, *link.among)} <= family:
            for place in places:
                yield from _linked(link, place, truth)
    for slug in family & CUMULATIVE:
        for before, after in _steps(slug, places, truth):
            yield {(*after, COUNTED): 1, (*before, COUNTED): -1, ("step", *after): -1}, 0, 0


def _told(edition: Edition, slug: str, code: str, state: str, truth: Truth) -> Iterator[Statement]:
    """Give what a cell says; a number that has changed since says nothing of what is true now."""
    cell = (code, edition.month, slug)
    counted, whole = truth[cell]
    said = edition.told.get((slug, code))
    if state == HIDDEN or said is None or said[1] != whole:
        return
    if state == SHOWN and said == (counted, whole):
        yield {(*cell, COUNTED): 1}, counted, counted
        if whole is not None:
            yield {(*cell, REST): 1}, whole - counted, whole - counted
    if state == BAND and whole is not None:
        yield {(*cell, COUNTED): 1, (*cell, REST): 1}, whole, whole
        yield {(*cell, REST if counted * 2 > whole else COUNTED): 1}, 0, BAND_WIDTH


def _sums(edition: Edition, slug: str, truth: Truth) -> Iterator[Statement]:
    """Say that parts make up the whole; whom no part names is known to be no more than there are."""
    parts = [code for code in edition.of(slug) if code != edition.region and (code, edition.month, slug) in truth]
    whole = (edition.region, edition.month, slug)
    if not parts or whole not in truth:
        return
    for part, value in _parts_of(truth[whole]):
        apart = value - sum(dict(_parts_of(truth[code, edition.month, slug])).get(part, 0) for code in parts)
        terms = {(code, edition.month, slug, part): 1.0 for code in parts}
        yield {(*whole, part): 1} | dict.fromkeys(terms, -1), min(apart, 0), max(apart, 0)


def _linked(link: Link, place: Place, truth: Truth) -> Iterator[Statement]:
    some, among = _value(link.some, place, truth), _value(link.among, place, truth)
    if some is not None and among is not None and some <= among:
        terms: dict = {}
        for sign, parts in ((1, link.among), (-1, link.some)):
            for slug, part in parts:
                terms[*place, slug, part] = terms.get((*place, slug, part), 0) + sign
        yield terms | {("between", *place, link): -1}, 0, 0


def _steps(slug: str, places: Iterable[Place], truth: Truth) -> Iterator[tuple[Cell, Cell]]:
    """Give each month that was published after another, beside the one before it, of every division."""
    ordered = sorted(place for place in places if (*place, slug) in truth)
    for (code, month), (other, later) in itertools.pairwise(ordered):
        if code == other and truth[code, month, slug][0] <= truth[code, later, slug][0]:
            yield (code, month, slug), (code, later, slug)


def _parts_of(counts: Counts) -> list[tuple[str, int]]:
    counted, whole = counts
    return [(COUNTED, counted)] if whole is None else [(COUNTED, counted), (REST, whole - counted)]


def _value(parts: Iterable[tuple[str, str]], place: Place, truth: Truth) -> int | None:
    total = 0
    for slug, part in parts:
        counts = truth.get((*place, slug))
        if counts is None:
            return None
        total += dict(_parts_of(counts)).get(part, 0)
    return total


# --- what must not follow from it ------------------------------------------------------------------------------------
def _asked(editions: Sequence[Edition], family: frozenset[str], truth: Truth) -> Iterator[tuple[Finding, Terms]]:
    """Give what must stay open: what is hidden, and every small count, also between two tables or two months."""
    places: set[Place] = set()
    public = {
        (code, one.month, slug) for one in editions for (slug, code), state in one.cells.items() if state == SHOWN
    }
    for one in editions:
        for (slug, code), state in one.cells.items():
            cell = (code, one.month, slug)
            if slug in family and cell in truth:
                places.add((code, one.month))
                yield from _of_cell(cell, state, cell in public, truth[cell])
    for link in LINKS:
        if link.people and {slug for slug, _part in (*link.some, *link.among)} <= family:
            for place in places:
                some, among = _value(link.some, place, truth), _value(link.among, place, truth)
                if some is not None and among is not None and is_small(among - some):
                    yield Finding(link.some[0][0], *place, "between"), {("between", *place, link): 1}
    for slug in family & CUMULATIVE:
        for before, after in _steps(slug, places, truth):
            if is_small(truth[after][0] - truth[before][0]):
                yield Finding(slug, after[0], after[1], "step"), {("step", *after): 1}


def _of_cell(cell: Cell, state: str, is_public: bool, counts: Counts) -> Iterator[tuple[Finding, Terms]]:
    code, month, slug = cell
    parts = _parts_of(counts)
    for part, value in parts:
        if (state in (HIDDEN, BAND) and not is_public) or is_small(value):
            yield Finding(slug, code, month, part), {(*cell, part): 1}
    if len(parts) > 1 and is_small(counts[1]):
        yield Finding(slug, code, month, "whole"), {(*cell, part): 1 for part, _value in parts}
