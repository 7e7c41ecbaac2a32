"""Needs: known, planned for, closed with a reason, and the next one after it."""

from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import IntegrityError, transaction

from chuntian.kernel.divisions import pad
from chuntian.kernel.ids import new_ids
from chuntian.places.regions import in_region_q
from chuntian.registry.bulk import insert_frame, moment
from chuntian.registry.models import Person
from chuntian.services.enums import CloseReason, NeedKind, NeedSource, NeedState, Urgency
from chuntian.services.models import Need
from chuntian.trail.operations import record


class NeedOpen(Exception):
    """The person has an open need of this kind."""


class NeedClosed(Exception):
    """The need is closed; a new one is recorded instead."""


def record_need(
    *, person: Person, kind: str, source: str, known_on: date, by: Any, at: datetime, urgency: int = Urgency.USUAL,
    source_ref: str = "", note: str = "", next_of: Need | None = None,
) -> Need:  # fmt: skip
    """
    Record that a person needs something, from the day it was known.

    :raises NeedOpen: one of this kind is open; its age counts, so nothing is recorded twice.
    """
    try:
        with transaction.atomic():
            need = Need.objects.create(
                person=person, region=person.region, kind=NeedKind(kind), source=NeedSource(source), known_on=known_on,
                urgency=Urgency(urgency), source_ref=source_ref, note=note[:300], next_of=next_of, recorded_at=at,
                recorded_by=None if isinstance(by, str) else by,
            )  # fmt: skip
            record(
                actor=by, action="need.record", subject_kind="person", subject_id=person.pk, region=person.region, at=at,
                detail={"kind": _told(kind), "source": source},
            )  # fmt: skip
    except IntegrityError as why:
        raise NeedOpen(f"{NeedKind(kind).label}需求已在册未关闭，请在原需求上办理") from why
    return need


@transaction.atomic
def close_need(*, need: Need, reason: str, on: date, by: Any, at: datetime, note: str = "") -> Need:
    """
    Close a need with a reason; "declined" and "elsewhere" ask for a word more.

    :raises NeedClosed: it is closed already. :raises ValueError: a word is missing, or the day lies before the need.
    """
    need = Need.objects.select_for_update().get(pk=need.pk)
    if need.state == NeedState.CLOSED:
        raise NeedClosed("该需求已关闭；如又出现，请重新登记")
    why = CloseReason(reason)
    if why in (CloseReason.DECLINED, CloseReason.ELSEWHERE, CloseReason.MISTAKEN) and not note.strip():
        raise ValueError(f"以“{why.label}”关闭须写明情况")
    if on < need.known_on:
        raise ValueError("关闭日期早于需求发现日期")
    need.state, need.closed_on, need.close_reason, need.close_note = NeedState.CLOSED, on, why, note[:300]
    need.closed_by = None if isinstance(by, str) else by
    need.save(update_fields=["state", "closed_on", "close_reason", "close_note", "closed_by"])
    record(
        actor=by, action="need.close", subject_kind="person", subject_id=need.person_id, region=need.region, at=at,
        reason=note, detail={"kind": _told(need.kind), "why": reason},
    )  # fmt: skip
    return need


def _told(kind: str) -> str:
    """Give what the trail says of a kind: not the one that only few may know."""
    return "restricted" if kind == NeedKind.MENTAL else kind


@transaction.atomic
def take_over_needs(*, stated: pl.DataFrame, region: str, source: str, known_on: date, by: str, at: datetime) -> int:
    """
    Open the needs that a survey or a list states (columns person_id, region, kind) and that are not open; give how many.

    A survey closes none: who was not asked, or did not tick it again, may need it still.
    """
    region = pad(region)
    wanted = stated.filter(pl.col("kind").is_in(NeedKind.values)).unique(["person_id", "kind"], maintain_order=True)
    held = Need.objects.filter(in_region_q(region)).exclude(state=NeedState.CLOSED).values_list("person_id", "kind")
    known = pl.DataFrame(list(held), schema={"person_id": pl.Int64, "kind": pl.String}, orient="row")
    fresh = wanted.join(known, on=["person_id", "kind"], how="anti")
    rows = fresh.select(
        pl.Series("id", new_ids(fresh.height), dtype=pl.Int64), "person_id", "region", "kind",
        pl.lit(int(Urgency.USUAL)).alias("urgency"), pl.lit(source).alias("source"), pl.lit("").alias("source_ref"),
        pl.lit(str(NeedState.OPEN)).alias("state"), pl.lit(known_on).alias("known_on"), pl.lit("").alias("note"),
        pl.lit(moment(at)).alias("recorded_at"), pl.lit("").alias("close_reason"), pl.lit("").alias("close_note"),
    )  # fmt: skip
    insert_frame("services_need", rows)
    record(
        actor=by, action="need.take_over", subject_kind="need", region=region, at=at,
        detail={"source": source, "opened": rows.height},
    )  # fmt: skip
    return rows.height
