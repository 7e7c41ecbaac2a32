"""The tasks of a desk: which ones, in which order, and how many are late."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet

from chuntian.accounts.scopes import Scope
from chuntian.casework.enums import TaskState
from chuntian.casework.models import Task

SORTS = {
    "due": (F("due_on").asc(nulls_last=True), "id"),
    "opened": ("-opened_at", "id"),
    "kind": ("kind", F("due_on").asc(nulls_last=True), "id"),
    "place": ("region", F("due_on").asc(nulls_last=True), "id"),
}


@dataclass(frozen=True)
class WorkFilter:
    """What the reader asked to see."""

    whose: str = "mine"
    kind: str = ""
    due: str = ""
    programme: str = ""
    sort: str = "due"
    roles: tuple[str, ...] = field(default=())


def open_tasks(scope: Scope) -> QuerySet[Task]:
    """Give the open tasks within a scope."""
    return scope.filter(Task.objects.filter(state=TaskState.OPEN))


def of_the_desk(scope: Scope, asked: WorkFilter) -> QuerySet[Task]:
    """Give the open tasks of the reader's own roles, or of everyone in his region."""
    tasks = open_tasks(scope)
    return tasks if asked.whose == "all" else tasks.filter(owner_role__in=scope.roles)


def narrowed(tasks: QuerySet[Task], asked: WorkFilter, today: date) -> QuerySet[Task]:
    """Keep what the filter asks for, in its order."""
    if asked.kind:
        tasks = tasks.filter(kind=asked.kind)
    if asked.programme:
        tasks = tasks.filter(programme=asked.programme)
    if asked.due in DUES:
        tasks = tasks.filter(DUES[asked.due](today))
    return tasks.select_related("person").order_by(*SORTS.get(asked.sort, SORTS["due"]))


DUES = {
    "late": lambda today: Q(due_on__lt=today),
    "today": lambda today: Q(due_on=today),
    "week": lambda today: Q(due_on__gt=today, due_on__lte=today + timedelta(days=7)),
}


def tally(tasks: QuerySet[Task], today: date) -> dict[str, int]:
    """Count the tasks that are late, due today, due within a week, and all of them."""
    counts = {name: Count("id", filter=condition(today)) for name, condition in DUES.items()}
    return tasks.aggregate(**counts, all=Count("id"))
