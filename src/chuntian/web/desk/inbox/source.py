"""What a source of work is, and a line of the inbox."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.http import HttpRequest
from django.utils.functional import Promise

from chuntian.casework.limits import due_after

FAR = date(9999, 12, 31)  # stands where no day is known, so that what has none comes last in every database


@dataclass
class Line:
    """
    One thing to do: of whom, why it came, what comes next and where. `pick` is the task,
    `mine` says that it is of one's own roles and so may be worked on together with others.

    `due` is None where nobody knows it: the calendar of working days of that year is not out.
    """

    url: str
    why: str = ""
    do: str | Promise = ""
    name: str = ""
    person: int | None = None
    month: str = ""
    since: date | None = None
    pick: int | None = None
    mine: bool = False
    taken: str = ""
    role: str = ""
    key: tuple[str, int] = ("", 0)
    kind: str = ""
    programme: str = ""
    place: str = ""
    due: date | None = None
    late: int = 0


@dataclass(frozen=True)
class Source:
    """
    Where work comes from. `waiting` gives the rows that wait for the reader, scoped; `tell` says them as lines.

    The due day is that of a field (`due`), or so many working days (`days`: our own, no law's) after a moment (`since`),
    or what `due_of` works out. `kind` is the field with the kind of a row where a source has several.
    """

    name: str
    title: str | Promise
    actions: tuple[str, ...]
    waiting: Callable[[HttpRequest, str], QuerySet]
    tell: Callable[[list[Any], HttpRequest], Iterable[tuple[int, Line]]]
    due: str = ""
    since: str = ""
    days: int = 0
    due_of: Callable[[HttpRequest], Mapping[int, date | None]] | None = None
    kind: str = ""
    kinds: tuple[tuple[str, Any], ...] = ()
    programme: str = ""
    region: str = "region"

    def is_for(self, request: HttpRequest) -> bool:
        """Say whether the reader's roles do such work."""
        return any(request.scope.can(action) for action in self.actions)

    def choices(self) -> list[tuple[str, Any]]:
        """Give the kinds of work that come from here, with their names."""
        return list(self.kinds) or [(self.name, self.title)]

    def rows(self, request: HttpRequest, whose: str) -> QuerySet:
        """Give what waits, with the columns that all sources share, but for the day."""
        return self.waiting(request, whose).order_by().annotate(
            in_source=Value(self.name, CharField()),
            in_kind=F(self.kind) if self.kind else Value(self.name, CharField()),
            in_row=F("pk"),
            in_region=F(self.region),
            in_programme=F(self.programme) if self.programme else Value("", CharField()),
        )  # fmt: skip

    def came(self, request: HttpRequest, whose: str) -> QuerySet:
        """Give the days on which what waits has come."""
        rows = self.waiting(request, whose).order_by()
        return rows.annotate(in_source=Value(self.name, CharField()), in_came=TruncDate(self.since)).values_list(
            "in_source", "in_came"
        )

    def with_day(self, rows: QuerySet, request: HttpRequest, came: Iterable[date]) -> QuerySet:
        """Put the due day beside each row; the far day where there is none."""
        far = Value(FAR, DateField())
        if self.due:
            return rows.annotate(in_day=Coalesce(F(self.due), far, output_field=DateField()))
        if self.due_of:
            cases = [When(pk=pk, then=Value(day or FAR, DateField())) for pk, day in self.due_of(request).items()]
        else:
            rows = rows.annotate(in_came=TruncDate(self.since))
            known = {day: due_after(day, self.days) for day in came}
            cases = [When(Q(in_came=day), then=Value(due or FAR, DateField())) for day, due in known.items()]
        return rows.annotate(in_day=Case(*cases, default=far, output_field=DateField()) if cases else far)
