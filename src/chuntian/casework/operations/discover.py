"""
Turn the difference between decisions and what is running into work. Set-wise, and safe to repeat.

tell: entitled, not receiving, no open case, not declined · stop: receiving, not entitled or no longer registered here · fetch: cannot be told, for
someone who receives or might · certificates that end soon · discrepancies between lists. What no longer holds of tell and
fetch closes itself with the reason; a stop never does, a person looks at it.
"""

import json
from datetime import datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import TaskKind, TaskOutcome, TaskState
from chuntian.casework.frames import (
    ELIGIBLE,
    NOT_ELIGIBLE,
    PERSON_PROGRAMME,
    UNKNOWN,
    awards_frame,
    data_path,
    declines_frame,
    open_cases_frame,
    open_tasks_frame,
    programme_frame,
    running,
)  # fmt: skip
from chuntian.casework.limits import (
    CERTIFICATE_REMINDER_MONTHS,
    DECLINE_HOLDS_MONTHS,
    TASK_DAYS,
    TASK_ROLES,
    day_in_china,
    due_after,
)  # fmt: skip
from chuntian.casework.models import DecisionRun, Task
from chuntian.casework.paths import PATHS
from chuntian.kernel.days import add_months
from chuntian.kernel.divisions import prefix
from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import insert_frame, moment
from chuntian.registry.models import Person
from chuntian.standards import queries as standards
from chuntian.trail.operations import record

# Above this share of a county unknown for the same reason, one list is missing, not many persons' papers.
LIST_SHARE = (1, 5)
COUNTY_DIGITS = 6
FOUND = {**PERSON_PROGRAMME, "region": pl.String, "kind": pl.String, "key": pl.String, "amount_fen": pl.Int64,
         "failed": pl.UInt32, "unknown": pl.UInt32, "count": pl.Int64, "reason": pl.String}  # fmt: skip
LEFT, MERGED = "not_registered_here", "merged_into_another"


def cash_programmes(run: DecisionRun) -> list[str]:
    """Give the programmes of a run whose receiving we can see, because they are awarded here."""
    law = standards.law(demo=run.demo_parameters)
    return [slug for slug in run.programmes if slug in law.checked and law.programme(slug).path in PATHS]


def discover(*, run: DecisionRun, by: User | str, at: datetime, programmes: list[str] | None = None) -> dict[str, int]:
    """
    Open the work that a decision run asks for, close the telling and fetching it no longer asks for.

    :returns: how many of each kind were opened, and `fell_away`.
    """
    slugs = [slug for slug in cash_programmes(run) if programmes is None or slug in programmes]
    found = pl.concat(
        [pl.DataFrame(schema=FOUND), *differences(run, slugs, at), _certificates(run, at), _missing(run, slugs)]
    )
    found = pl.concat([found, _discrepancies(run)])
    with transaction.atomic():
        opened = _open(run, found, at)
        opened["fell_away"] = _close(run, found, slugs, at)
        record(
            actor=by, action="discover", subject_kind="decision_run", subject_id=run.pk, region=run.region, at=at,
            detail=opened,
        )  # fmt: skip
    return opened


def differences(run: DecisionRun, slugs: list[str], at: datetime) -> list[pl.DataFrame]:
    """Give, programme by programme, who is to be told, stopped or asked, in the layout of FOUND."""
    receiving = awards_frame(running(run.region, run.month))
    since = at - timedelta(days=DECLINE_HOLDS_MONTHS * 30)
    quiet = pl.concat([open_cases_frame(run.region), declines_frame(run.region, since)])
    frames = []
    for slug in slugs:
        decided = programme_frame(run, slug, run.region)
        mine = receiving.filter(pl.col("programme") == slug).select("person_id").unique()
        left = quiet.filter(pl.col("programme") == slug).select("person_id").unique()
        paid = decided.join(mine, on="person_id", how="semi")
        unpaid = decided.join(pl.concat([mine, left]).unique(), on="person_id", how="anti")
        stop = paid.filter(pl.col("outcome") == NOT_ELIGIBLE)
        gone = _gone(run, receiving.filter(pl.col("programme") == slug), decided)
        frames += [
            _found(unpaid.filter(pl.col("outcome") == ELIGIBLE), slug, TaskKind.TELL),
            _found(stop, slug, TaskKind.STOP),
            _found(gone.join(stop, on="person_id", how="anti"), slug, TaskKind.STOP),
            _found(paid.filter(pl.col("outcome") == UNKNOWN), slug, TaskKind.FETCH),
            *_might(unpaid.filter(pl.col("outcome") == UNKNOWN), decided.height, slug),
        ]
    return frames


