"""A list that is not committed yet, read as if it were: what it would do is known before it does it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl

from chuntian.kernel.divisions import prefix
from chuntian.registry.canonical import certificate_columns
from chuntian.registry.matching import match
from chuntian.registry.snapshots.reader import CERTIFICATES, ROWS
from chuntian.registry.snapshots.sources import ListSource

PENDING_ID = -1
KNOWN = "9999"  # later than every moment, as text: it is known now


@dataclass(frozen=True, slots=True)
class Pending:
    """The list, its source, and its rows by person."""

    source: ListSource
    rows: pl.DataFrame

    @classmethod
    def read(cls, given: tuple, *, region: str, known_at: datetime) -> "Pending":
        """Take (kind, as_of, frame), optionally followed by whether the list is whole and by its own region."""
        kind, as_of, frame, *more = given
        whole = bool(more[0]) if more else kind not in CHANGES
        own = more[1] if len(more) > 1 else region
        frame = frame if "row" in frame.columns else frame.with_row_index("row", offset=1)
        if kind == "certificates":
            frame = certificate_columns(frame)
        rows = match(frame).filter(pl.col("person_id").is_not_null()).rename({"person_id": "subject_id"})
        return cls(ListSource(PENDING_ID, kind, as_of, known_at, whole, prefix(own)), rows)

    def statement_rows(self, fields: Sequence[str]) -> pl.DataFrame:
        """Give its rows as the reader gives those of committed lists."""
        return self.rows.select(
            "subject_id",
            *self._origin(),
            *(_text(self.rows, name) for name in fields),
        ).select(*ROWS, *fields)

    def certificate_rows(self) -> pl.DataFrame:
        """Give its rows as the reader gives certificate rows."""
        rows = self.rows.with_columns(pl.col("division").alias("hukou"), pl.col("residence").fill_null(""))
        wanted = [name for name in CERTIFICATES if name not in {"subject_id", *ROWS}]
        made = rows.select("subject_id", *self._origin(), *wanted).select(list(CERTIFICATES))
        return made.cast(CERTIFICATES)  # type: ignore[arg-type]

    def _origin(self) -> list[pl.Expr]:
        day: date = self.source.as_of
        return [
            pl.lit(PENDING_ID, dtype=pl.Int64).alias("source"),
            pl.col("row").cast(pl.Int64),
            pl.lit(day).cast(pl.Date).alias("as_of"),
            pl.lit(None, dtype=pl.Date).alias("true_to"),
            pl.lit(KNOWN).alias("known"),
        ]


# Kinds that bring changes only; every other kind of list is whole unless it says otherwise.
CHANGES = frozenset({"deaths", "moves", "survey", "service_records", "bank_accounts"})


def _text(rows: pl.DataFrame, name: str) -> pl.Expr:
    if name not in rows.columns:
        return pl.lit(None, dtype=pl.String).alias(name)
    kind: Any = rows.schema[name]
    if isinstance(kind, pl.List):
        return (pl.lit("[") + pl.col(name).list.join(",") + pl.lit("]")).alias(name)
    return pl.col(name).cast(pl.String)
