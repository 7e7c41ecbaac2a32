"""The law as it stands: what the files say, with the approved changes laid over it."""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from chuntian.policy.law import load_law
from chuntian.rules import Law
from chuntian.rules.enacting import enacted
from chuntian.standards.enums import ChangeState
from chuntian.standards.models import Change

# How far to either side of a moment a law is looked for; more changes are not approved while one run is being decided.
NEARBY = 8


def approved() -> QuerySet[Change]:
    """Give the changes in force, in the order in which they were approved."""
    return Change.objects.filter(state=ChangeState.APPROVED).order_by("decided_at", "id")


def law(*, demo: bool = False) -> Law:
    """Give the law in force now; with `demo` invented values fill what neither a document nor a change gave."""
    return _with(demo, tuple(approved().values_list("id", flat=True)))


def law_with(change: Change, *, demo: bool = False) -> Law:
    """Give the law in force now with one more change, approved or not."""
    base = law(demo=demo)
    return base.with_book(enacted(base.book, [(change.key, change.as_row())]))


def laws_around(moment: datetime, *, demo: bool = False) -> Iterator[Law]:
    """Give the laws that held about a moment: first the one of the moment, then those nearest before and after."""
    rows = list(approved().values_list("id", "decided_at"))
    here = sum(decided_at <= moment for _, decided_at in rows)
    for count in sorted(range(len(rows) + 1), key=lambda number: (abs(number - here), number))[: 2 * NEARBY + 1]:
        yield _with(demo, tuple(pk for pk, _ in rows[:count]))


@lru_cache(maxsize=16)
def _with(demo: bool, applied: tuple[int, ...]) -> Law:
    """Make a law once: an approved change is never changed, so its id says what it holds."""
    base = load_law(demo=demo)
    if not applied:
        return base
    rows = Change.objects.in_bulk(applied)
    return base.with_book(enacted(base.book, [(rows[pk].key, rows[pk].as_row()) for pk in applied]))