def _gone(run: DecisionRun, awards: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """
    Give the awards of a county whose persons the run no longer finds registered in it, with the reason.

    Nobody decides on them here any more, so without a person's look they would be held month after month. Who moved
    within the county is no such case, and a run of one township cannot tell the two apart.
    """
    if len(prefix(run.region)) > COUNTY_DIGITS:
        return pl.DataFrame(schema={**PERSON_PROGRAMME, "region": pl.String, "reason": pl.String})
    county = pl.col("region").str.head(COUNTY_DIGITS).alias("county")
    here = decided.select("person_id", county)
    gone = (
        awards.select("person_id", "region", county)
        .unique("person_id")
        .join(here, on=["person_id", "county"], how="anti")
    )
    merged = Person.objects.filter(awards__in=running(run.region, run.month), merged_into__isnull=False)
    reason = pl.when(pl.col("person_id").is_in(list(merged.values_list("pk", flat=True)))).then(pl.lit(MERGED))
    return gone.select("person_id", "region", reason.otherwise(pl.lit(LEFT)).alias("reason"))


def _found(frame: pl.DataFrame, slug: str, kind: str) -> pl.DataFrame:
    return _shaped(frame, programme=pl.lit(slug), kind=pl.lit(str(kind)))


def _shaped(frame: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    missing = {name: pl.lit(None, dtype) for name, dtype in FOUND.items() if name not in frame.columns}
    missing |= {"key": pl.lit(""), "count": pl.lit(1)} | columns
    return frame.with_columns(**missing).select(FOUND.keys()).cast(FOUND)


def _might(unknown: pl.DataFrame, everyone: int, slug: str) -> list[pl.DataFrame]:
    """Give fetch work for those who might be entitled: one for the county where a whole list lacks, else one a person."""
    county = pl.col("region").str.head(6) + "000000"
    groups = unknown.group_by(county.alias("county"), "unknown").agg(pl.len().cast(pl.Int64).alias("count"))
    share, of = LIST_SHARE
    many = groups.filter(pl.col("count") * of > everyone * share)
    alone = unknown.with_columns(county.alias("county")).join(many, on=["county", "unknown"], how="anti")
    whole = many.select(pl.col("county").alias("region"), "unknown", "count")
    whole = whole.with_columns(pl.format("unknown:{}", "unknown").alias("key"))
    key = {"key": pl.col("key")} if not whole.is_empty() else {}
    return [
        _found(alone.drop("county"), slug, TaskKind.FETCH),
        _shaped(whole, programme=pl.lit(slug), kind=pl.lit(str(TaskKind.FETCH)), **key),
    ]


def _missing(run: DecisionRun, slugs: list[str]) -> pl.DataFrame:
    """Give fetch work for the parameters nobody gave: one for the region, programme and parameter."""
    rows = [
        {
            "programme": slug,
            "region": run.region,
            "kind": str(TaskKind.FETCH),
            "key": f"param:{key}"[:80],
            "count": count,
        }
        for key, one in run.missing.items()
        for slug, count in one["programmes"].items()
        if slug in slugs
    ]
    if not rows:
        return pl.DataFrame(schema=FOUND)
    frame = pl.DataFrame(rows)
    return _shaped(frame, key=pl.col("key"), count=pl.col("count"))


def _certificates(run: DecisionRun, at: datetime) -> pl.DataFrame:
    """Give the reminders: certificates that end within half a year of the day of the run."""
    scan = pl.scan_parquet(data_path(run.snapshot.path))
    names = scan.collect_schema().names()
    if "certificate_expires_on" not in names:
        return pl.DataFrame(schema=FOUND)
    ends = pl.col("certificate_expires_on")
    soon = scan.filter(ends.is_between(run.on, add_months(run.on, CERTIFICATE_REMINDER_MONTHS)))
    if "death_date" in names:
        soon = soon.filter(pl.col("death_date").is_null())
    frame = soon.select(pl.col("subject_id").alias("person_id"), "region", ends.alias("ends")).collect()
    key = pl.format("certificate:{}", pl.col("ends").cast(pl.String))
    return _shaped(frame, programme=pl.lit(""), kind=pl.lit(str(TaskKind.TELL)), key=key)


def _discrepancies(run: DecisionRun) -> pl.DataFrame:
    """Give a task for every open discrepancy between lists."""
    from chuntian.exchange.models import Discrepancy

    rows = Discrepancy.objects.in_region(run.region).filter(state="open", person__isnull=False)
    frame = pl.DataFrame(
        [(person, region, f"discrepancy:{pk}") for pk, person, region in rows.values_list("id", "person_id", "region")],
        schema={"person_id": pl.Int64, "region": pl.String, "key": pl.String}, orient="row",
    )  # fmt: skip
    return _shaped(frame, programme=pl.lit(""), kind=pl.lit(str(TaskKind.DISCREPANCY)), key=pl.col("key"))


def _open(run: DecisionRun, found: pl.DataFrame, at: datetime) -> dict[str, int]:
    there = open_tasks_frame(run.region, TaskKind.values)
    same = ["programme", "kind", "key"]
    persons = found.filter(pl.col("person_id").is_not_null()).join(
        there.filter(pl.col("person_id").is_not_null()), on=["person_id", *same], how="anti"
    )
    regions = found.filter(pl.col("person_id").is_null()).join(
        there.filter(pl.col("person_id").is_null()), on=["region", *same], how="anti"
    )
    new = pl.concat([persons, regions])
    _insert(_rows(run, new, at))
    return {str(kind): count for kind, count in new.group_by("kind").len().sort("kind").rows()}


def _rows(run: DecisionRun, new: pl.DataFrame, at: datetime) -> pl.DataFrame:
    """Give new work as rows of the table of tasks."""
    day = day_in_china(at)
    due = {str(kind): due_after(day, days) for kind, days in TASK_DAYS.items()}
    roles = {str(kind): str(role) for kind, role in TASK_ROLES.items()}
    kinds = new["kind"].to_list()
    nothing = {name: pl.lit("") for name in ("outcome", "close_reason")}
    return new.select("kind", "person_id", "programme", "key", "region").with_columns(
        id=pl.Series(new_ids(new.height), dtype=pl.Int64), month=pl.lit(run.month), run_id=pl.lit(run.pk),
        owner_role=pl.Series([roles[kind] for kind in kinds], dtype=pl.String),
        due_on=pl.Series([due[kind] for kind in kinds], dtype=pl.Date), state=pl.lit(str(TaskState.OPEN)),
        detail=pl.Series([json.dumps(_detail(row)) for row in new.iter_rows(named=True)], dtype=pl.String),
        opened_at=pl.lit(moment(at)), **nothing,
    )  # fmt: skip


def _insert(rows: pl.DataFrame) -> None:
    """Write tasks as a set; what someone else opened in this very moment stays as it is."""
    names = ", ".join(f'"{name}"' for name in rows.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE new_task AS SELECT {names} FROM casework_task LIMIT 0")  # noqa: S608
        insert_frame("new_task", rows)
        cursor.execute(
            f"INSERT INTO casework_task ({names}) SELECT {names} FROM new_task WHERE 1 = 1 "  # noqa: S608
            "ORDER BY id ON CONFLICT DO NOTHING"
        )
        cursor.execute("DROP TABLE new_task")


def _detail(row: dict[str, Any]) -> dict[str, Any]:
    names = ("amount_fen", "failed", "unknown", "reason")
    detail = {name: row[name] for name in names if row[name] is not None}
    return detail | ({"count": row["count"]} if row["person_id"] is None else {})


def _close(run: DecisionRun, found: pl.DataFrame, slugs: list[str], at: datetime) -> int:
    """Close the open telling and fetching that this run no longer asks for."""
    closable = open_tasks_frame(run.region, [TaskKind.TELL, TaskKind.FETCH])
    mine = pl.col("programme").is_in(slugs) | pl.col("key").str.starts_with("certificate:")
    same = ["person_id", "programme", "kind", "key"]
    gone = closable.filter(mine).join(found, on=[*same, "region"], how="anti", nulls_equal=True)
    # A person who moved within the county keeps the task under his old village.
    gone = gone.join(found.filter(pl.col("person_id").is_not_null()), on=same, how="anti")
    ids = gone["id"].to_list()
    for start in range(0, len(ids), 5000):
        Task.objects.filter(pk__in=ids[start : start + 5000], state=TaskState.OPEN).update(
            state=TaskState.FELL_AWAY, outcome=TaskOutcome.OTHER, closed_at=at,
            close_reason=f"{run.month} 判定（{run.pk}）后情况已变化，不再需要",
        )  # fmt: skip
    return len(ids)
