"""Writes of indicators: figures kept month by month, and figures made public through the gate."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.indicators.ahead import prepared
from chuntian.indicators.catalogue import all_measures
from chuntian.indicators.compute import compute
from chuntian.indicators.data import Data
from chuntian.indicators.figures import Figure
from chuntian.indicators.models import KeptFigure, Publication
from chuntian.indicators.periods import Period
from chuntian.indicators.queries import compared_digits
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.rules import Law
from chuntian.trail.operations import record

FRAMES = ("services", "payments", "persons", "survey")
WRITTEN = [
    "unit",
    "numerator",
    "denominator",
    "largest",
    "second",
    "unknown",
    "missing_reason",
    "demo_amounts",
    "known_at",
]
ROWS_AT_ONCE = 500
Progress = Callable[[int], None]


class NothingKept(LookupError):
    """No figures were kept for the division and month, so none can be made public."""


class NotPrepared(LookupError):
    """Nobody has tried yet whether a hidden count could be worked out from the figures as they are now."""


class PublishedAlready(ValueError):
    """The figures of this division and month are public; what is wrong is taken back first."""


def keep_month(*, region: str, month: Month, law: Law, at: datetime, progress: Progress | None = None) -> int:
    """
    Compute every measure of a division and of those ranked below it, from January to `month`, and keep them.

    Doing it again replaces what was kept by what is known now. Gives the number of figures.
    """
    data = Data(pad(region), Period(month.year, month.month), law, at)
    demo, found = data.uses_demo_amounts, []
    for part in [data, *_parts(data)]:  # all is computed before anything is written: nobody who writes waits for it
        found += [_row(one, part.region, month, at, demo) for one in compute(part, all_measures())]
        if progress:
            progress(1)
    with transaction.atomic():
        KeptFigure.objects.bulk_create(
            found, update_conflicts=True, unique_fields=["region", "measure", "month"], update_fields=WRITTEN,
            batch_size=ROWS_AT_ONCE,
        )  # fmt: skip
    return len(found)


def _parts(data: Data) -> Iterator[Data]:
    level = compared_digits(data.region)
    if not level:
        return
    for name in FRAMES:
        data.frame(name)
    codes = data.frame("persons").select(pl.col("region").str.slice(0, level).unique().sort()).to_series().to_list()
    yield from (data.narrowed(pad(code)) for code in codes if code and len(code) == level)


def _row(one: Figure, region: str, month: Month, at: datetime, demo: bool) -> KeptFigure:
    return KeptFigure(
        region=region, measure=one.slug, month=str(month), unit=one.unit, numerator=one.numerator,
        denominator=one.denominator, largest=one.largest, second=one.second, unknown=one.unknown, missing_reason=one.missing_reason,
        demo_amounts=demo and one.unit == "fen", known_at=at,
    )  # fmt: skip


@transaction.atomic
def publish(*, region: str, month: Month, licence: str, by: Any, at: datetime, reason: str) -> Publication:
    """
    Make the kept figures of a division and month public, behind the disclosure gate.

    :raises NothingKept: none were kept; keep them first. :raises NotPrepared: prepare them first (ahead.py).
    :raises PublishedAlready: they are public.
    """
    code = pad(region)
    if Publication.objects.filter(region=code, month=str(month), withdrawn_at=None).exists():
        raise PublishedAlready(f"{month} 的数字已经公开；要更正，请先撤回 · published already, withdraw it first")
    if not KeptFigure.objects.filter(region=code, month=str(month)).exists():
        raise NothingKept(
            f"{month} 还没有算好的数字，请先“现在计算” · no figures kept for this month, compute them first"
        )
    ahead = prepared(code, str(month))
    if ahead is None:
        raise NotPrepared(
            f"{month} 的数字在核对以后又变了，请再核对一次 · the figures changed since they were checked, check them again"
        )
    made = Publication.objects.create(
        region=code, month=str(month), figures=ahead.figures, licence=licence, demo_amounts=ahead.demo_amounts,
        known_at=ahead.known_at, made_at=at, made_by=None if isinstance(by, str) else by, reason=reason,
    )  # fmt: skip
    record(
        actor=by, action="figures.publish", subject_kind="publication", subject_id=made.pk, region=code, at=at,
        reason=reason, detail={"month": str(month), "figures": len(made.figures), "licence": licence},
    )  # fmt: skip
    return made


@transaction.atomic
def withdraw(*, publication: Publication, by: Any, at: datetime, reason: str) -> None:
    """Take public figures back; they stay in the record with the reason."""
    publication.withdrawn_at, publication.withdrawn_why = at, reason
    publication.withdrawn_by = None if isinstance(by, str) else by
    publication.save(update_fields=["withdrawn_at", "withdrawn_why", "withdrawn_by"])
    record(
        actor=by, action="figures.withdraw", subject_kind="publication", subject_id=publication.pk,
        region=publication.region, at=at, reason=reason, detail={"month": publication.month},
    )  # fmt: skip
