"""Take over one list: a source, and all it says, in one transaction."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.kernel.divisions import DivisionCode, pad
from chuntian.registry.enums import Origin
from chuntian.registry.models import Source
from chuntian.registry.operations.accounts import commit_accounts
from chuntian.registry.operations.certificates import commit_certificates
from chuntian.registry.operations.employers import commit_employers
from chuntian.registry.operations.statements import commit_statements
from chuntian.trail.operations import actor_name, record


class MissingColumn(ValueError):
    """The frame lacks a column, or a value in a column, without which its kind means nothing."""


class NotALevel(ValueError):
    """The region of a list is no division code."""


@dataclass(frozen=True, slots=True)
class CommitResult:
    """
    What a commit did: rows by their subject, statements and certificate rows written.

    `persons` has the person of each row of the list, in its order, null where he is not registered; None for a list of
    organisations.
    """

    source: Source
    persons_new: int
    matched: int
    unmatched: int
    statements: int
    persons: pl.Series | None = None


REQUIRED = {
    "certificates": ("resident_id", "name", "division"),
    "bank_accounts": ("resident_id", "account"),
    "employers": ("credit_code", "name"),
    "deaths": ("resident_id", "death_date"),
    "moves": ("resident_id", "moved_on", "to_division"),
}
WRITERS = {"certificates": commit_certificates, "bank_accounts": commit_accounts, "employers": commit_employers}


@transaction.atomic
def commit_source(
    *, kind: str, as_of: date, whole: bool, region: str, label: str = "", sha256: str = "", frame: pl.DataFrame, by: Any,
    at: datetime, origin: str = Origin.LIST, received_at: datetime | None = None,
) -> CommitResult:  # fmt: skip
    """
    Take over the accepted rows of a list, set by set.

    `frame` has the canonical columns of the kind and `row`; identity numbers are in the clear here and nowhere later.
    The order in which lists arrive changes nothing: what counts is `as_of`, and `at` where two are equal.

    :raises MissingColumn: a column the kind cannot do without is not there, or has gaps.
    :raises NotALevel: the region is no division code.
    """
    _check_columns(kind, frame)
    if "row" not in frame.columns:
        frame = frame.with_row_index("row", offset=1)
    source = Source.objects.create(
        origin=origin, kind=kind, label=label[:200], as_of=as_of, whole=whole, region=_region(region), sha256=sha256,
        received_at=received_at or at, committed_at=at, committed_by=actor_name(by), rows=frame.height,
    )  # fmt: skip
    counts = WRITERS.get(kind, commit_statements)(source, frame)
    persons = counts.pop("persons", None)
    record(
        actor=by,
        action="list.commit",
        subject_kind="source",
        subject_id=source.pk,
        region=source.region,
        at=at,
        detail={"kind": kind, "as_of": as_of.isoformat(), "rows": frame.height, "sha256": sha256, **counts},
    )
    return CommitResult(source=source, persons=persons, **{"persons_new": 0, **counts})


def _check_columns(kind: str, frame: pl.DataFrame) -> None:
    required = REQUIRED.get(kind, ("resident_id",))
    missing = [name for name in required if name not in frame.columns]
    missing = missing or [name for name in required if frame[name].null_count()]
    if missing:
        raise MissingColumn(f"{kind}: 缺少列，或列中有空值：{'、'.join(missing)}")


def _region(region: str) -> str:
    try:
        return DivisionCode.parse(region).value if region.strip("0") else pad(region)
    except ValueError as why:
        raise NotALevel(f"名单的区划代码不对：{region}") from why
