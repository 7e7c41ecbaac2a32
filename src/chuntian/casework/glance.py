"""
What casework holds of one person, for the first page of the file: open tasks, cases, attempts to reach, what was declined.

One question to the database for all four: that page is opened more than any other, and may ask twelve (the figure of `make bench`).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from chuntian.casework.enums import CaseState, ContactChannel, ContactResult, TaskKind, TaskState
from chuntian.casework.models import Case, ContactAttempt, Decline, Task
from chuntian.registry.models import Person

TASK, CASE, CONTACT, DECLINE = "task", "case", "contact", "decline"
MOST_CONTACTS, MOST_ROWS = 10, 20
EMPTY = {
    "programme": Value("", CharField()), "code": Value("", CharField()), "via": Value("", CharField()),
    "day": Cast(Value(None), DateField()), "moment": Cast(Value(None), DateTimeField()),
    "said": Value("", CharField()), "who": Value("", CharField()),
}  # fmt: skip


@dataclass(frozen=True)
class Glance:
    """One line of the file: a task (code is its kind), a case (its state), a contact (its result, via its channel), a decline."""

    what: str
    pk: int
    programme: str
    code: str
    via: str
    on: date | None
    at: datetime | None
    said: str
    who: str

    @property
    def word(self) -> str:
        """Give what the code means, in words."""
        words = {TASK: TaskKind, CASE: CaseState, CONTACT: ContactResult}
        return str(words[self.what](self.code).label)

    @property
    def channel(self) -> str:
        """Give how the person was to be reached, in words."""
        return str(ContactChannel(self.via).label)


def at_a_glance(person: Person) -> dict[str, list[Glance]]:
    """Give open tasks by due day, cases and contacts newest first, and what the person declined and did not take back."""
    tasks = _part(
        TASK, Task.objects.filter(person=person, state=TaskState.OPEN), programme="programme", code="kind", day="due_on"
    )
    cases = _part(CASE, Case.objects.filter(person=person), programme="programme", code="state", day="applied_on")
    contacts = _part(
        CONTACT, ContactAttempt.objects.filter(person=person), code="result", via="channel", moment="at", said="note",
        who=Coalesce(NullIf("by__display_name", Value("")), "by__username"),
    )  # fmt: skip
    declines = Decline.objects.filter(person=person, withdrawn_at__isnull=True)
    declined = _part(DECLINE, declines, programme="programme", moment="declined_at", said="reason")
    found = [Glance(*row) for row in tasks.union(cases, contacts, declined, all=True)]
    return {
        "tasks": sorted(_of(found, TASK), key=lambda one: (one.on is None, one.on, one.pk))[:MOST_ROWS],
        "cases": sorted(_of(found, CASE), key=lambda one: (one.on, one.pk), reverse=True)[:MOST_ROWS],
        "contacts": sorted(_of(found, CONTACT), key=lambda one: (one.at, one.pk), reverse=True)[:MOST_CONTACTS],
        "declines": sorted(_of(found, DECLINE), key=lambda one: (one.at, one.pk), reverse=True),
    }


def _part(what: str, rows: QuerySet[Any], **given: Any) -> QuerySet[Any]:
    """Give rows of one table in the columns that all four share."""
    columns = EMPTY | {name: F(one) if isinstance(one, str) else one for name, one in given.items()}
    named = {f"row_{name}": one for name, one in columns.items()}
    return rows.order_by().annotate(row_what=Value(what, CharField()), **named).values_list("row_what", "pk", *named)


def _of(found: list[Glance], what: str) -> list[Glance]:
    return [one for one in found if one.what == what]
