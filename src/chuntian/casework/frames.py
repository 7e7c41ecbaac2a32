"""Read decisions, awards and open work as columns; everything that touches a whole region goes through here."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
from django.conf import settings
from django.db.models import Q, QuerySet

from chuntian.casework.enums import AFTERWARDS, CLOSED_STATES, TaskState
from chuntian.casework.models import ApplicationDecision, Award, Case, DecisionRun, Decline, HandDecision, Task
from chuntian.kernel.divisions import NATION, prefix
from chuntian.places.regions import in_region_q
from chuntian.registry.bulk import read_frame
from chuntian.rules.decided import ANSWER, scan_decisions

PERSON_PROGRAMME = {"person_id": pl.Int64, "programme": pl.String}
AWARDS = {
    "award_id": pl.Int64,
    **PERSON_PROGRAMME,
    "region": pl.String,
    "start_month": pl.String,
    "end_month": pl.String,
}
DECIDED = {
    "person_id": pl.Int64, "region": pl.String, "outcome": pl.UInt8, "amount_fen": pl.Int64, "failed": pl.UInt32,
    "unknown": pl.UInt32,
}  # fmt: skip
NOT_ELIGIBLE, ELIGIBLE, UNKNOWN = 0, 1, 2


def frame_of(rows: Iterable[tuple], schema: dict) -> pl.DataFrame:
    """Make a frame of database rows."""
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def query_frame(queryset: QuerySet, schema: dict) -> pl.DataFrame:
    """Read `values_list` of many rows into a frame without a Python object a cell; no dates, and the order may change."""
    sql, params = queryset.order_by().query.sql_with_params()
    return read_frame(sql, params, schema)


def data_path(relative: str) -> Path:
    """Give the place of a file that the database names relative to the data folder."""
    return Path(settings.DATA_FOLDER) / relative


def regions_around(region: str) -> list[str]:
    """Give the region itself and every region it lies in, up to the nation."""
    own = prefix(region)
    return [own[:length].ljust(12, "0") for length in (2, 4, 6, 9, 12) if length <= len(own)] + [NATION]


def current_runs(region: str, months: Iterable[str]) -> dict[tuple[str, str], DecisionRun]:
    """Give the newest run of each month and programme that covers a region, by (month, slug)."""
    runs = DecisionRun.objects.filter(region__in=regions_around(region), month__in=list(months))
    return {(run.month, slug): run for run in runs.order_by("made_at", "id") for slug in run.programmes}


def programme_frame(run: DecisionRun, slug: str, region: str | None = None) -> pl.DataFrame:
    """
    Give the decisions of one programme: person_id, region, outcome, amount_fen, failed, unknown.

    Where the month is a month of application, the decision of the application day stands in the place of the file's.
    """
    columns = [pl.col(f"{slug}.{name}").alias(name) for name in ANSWER]
    scan = scan_decisions(data_path(run.path), [slug]).select(
        pl.col("subject_id").alias("person_id"), "region", *columns
    )
    if region is not None and prefix(region):
        scan = scan.filter(pl.col("region").str.starts_with(prefix(region)))
    frame = scan.collect().cast(DECIDED)
    overlay = frame_of(
        ApplicationDecision.objects.filter(run=run, programme=slug).values_list(
            "person_id", "outcome", "amount_fen", "failed", "unknown"
        ),
        {name: kind for name, kind in DECIDED.items() if name != "region"},
    )
    if overlay.is_empty():
        return frame
    replaced = frame.select("person_id", "region").join(overlay, on="person_id").select(DECIDED.keys())
    return pl.concat([frame.join(overlay, on="person_id", how="anti"), replaced])


def running(region: str, month: str) -> QuerySet[Award]:
    """Give the awards of a region that run in a month."""
    return (
        Award.objects.filter(in_region_q(region), start_month__lte=month)
        .filter(Q(end_month__isnull=True) | Q(end_month__gte=month))
    )  # fmt: skip


def awards_frame(queryset: QuerySet[Award]) -> pl.DataFrame:
    """Give awards as columns."""
    return query_frame(queryset.values_list("id", *list(AWARDS)[1:]), AWARDS).sort("award_id")


def open_cases_frame(region: str) -> pl.DataFrame:
    """Give who has an open case of which programme."""
    cases = Case.objects.filter(in_region_q(region)).exclude(state__in=CLOSED_STATES).exclude(path__in=AFTERWARDS)
    return frame_of(cases.values_list("person_id", "programme"), PERSON_PROGRAMME)


def declines_frame(region: str, since: object) -> pl.DataFrame:
    """Give who declined which programme since a moment and did not take it back."""
    declines = Decline.objects.filter(in_region_q(region), withdrawn_at__isnull=True, declined_at__gte=since)
    return frame_of(declines.values_list("person_id", "programme"), PERSON_PROGRAMME)


def open_tasks_frame(region: str, kinds: Iterable[str]) -> pl.DataFrame:
    """Give the open tasks of some kinds."""
    tasks = Task.objects.filter(in_region_q(region), state=TaskState.OPEN, kind__in=list(kinds))
    names = ("id", "person_id", "programme", "kind", "key", "region")
    schema = {"id": pl.Int64, **PERSON_PROGRAMME, "kind": pl.String, "key": pl.String, "region": pl.String}
    return frame_of(tasks.values_list(*names), schema)


def hand_frame(region: str, upto: str) -> pl.DataFrame:
    """Give the newest decision by hand of each award and month."""
    rows = HandDecision.objects.filter(in_region_q(region, "award__region"), month__lte=upto).order_by(
        "decided_at", "id"
    )
    schema = {"award_id": pl.Int64, "period": pl.String, "by_hand": pl.String, "hand_fen": pl.Int64}
    frame = frame_of(rows.values_list("award_id", "month", "outcome", "amount_fen"), schema)
    return frame.unique(["award_id", "period"], keep="last", maintain_order=True)
