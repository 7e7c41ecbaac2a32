"""What the reader asked to see of the inbox, and the queries that answer it: their number is that of the sources, not of the rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.http import HttpRequest

from chuntian.casework.models import Task
from chuntian.places.regions import in_region_q
from chuntian.web.desk.inbox.source import FAR, Line, Source
from chuntian.web.desk.inbox.table import SOURCES
from chuntian.web.reading.names import place_names, programme_name

COLUMNS = ("in_source", "in_kind", "in_row", "in_region", "in_programme", "in_day")
SORTS = {
    "due": ("in_day", "in_kind", "in_row"),
    "opened": ("-in_row",),
    "kind": ("in_kind", "in_day", "in_row"),
    "place": ("in_region", "in_day", "in_row"),
}
DUES = {
    "late": lambda today: Q(in_day__lt=today),
    "today": lambda today: Q(in_day=today),
    "week": lambda today: Q(in_day__gt=today, in_day__lte=today + timedelta(days=7)),
}
AT_ONCE = 1000


@dataclass(frozen=True)
class Asked:
    """The filter of the page; anything else that stood in the address is as if it had not been asked."""

    whose: str = "mine"
    kind: str = ""
    due: str = ""
    programme: str = ""
    place: str = ""
    sort: str = "due"

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """Read the filter from the address."""
        said = {name: request.GET.get(name, "") for name in ("whose", "kind", "due", "programme", "place", "sort")}
        asked = cls(**{name: value for name, value in said.items() if value})
        place = asked.place if asked.place.isdecimal() and len(asked.place) == 12 else ""
        return replace(
            asked,
            sort=asked.sort if asked.sort in SORTS else "due",
            whose=asked.whose if asked.whose in ("mine", "taken", "all") else "mine",
            due=asked.due if asked.due in DUES else "", place=place,
        )  # fmt: skip

    @property
    def is_narrow(self) -> bool:
        """Say whether anything but the whole was asked for."""
        return bool(self.kind or self.due or self.programme or self.place or self.whose == "taken")


class Inbox:
    """What waits for one reader, whatever room it comes from."""

    def __init__(self, request: HttpRequest, asked: Asked, sources: Sequence[Source] = SOURCES) -> None:
        self.request, self.asked = request, asked
        mine = [one for one in sources if one.is_for(request)]
        self.sources = [one for one in mine if one.name == "task"] if asked.whose == "taken" else mine

    @cached_property
    def _came(self) -> dict[str, list[date]]:
        branches = [one.came(self.request, self.asked.whose) for one in self.sources if one.since]
        found: dict[str, list[date]] = {}
        for name, day in _joined(branches, every=False):
            found.setdefault(name, []).append(day)
        return found

    @cached_property
    def _branches(self) -> list[tuple[Source, QuerySet]]:
        request, whose = self.request, self.asked.whose
        return [
            (one, one.with_day(one.rows(request, whose), request, self._came.get(one.name, ()))) for one in self.sources
        ]

    def rows(self) -> QuerySet:
        """Give what the filter asks for, in its order: source, kind, row, region, programme, day."""
        asked, branches = self.asked, []
        for source, rows in self._branches:
            if asked.kind and asked.kind not in dict(source.choices()):
                continue
            if asked.kind:
                rows = rows.filter(in_kind=asked.kind)
            if asked.programme:
                rows = rows.filter(in_programme=asked.programme)
            if asked.place:
                rows = rows.filter(in_region_q(asked.place, source.region))
            if asked.due:
                rows = rows.filter(DUES[asked.due](self.request.today))
            branches.append(rows.values_list(*COLUMNS))
        if not branches:  # a kind that the reader never meets
            return Task.objects.none().values_list("pk")
        return _joined(branches).order_by(*SORTS[asked.sort])

    def tally(self) -> list[dict[str, Any]]:
        """Count, kind by kind, what is late, due today, due within a week, and all of it."""
        today = self.request.today
        counts = {name: Count("pk", filter=condition(today)) for name, condition in DUES.items()}
        names = ("in_source", "in_kind", "all", *DUES)
        branches = [
            rows.values("in_source", "in_kind").annotate(all=Count("pk"), **counts).values_list(*names)
            for _source, rows in self._branches
        ]
        return [dict(zip(names, row, strict=True)) for row in _joined(branches) if row[2]]

    def total(self, counts: list[dict[str, Any]]) -> int | None:
        """Give how many rows the filter leaves, where the counts say so; None where it has to be counted."""
        if self.asked.programme or self.asked.place:
            return None
        return sum(one[self.asked.due or "all"] for one in counts if self.asked.kind in ("", one["in_kind"]))

    def facets(self) -> tuple[list[str], list[str]]:
        """Give the programmes and the towns that what waits is about."""
        branches = [
            rows.annotate(in_town=Substr("in_region", 1, 9)).values_list("in_programme", "in_town")
            for _source, rows in self._branches
        ]
        found = list(_joined(branches, every=False))
        return sorted({row[0] for row in found if row[0]}), sorted({row[1].ljust(12, "0") for row in found})

    def lines(self, found: Iterable[Sequence[Any]]) -> list[Line]:
        """Say rows of `rows` as lines, with a query a source for what they show."""
        found = list(found)
        named = {one.name: one for one in self.sources}
        told: dict[tuple[str, int], Line] = {}
        for name in dict.fromkeys(row[0] for row in found):
            pks = [row[2] for row in found if row[0] == name]
            for start in range(0, len(pks), AT_ONCE):
                told |= {(name, pk): line for pk, line in named[name].tell(pks[start : start + AT_ONCE], self.request)}
        places = place_names(row[3] for row in found)
        return [self._whole(row, told[row[0], row[2]], named, places) for row in found if (row[0], row[2]) in told]

    def _whole(self, row: Sequence[Any], line: Line, named: dict[str, Source], places: dict[str, str]) -> Line:
        source, kind, pk, region, programme, day = row
        line.key, line.kind = (source, pk), str(dict(named[source].choices()).get(kind, kind))
        line.programme = programme_name(programme) if programme else ""
        line.place = places.get(region, region)
        line.due = None if day == FAR else day
        line.late = (self.request.today - day).days if line.due else 0
        return line


def opens_for(request: HttpRequest) -> bool:
    """Say whether any work comes to the reader's roles."""
    return any(one.is_for(request) for one in SOURCES)


def _joined(branches: Sequence[QuerySet], *, every: bool = True) -> QuerySet:
    if not branches:
        return Task.objects.none().values_list("pk")
    if not every:
        branches = [one.distinct() for one in branches]
    return branches[0] if len(branches) == 1 else branches[0].union(*branches[1:], all=every)
