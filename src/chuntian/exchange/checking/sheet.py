"""One sheet of a list, checked column by column."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from chuntian.exchange.checking import numbers, values
from chuntian.exchange.checking.clean import clean
from chuntian.exchange.checking.context import Context
from chuntian.exchange.checking.messages import message
from chuntian.exchange.checking.rows import skipped_rows
from chuntian.exchange.kinds.base import IDENTITY_TYPES, Column, ListKind
from chuntian.exchange.reading.headings import Headings
from chuntian.exchange.reading.table import ROW, Table

Check = Callable[[pl.Series, Context], tuple[pl.Series, pl.Series]]
PLAIN: dict[str, Check] = {
    "resident_id": numbers.resident_id, "certificate_number": numbers.certificate_number, "credit_code": numbers.credit_code,
    "account": numbers.account, "name": values.name, "date": values.day, "month": values.month, "text": values.text,
    "integer": values.integer, "ratio": values.ratio, "yuan": values.yuan, "division": values.division, "grade": values.grade,
    "category": values.category, "components": values.components, "boolean": values.boolean, "phone": values.phone,
}  # fmt: skip
WITH_CHOICES = {"choice": values.choice, "slugs": values.slugs}
DTYPES = {
    "date": pl.Date,
    "integer": pl.Int64,
    "yuan": pl.Int64,
    "grade": pl.Int64,
    "category": pl.Int64,
    "components": pl.UInt64,
    "boolean": pl.Boolean,
}
REFUSAL = {
    "sheet": pl.String,
    "cell": pl.String,
    "row": pl.Int64,
    "field": pl.String,
    "code": pl.String,
    "message": pl.String,
    "level": pl.String,
}


@dataclass
class Sheet:
    """One table of a file whose headings were found."""

    table: Table
    headings: Headings


class SheetWork:
    """The work on one sheet, column by column."""

    def __init__(self, sheet: Sheet, kind: ListKind, context: Context) -> None:
        self.table, self.headings, self.kind, self.context = sheet.table, sheet.headings, kind, context
        below = self.table.frame.filter(pl.col(ROW) > self.headings.row)
        skip, self.totals = skipped_rows(self.table, self.headings, kind)
        self.rows_in = below.height
        self.skipped = dict(skip["code"].value_counts().iter_rows())
        self.raw = _fill_merges(
            below.join(skip, on=ROW, how="anti", maintain_order="left") if skip.height else below, self.table
        )
        self.rows = self.raw[ROW]
        self.frame = pl.DataFrame({ROW: self.rows})
        self.refusals: list[pl.DataFrame] = []
        self.cleaned: dict[str, int] = {}

    def run(self) -> None:
        for column in self.kind.columns:
            self.frame = self.frame.with_columns(self._column(column).alias(column.name))
        self._cross_checks()
        self._ragged()

    def _column(self, column: Column) -> pl.Series:
        place = self.headings.columns.get(column.name)
        if place is None:
            return pl.repeat(None, len(self.rows), dtype=DTYPES.get(column.type, pl.String), eager=True)
        texts = self.raw[place]
        cleaned = clean(texts)
        found, code = (
            WITH_CHOICES[column.type](cleaned, self.context, column)
            if column.type in WITH_CHOICES
            else PLAIN[column.type](cleaned, self.context)
        )
        code = self._from_cells(column, place, cleaned, code)
        if column.required:
            code = (
                code.to_frame("c")
                .with_columns(t=cleaned)
                .select(pl.when(pl.col("t").is_null() & pl.col("c").is_null()).then(pl.lit("missing")).otherwise("c"))
                .to_series()
            )
        if column.name == "division":
            code = (
                pl.DataFrame({"c": code, "o": values.outside(found, self.context)})
                .select(pl.coalesce("c", pl.when("o").then(pl.lit("outside_region"))))
                .to_series()
            )
        changed = (texts != cleaned).sum()
        if changed:
            self.cleaned[column.name] = int(changed)
        self.refuse(column, code)
        return pl.DataFrame({"v": found, "c": code}).select(pl.when(pl.col("c").is_null()).then("v")).to_series()

    def _from_cells(self, column: Column, place: str, cleaned: pl.Series, code: pl.Series) -> pl.Series:
        """Put what the cell itself was (numeric, formula, error, merged) before what its text says."""
        marks = self.table.marks.get(self.table.letter(place), {})
        for reason, rows in marks.items():
            hit = self.rows.is_in(pl.Series(rows, dtype=pl.Int64).implode()) if rows else None
            if hit is None:
                continue
            if reason == "numeric_cell?":
                spoilt = (
                    cleaned.str.contains(r"^[0-9]{16,}")
                    if column.type not in IDENTITY_TYPES
                    else pl.repeat(True, len(cleaned), eager=True)
                )
                hit, reason = hit & spoilt & (column.type in IDENTITY_TYPES or column.type == "text"), "numeric_cell"
            code = (
                pl.DataFrame({"c": code, "h": hit}).select(pl.when("h").then(pl.lit(reason)).otherwise("c")).to_series()
            )
        return code

    def refuse(self, column: Column, code: pl.Series, detail: pl.Series | None = None) -> None:
        """Note the refused cells of a column; those of a soft one are warnings."""
        if code.null_count() == len(code):
            return
        place = self.headings.columns.get(column.name)
        letter = self.table.letter(place) if place else ""
        heading = (self.headings.texts.get(column.name) or column.headings[0]).strip()
        found = pl.DataFrame(
            {
                "row": self.rows,
                "code": code,
                "detail": detail if detail is not None else pl.repeat("", len(code), dtype=pl.String, eager=True),
            }
        ).filter(pl.col("code").is_not_null())
        texts = found.select("code", "detail").unique()
        said = texts.with_columns(
            message=pl.Series([message(one, heading, more or "") for one, more in texts.iter_rows()], dtype=pl.String)
        )
        prefix = f"{self.table.sheet}!" if self.table.sheet else ""
        self.refusals.append(
            found.join(said, on=["code", "detail"], maintain_order="left").select(
                pl.lit(self.table.sheet).alias("sheet"),
                (pl.lit(prefix + letter) + pl.col("row").cast(pl.String)).alias("cell"),
                "row",
                pl.lit(column.name).alias("field"),
                "code",
                "message",
                pl.lit("warning" if column.soft else "refusal").alias("level"),
            )
        )

    def _cross_checks(self) -> None:
        if {"certificate_number", "resident_id"} <= set(self.headings.columns):
            differs = self.frame["certificate_number"].str.slice(0, 18) != self.frame["resident_id"]
            self.refuse(
                self.kind.column("certificate_number"),
                differs.to_frame("d").select(pl.when("d").then(pl.lit("mismatch"))).to_series(),
            )

    def _ragged(self) -> None:
        width = self.table.ragged.get(self.headings.row)
        long = [row for row, length in self.table.ragged.items() if width and length > width]
        if long:
            hit = self.rows.is_in(pl.Series(long, dtype=pl.Int64).implode())
            self.refuse(
                self.kind.column(self.kind.key[0]),
                hit.to_frame("h").select(pl.when("h").then(pl.lit("too_many_cells"))).to_series(),
            )


def _fill_merges(raw: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Give every row of a vertical merge the value that its reader sees beside it."""
    first = raw[ROW].min() if raw.height else None
    for letters, top, _, end in table.merges if first is not None else []:
        name = next((one for one in raw.columns if one != ROW and table.letter(one) == letters), None)
        if name is None or end <= top or end < first or end - top > 5_000:
            continue
        source = raw.filter(pl.col(ROW) == top)[name]
        if len(source) and source[0] is not None:
            inside = pl.col(ROW).is_between(top, end) & pl.col(name).is_null()
            raw = raw.with_columns(pl.when(inside).then(pl.lit(source[0])).otherwise(pl.col(name)).alias(name))
    return raw
