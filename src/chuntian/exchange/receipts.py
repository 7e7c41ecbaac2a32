"""Two receipts of one kind of list beside each other: who is new, who is gone, what changed."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chuntian.exchange.enums import UploadState
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.models import Upload
from chuntian.exchange.store import frame_of

# What tells where a row stood, not what it says.
PLACE_COLUMNS = frozenset({"row", "sheet"})
# Never shown in a comparison, only that it changed: identity, accounts, telephones, where someone lives in detail.
CLOSED_TYPES = frozenset({"resident_id", "certificate_number", "credit_code", "account", "phone", "name"})
WITHOUT_ROWS = (UploadState.RECEIVED, UploadState.REFUSED)


@dataclass(frozen=True)
class Difference:
    """Rows of the one that the other has not, and rows of both that say something else; numbers count persons (keys)."""

    before: int
    after: int
    new: pl.DataFrame
    gone: pl.DataFrame
    changed: pl.DataFrame
    columns: dict[str, int] = field(default_factory=dict)


def earlier_receipts(upload: Upload) -> Any:
    """Give the other receipts of the kind and place that have rows, those before it first, the nearest first."""
    others = Upload.objects.filter(kind=upload.kind, region=upload.region).exclude(state__in=WITHOUT_ROWS)
    return others.exclude(pk=upload.pk).order_by("-as_of", "-received_at")


def difference(before: Upload, after: Upload) -> Difference:
    """
    Compare the accepted rows of two receipts by the key of their kind; where a key stands twice, its first row counts.

    New and gone rows keep their columns; a changed row has each column's two values (`column`, `column.after`) and
    `differs`, the names of the columns that changed.
    """
    kind = kind_of(after.kind)
    one, other = (frame_of(each, "accepted") for each in (before, after))
    key = [name for name in kind.key if name in one.columns and name in other.columns]
    one, other = (each.unique(key, keep="first", maintain_order=True) for each in (one, other))
    shared = [name for name in other.columns if name in one.columns and name not in key and name not in PLACE_COLUMNS]
    both = one.join(other, on=key, how="inner", suffix=".after", nulls_equal=True, maintain_order="right")
    differs = [
        pl.when(pl.col(name).ne_missing(pl.col(f"{name}.after"))).then(pl.lit(name)).alias(f"?{number}")
        for number, name in enumerate(shared)
    ]
    if differs:
        both = both.with_columns(pl.concat_list(differs).list.drop_nulls().alias("differs"))
        changed = both.filter(pl.col("differs").list.len() > 0)
        counted = changed.get_column("differs").explode().value_counts(sort=True)
        columns = dict(counted.iter_rows())
    else:
        changed, columns = both.clear().with_columns(pl.lit(None, pl.List(pl.String)).alias("differs")), {}
    return Difference(
        one.height, other.height, other.join(one, on=key, how="anti", nulls_equal=True),
        one.join(other, on=key, how="anti", nulls_equal=True), changed, columns,
    )  # fmt: skip
