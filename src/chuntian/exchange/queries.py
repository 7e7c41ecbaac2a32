"""What is in: the newest list of each kind and how old it is; uploads and open discrepancies of a region."""

from datetime import date
from typing import Any

import polars as pl
from django.db.models import QuerySet

from chuntian.exchange.checking.sheet import REFUSAL
from chuntian.exchange.enums import DiscrepancyState, UploadState
from chuntian.exchange.kinds import all_kinds
from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.exchange.store import frame_of
from chuntian.kernel.days import add_months
from chuntian.places.regions import in_region_q


def lists_in(*, region: str, on: date) -> list[dict[str, Any]]:
    """Give every kind of list with its newest committed upload in a region, its age, and whether it is too old."""
    return [_state(kind, region, on) for kind in all_kinds()]


def _state(kind: ListKind, region: str, on: date) -> dict[str, Any]:
    newest = committed(kind.slug, region).filter(as_of__lte=on).order_by("-as_of", "-committed_at").first()
    stale = newest is None or add_months(newest.as_of, kind.max_age_months) < on
    return {
        "kind": kind.slug, "label": kind.label_zh, "owner": kind.owner, "whole": kind.whole, "max_age_months": kind.max_age_months,
        "as_of": newest.as_of.isoformat() if newest else None, "age_days": (on - newest.as_of).days if newest else None,
        "rows": newest.accepted if newest else None, "missing": newest is None, "stale": stale,
        "waiting": Upload.objects.filter(in_region_q(region), kind=kind.slug, state__in=[UploadState.STAGED, UploadState.HALTED]).count(),
    }  # fmt: skip


def committed(kind: str, region: str) -> QuerySet[Upload]:
    """Give the committed lists of a kind that lie in a region."""
    return Upload.objects.filter(in_region_q(region), kind=kind, state=UploadState.COMMITTED)


def uploads(*, region: str) -> QuerySet[Upload]:
    """Give the lists of a region, newest first."""
    return Upload.objects.filter(in_region_q(region)).order_by("-received_at", "-id")


def open_discrepancies(*, region: str) -> QuerySet[Discrepancy]:
    """Give the open discrepancies of a region, oldest first."""
    rows = Discrepancy.objects.filter(in_region_q(region), state=DiscrepancyState.OPEN)
    return rows.select_related("person", "other_person", "source").order_by("found_at", "id")


def refusals(upload: Upload) -> pl.DataFrame:
    """Give every refusal and warning of an upload: sheet, cell, row, field, code, message, level. Empty where it was refused whole."""
    if upload.state == UploadState.REFUSED:
        return pl.DataFrame(schema=REFUSAL)
    return frame_of(upload, "refusals")
