"""Which list speaks for whom: the current whole list of each region, and the lists that only bring changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from chuntian.kernel.divisions import prefix
from chuntian.registry.enums import Origin
from chuntian.registry.models import Source

LENGTHS = (0, 2, 4, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class ListSource:
    """One committed (or pending) list of one kind."""

    id: int
    kind: str
    as_of: date
    committed_at: datetime
    whole: bool
    prefix: str

    @property
    def rank(self) -> tuple[date, datetime, int]:
        """The order in which lists count: the day they are true for, then when they became known."""
        return (self.as_of, self.committed_at, self.id)


@dataclass(slots=True)
class KindSources:
    """The lists of one kind that are true on or before the day."""

    whole: list[ListSource] = field(default_factory=list)
    partial: list[ListSource] = field(default_factory=list)
    _newest: dict[str, ListSource] = field(default_factory=dict)

    def add(self, source: ListSource) -> None:
        """Take in one list."""
        (self.whole if source.whole else self.partial).append(source)
        held = self._newest.get(source.prefix)
        if source.whole and (held is None or source.rank > held.rank):
            self._newest[source.prefix] = source

    def covering(self, region: str) -> ListSource | None:
        """Give the newest whole list of the region itself or of one that contains it."""
        found = [self._newest[region[:length]] for length in LENGTHS if region[:length] in self._newest]
        return max(found, key=lambda one: one.rank, default=None)

    @property
    def current(self) -> list[ListSource]:
        """The whole lists that no newer list of a region around them has replaced."""
        return [one for one in self._newest.values() if self.covering(one.prefix) is one]


def load_sources(
    *, known_at: datetime, kinds: Iterable[str] | None = None, region: str | None = None
) -> list[ListSource]:
    """Give the lists known at a moment; with a region, those of regions within it or around it."""
    rows = Source.objects.filter(committed_at__lte=known_at, origin=Origin.LIST)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    found = rows.values_list("id", "kind", "as_of", "committed_at", "whole", "region")
    mine = prefix(region) if region else ""
    made = (ListSource(*row[:5], prefix(row[5])) for row in found)
    return [one for one in made if one.prefix.startswith(mine) or mine.startswith(one.prefix)]


def by_kind(sources: Iterable[ListSource], on: date | None) -> dict[str, KindSources]:
    """Group lists by kind, leaving out those that are true only after the day."""
    grouped: dict[str, KindSources] = {}
    for source in sources:
        if on is None or source.as_of <= on:
            grouped.setdefault(source.kind, KindSources()).add(source)
    return grouped
