"""All columns of a list checked: rows in = accepted + refused + skipped, and each refusal has an address."""

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from chuntian.exchange.checking import values
from chuntian.exchange.checking.clean import clean
from chuntian.exchange.checking.context import Context
from chuntian.exchange.checking.messages import message
from chuntian.exchange.checking.rows import stated_rows
from chuntian.exchange.checking.sheet import REFUSAL, Sheet, SheetWork
from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.reading.table import ROW

__all__ = ["Checked", "RowsDoNotAddUp", "Sheet", "check"]


@dataclass
class Checked:
    """What came of a file: canonical rows, refused rows as they stood, one line per refusal or warning, and counts."""

    accepted: pl.DataFrame
    refused: pl.DataFrame
    refusals: pl.DataFrame
    counts: dict[str, int]
    skipped: dict[str, int] = field(default_factory=dict)
    cleaned: dict[str, int] = field(default_factory=dict)
    control: dict[str, Any] = field(default_factory=dict)


class RowsDoNotAddUp(AssertionError):
    """Rows were lost or counted twice between file and result; nothing may be taken over."""


def check(sheets: list[Sheet], kind: ListKind, context: Context) -> Checked:
    """
    Check the sheets of one file.

    :raises RowsDoNotAddUp: a fault of ours; nothing of the file may be used then.
    """
    works = [SheetWork(sheet, kind, context) for sheet in sheets]
    for work in works:
        work.run()
    several = [work.frame.with_columns(pl.lit(work.table.sheet).alias("sheet")) for work in works]
    frame = pl.concat(several, how="vertical")
    refusals = pl.concat([pl.DataFrame(schema=REFUSAL), *(one for work in works for one in work.refusals)])
    refusals = pl.concat([refusals, _duplicates(frame, refusals, kind, works)])
    bad = refusals.filter(pl.col("level") == "refusal").select("sheet", "row").unique()
    frame = frame.rename({ROW: "row"})
    accepted = frame.join(bad, on=["sheet", "row"], how="anti", maintain_order="left")
    result = Checked(
        _derived(accepted, kind),
        _refused_rows(works, bad, refusals),
        refusals.sort("sheet", "row", maintain_order=True),
        {},
    )
    rows, skipped = sum(work.rows_in for work in works), sum(sum(work.skipped.values()) for work in works)
    result.counts = {"rows": rows, "accepted": accepted.height, "refused": bad.height, "skipped": skipped}
    if rows != accepted.height + bad.height + skipped or result.refused.height != bad.height:
        raise RowsDoNotAddUp(str(result.counts))
    for work in works:
        for code, count in work.skipped.items():
            result.skipped[code] = result.skipped.get(code, 0) + count
        for name, count in work.cleaned.items():
            result.cleaned[name] = result.cleaned.get(name, 0) + count
    result.control = _control([total for work in works for total in work.totals], result, kind)
    return result


def _duplicates(frame: pl.DataFrame, refusals: pl.DataFrame, kind: ListKind, works: list[SheetWork]) -> pl.DataFrame:
    """Refuse every row whose key stood in an earlier good row, with the place of that one."""
    key = [name for name in kind.key if any(name in work.headings.columns for work in works)]
    bad = refusals.filter(pl.col("level") == "refusal").select("sheet", pl.col("row").alias(ROW)).unique()
    good = frame.join(bad, on=["sheet", ROW], how="anti", maintain_order="left") if bad.height else frame
    good = good.select("sheet", ROW, *key).with_row_index("order")
    again = (
        good.filter(~pl.struct(key).is_first_distinct())
        if len(key) > 1
        else good.filter(~pl.col(key[0]).is_first_distinct())
    )
    if again.is_empty():
        return pl.DataFrame(schema=REFUSAL)
    firsts = good.join(again.select(key).unique(), on=key, how="semi", nulls_equal=True).unique(
        subset=key, keep="first", maintain_order=True
    )
    pairs = again.join(
        firsts.select(*key, pl.col("sheet").alias("sheet0"), pl.col(ROW).alias("row0")),
        on=key,
        nulls_equal=True,
        maintain_order="left",
    )
    letters = {
        work.table.sheet: work.table.letter(work.headings.columns[name])
        for work in works
        for name in reversed(key)
        if name in work.headings.columns
    }
    lines = []
    for work in works:
        here = pairs.filter(pl.col("sheet") == work.table.sheet)
        anchor = work.kind.column(next(name for name in key if name in work.headings.columns))
        letter = work.table.letter(work.headings.columns[anchor.name])
        heading = work.headings.texts.get(anchor.name) or anchor.headings[0]
        for record in here.iter_rows(named=True):
            place = f"{record['sheet0'] + '!' if record['sheet0'] else ''}{letters[record['sheet0']]}{record['row0']}"
            cell = f"{work.table.sheet + '!' if work.table.sheet else ''}{letter}{record[ROW]}"
            lines.append(
                (
                    work.table.sheet,
                    cell,
                    record[ROW],
                    anchor.name,
                    "duplicate",
                    message("duplicate", heading.strip(), f"首次出现在 {place}"),
                    "refusal",
                )
            )
    return pl.DataFrame(lines, schema=REFUSAL, orient="row")


def _refused_rows(works: list[SheetWork], bad: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """
    Give the refused rows as they stood, under the sender's headings, so that they can be corrected and sent again.

    A number from a numeric cell is left out: written back as text it could pass the check character by chance.
    """
    damaged = refusals.filter(pl.col("code") == "numeric_cell")
    parts = []
    for work in works:
        names = {
            name: (work.headings.texts.get(column) or column).strip() for column, name in work.headings.columns.items()
        }
        rows = bad.filter(pl.col("sheet") == work.table.sheet).select(pl.col("row").alias(ROW))
        parts.append(
            _blanked(work, damaged)
            .join(rows, on=ROW, how="semi", maintain_order="left")
            .select(
                pl.lit(work.table.sheet).alias("sheet"),
                pl.col(ROW).alias("row"),
                *(pl.col(name).alias("raw:" + text) for name, text in names.items()),
            )
        )
    return pl.concat(parts, how="diagonal")


def _blanked(work: SheetWork, damaged: pl.DataFrame) -> pl.DataFrame:
    here = damaged.filter(pl.col("sheet") == work.table.sheet)
    blanks = [
        pl.when(~pl.col(ROW).is_in(rows["row"].implode()))
        .then(pl.col(work.headings.columns[name]))
        .alias(work.headings.columns[name])
        for (name,), rows in here.group_by(["field"])
    ]
    return work.raw.with_columns(blanks)


def _derived(accepted: pl.DataFrame, kind: ListKind) -> pl.DataFrame:
    if kind.derived is None:
        return accepted
    return accepted.with_columns(**kind.derived())


def _control(totals: list[dict], result: Checked, kind: ListKind) -> dict[str, Any]:
    """Compare what the sender's totals row says with what we read."""
    control: dict[str, Any] = {}
    records = result.counts["accepted"] + result.counts["refused"]
    stated = stated_rows(totals)
    if stated is not None:
        control["rows"] = {"stated": stated, "found": records, "equal": stated == records}
    for column in kind.columns:
        texts = [total[column.name] for total in totals if total.get(column.name)]
        if column.type == "yuan" and len(texts) == 1 and not result.counts["refused"]:
            stated_fen = values.yuan(clean(pl.Series(texts)), Context(None, ""))[0][0]  # type: ignore[arg-type]
            if stated_fen is not None:
                total = int(result.accepted[column.name].sum())
                control[column.name] = {"stated": stated_fen, "found": total, "equal": stated_fen == total}
    return control
