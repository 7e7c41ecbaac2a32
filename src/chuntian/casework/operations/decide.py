"""Decide everyone of a region for a month, in one pass, and keep the result with its hash."""

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Max

from chuntian.accounts.models import User
from chuntian.casework.enums import AFTERWARDS, CaseState
from chuntian.casework.frames import data_path
from chuntian.casework.models import ApplicationDecision, Case, DecisionRun
from chuntian.kernel.crash import crash_point
from chuntian.kernel.days import Month, after
from chuntian.kernel.divisions import pad
from chuntian.kernel.files import sha256_file
from chuntian.kernel.ids import new_id
from chuntian.places.regions import in_region_q
from chuntian.registry.snapshots import build_snapshot, facts_frame
from chuntian.rules import Law, ParameterValue
from chuntian.rules.everyone import DecisionSummary, decide_everyone, decisions_frame
from chuntian.trail.operations import record


class NothingToDecide(Exception):
    """None of the programmes asked for is one the law decides for persons."""


def decision_day(*, law: Law, region: str, month: Month) -> date:
    """
    Give the day a month is decided on for those who receive already: its first, so that an event stops the next month.

    Where the region's `sub.stop_effective` is `event_month` it is the last day. See contract "On a day".
    """
    rule = law.book.resolve("sub.stop_effective", region, month.first)
    if isinstance(rule, ParameterValue) and rule.value == "event_month":
        return month.last
    return month.first


def persons_programmes(law: Law, wanted: list[str] | None = None) -> list[str]:
    """
    Give the programmes that are decided for persons, in the order of the law.

    :raises NothingToDecide: none of those wanted is.
    """
    slugs = [slug for slug in law.decided if law.programme(slug).subject != "employer"]
    slugs = slugs if wanted is None else [slug for slug in slugs if slug in wanted]
    if not slugs:
        raise NothingToDecide(f"没有可判定的项目：{'、'.join(wanted or [])}")
    return slugs


def decide_month(
    *, region: str, month: str, law: Law, by: User | str, at: datetime, programmes: list[str] | None = None
) -> DecisionRun:
    """
    Decide every programme for everyone of a region for a month, from a snapshot made now.

    Repeating it makes another run, because facts may have changed; the newest is the current one, the others stay.

    :raises NothingToDecide: no programme is left to decide.
    """
    region, day = pad(region), decision_day(law=law, region=pad(region), month=Month.parse(month))
    slugs = persons_programmes(law, programmes)
    snapshot = build_snapshot(region=region, on=day, known_at=at, law=law, at=at)
    pk = new_id()
    relative = f"decisions/{month}-{region}-{pk}.parquet"
    data_path("decisions").mkdir(parents=True, exist_ok=True)
    summary = decide_everyone(law, data_path(snapshot.path), data_path(relative), programmes=slugs, on=day)
    overlay = _application_rows(law=law, region=region, month=month, slugs=slugs, known_at=at)
    crash_point("decide.before_commit")
    month = str(Month.parse(month))
    with transaction.atomic():
        last = DecisionRun.objects.filter(region=region, month=month).aggregate(last=Max("made_at"))["last"]
        run = DecisionRun.objects.create(
            id=pk, region=region, month=month, on=day, snapshot=snapshot, law_version=law.version,
            demo_parameters=summary.demo_parameters, programmes=slugs, path=relative, made_at=after(last, at),
            sha256=sha256_file(data_path(relative)), rows=summary.rows, counts=summary.counts,
            missing=_missing(summary), made_by=None if isinstance(by, str) else by,
        )  # fmt: skip
        ApplicationDecision.objects.bulk_create(ApplicationDecision(run=run, **row) for row in overlay)
        record(
            actor=by, action="decide.month", subject_kind="decision_run", subject_id=run.pk, region=region, at=at,
            detail={"month": run.month, "sha256": run.sha256, "law": law.version, "rows": run.rows},
        )  # fmt: skip
    return run


def _missing(summary: DecisionSummary) -> dict[str, Any]:
    return {
        key: {"programmes": slugs, "document": summary.documents.get(key, "")} for key, slugs in summary.missing.items()
    }


def _application_rows(*, law: Law, region: str, month: str, slugs: list[str], known_at: datetime) -> list[dict]:
    """Decide the month's applications on their own day (R-SUB-07)."""
    first, last = Month.parse(month).first, Month.parse(month).last
    cases = Case.objects.filter(in_region_q(region), applied_on__range=(first, last), programme__in=slugs)
    cases = cases.exclude(state__in=[CaseState.REFUSED, CaseState.WITHDRAWN]).exclude(path__in=AFTERWARDS)
    by_day: dict[date, list[tuple[int, str]]] = {}
    for person_id, programme, day in cases.values_list("person_id", "programme", "applied_on"):
        by_day.setdefault(day, []).append((person_id, programme))
    rows = []
    for day, asked in sorted(by_day.items()):
        rows += application_decisions(law=law, region=region, day=day, known_at=known_at, asked=asked)
    return rows


def application_decisions(
    *, law: Law, region: str, day: date, known_at: datetime, asked: list[tuple[int, str]]
) -> list[dict]:
    """Decide some persons' programmes on one day, as rows of ApplicationDecision without their run."""
    persons = sorted({person_id for person_id, _ in asked})
    facts = facts_frame(region=region, on=day, known_at=known_at, subjects=persons, law=law)
    if facts.is_empty():
        return []
    programmes = sorted({programme for _, programme in asked})
    decided = decisions_frame(law, facts.with_columns(pl.lit(day).alias("applied_on")), programmes=programmes, on=day)
    rows = {row["subject_id"]: row for row in decided.iter_rows(named=True)}
    names = ("outcome", "amount_fen", "failed", "unknown")
    return [
        {"person_id": person, "programme": slug, "on": day, **{name: rows[person][f"{slug}.{name}"] for name in names}}
        for person, slug in sorted(set(asked))
        if person in rows
    ]
