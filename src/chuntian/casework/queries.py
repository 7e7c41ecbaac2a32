"""Read casework: decisions, tasks, who is entitled and not receiving, who receives and is not entitled."""

from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet

from chuntian.accounts.scopes import Scope
from chuntian.casework.enums import TaskState
from chuntian.casework.explain import explain, facts_on
from chuntian.casework.frames import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    awards_frame,
    current_runs,
    data_path,
    programme_frame,
    regions_around,
    running,
)  # fmt: skip
from chuntian.casework.models import Award, Case, DecisionRun, PublicNotice, Task
from chuntian.places.regions import in_region_q
from chuntian.registry.models import Person
from chuntian.rules.decided import OUTCOMES, scan_decisions

__all__ = [
    "awards_of", "cases", "current_run", "decisions_for", "entitled_not_receiving", "explain", "facts_on",
    "notices_on",
    "receiving_not_entitled", "run_frame", "tasks",
]  # fmt: skip


def current_run(region: str, month: str) -> DecisionRun | None:
    """Give the newest decision run of a month that covers a region."""
    runs = DecisionRun.objects.filter(region__in=regions_around(region), month=month)
    return runs.order_by("-made_at", "-id").first()


def run_frame(run: DecisionRun) -> pl.DataFrame:
    """Give the file of a run as it stands: one row a person, the columns of every programme."""
    return scan_decisions(data_path(run.path)).collect()


def decisions_for(person: Person, month: str) -> list[dict[str, Any]]:
    """Give what was decided for a person in a month, programme by programme, by the newest run of each."""
    found = []
    for (_, slug), run in sorted(current_runs(person.region, [month]).items()):
        frame = programme_frame(run, slug, person.region).filter(pl.col("person_id") == person.pk)
        for row in frame.iter_rows(named=True):
            found.append(
                {
                    "programme": slug, "outcome": OUTCOMES[row["outcome"]], "amount_fen": row["amount_fen"],
                    "failed": row["failed"], "unknown": row["unknown"], "run": run.pk, "on": run.on,
                    "law_version": run.law_version,
                }
            )  # fmt: skip
    return found


def _compared(run: DecisionRun, outcome: int, receiving: bool) -> pl.DataFrame:
    from chuntian.casework.operations.discover import cash_programmes

    awards = awards_frame(running(run.region, run.month))
    frames = []
    for slug in cash_programmes(run):
        mine = awards.filter(pl.col("programme") == slug).select("person_id").unique()
        frame = programme_frame(run, slug, run.region).filter(pl.col("outcome") == outcome)
        frame = frame.join(mine, on="person_id", how="semi" if receiving else "anti")
        frames.append(frame.select(pl.lit(slug).alias("programme"), pl.all()))
    return pl.concat(frames) if frames else pl.DataFrame()


def entitled_not_receiving(run: DecisionRun) -> pl.DataFrame:
    """Give who is entitled to an awarded programme in the month of a run and has no award (programme, person_id, …)."""
    return _compared(run, ELIGIBLE, receiving=False)


def receiving_not_entitled(run: DecisionRun) -> pl.DataFrame:
    """Give whose award runs in the month of a run although he is not entitled (programme, person_id, …)."""
    return _compared(run, NOT_ELIGIBLE, receiving=True)


def tasks(scope: Scope | None, *, region: str | None = None, **filters: Any) -> QuerySet[Task]:
    """
    Give the open tasks of a scope, the most urgent first; `state=None` gives closed ones too.

    Without a scope (a command on the machine itself) every region is given.
    """
    state = filters.pop("state", TaskState.OPEN)
    found = Task.objects.select_related("person").filter(**{name: value for name, value in filters.items() if value})
    found = found.filter(state=state) if state else found
    found = found.filter(in_region_q(region)) if region else found
    found = scope.filter(found) if scope is not None else found
    return found.order_by("due_on", "id")


def cases(scope: Scope | None, *, region: str | None = None, **filters: Any) -> QuerySet[Case]:
    """Give the cases of a scope, the oldest application first."""
    found = Case.objects.select_related("person").filter(**{name: value for name, value in filters.items() if value})
    found = found.filter(in_region_q(region)) if region else found
    return (scope.filter(found) if scope is not None else found).order_by("applied_on", "id")


def awards_of(person: Person) -> QuerySet[Award]:
    """Give everything a person was ever granted, newest first."""
    return Award.objects.filter(person=person).order_by("-start_month", "-id")


def notices_on(day: date) -> QuerySet[PublicNotice]:
    """Give the notices that hang online on a day: not one before its first day, nor after its last, whoever forgot it."""
    return PublicNotice.objects.filter(opens_on__lte=day, closes_on__gte=day, down_at__isnull=True, online=True)
