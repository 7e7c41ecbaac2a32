"""Which list speaks for whom: the current whole list of each region, and the lists that only bring changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, Value
from django.db.models.functions import Concat, Substr

from chuntian.kernel.divisions import prefix
from chuntian.places.regions import in_region_q
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


COLUMNS = ("id", "kind", "as_of", "committed_at", "whole", "region")


def load_sources(
    *, known_at: datetime, kinds: Iterable[str] | None = None, region: str | None = None
) -> list[ListSource]:
    """Give the lists known at a moment; with a region, those of regions within it or around it."""
    rows = Source.objects.filter(committed_at__lte=known_at, origin=Origin.LIST)
    if kinds is not None:
        rows = rows.filter(kind__in=list(kinds))
    if region:
        rows = rows.filter(in_region_q(region) | Q(region__in=_around([region])))
    return [_made(row) for row in rows.values_list(*COLUMNS)]


def sources_about(*, known_at: datetime, regions: Iterable[str], named: Iterable[int]) -> list[ListSource]:
    """Give the lists that may say something of a few persons: of the regions around theirs, and around the lists named."""
    by = Source.objects.filter(pk__in=list(named)).order_by()
    around = Q(region__in=_around(regions))
    for length in LENGTHS:
        start = Concat(Substr("region", 1, length), Value("0" * (12 - length))) if length else Value("0" * 12)
        around |= Q(region__in=by.annotate(outer=start).values("outer"))
    rows = Source.objects.filter(around, committed_at__lte=known_at, origin=Origin.LIST)
    return [_made(row) for row in rows.values_list(*COLUMNS)]


def _made(row: tuple) -> ListSource:
    return ListSource(*row[:5], prefix(row[5]))


def _around(regions: Iterable[str]) -> list[str]:
    return sorted({region[:length].ljust(12, "0") for region in regions for length in LENGTHS if region})


def by_kind(sources: Iterable[ListSource], on: date | None) -> dict[str, KindSources]:
    """Group lists by kind, leaving out those that are true only after the day."""
    grouped: dict[str, KindSources] = {}
    for source in sources:
        if on is None or source.as_of <= on:
            grouped.setdefault(source.kind, KindSources()).add(source)
    return grouped
