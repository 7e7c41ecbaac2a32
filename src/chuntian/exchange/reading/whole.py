"""One file from bytes to checked columns, with the facts about it; a refusal of the whole file is an answer, not an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from chuntian.exchange.checking.check import Checked, Sheet, check
from chuntian.exchange.checking.context import Context
from chuntian.exchange.kinds import kind as kind_of
from chuntian.exchange.kinds.base import IDENTITY_TYPES, ListKind
from chuntian.exchange.reading.csv_file import read_csv
from chuntian.exchange.reading.headings import begins_with_headings, find_headings, missing
from chuntian.exchange.reading.package import OLE
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.reading.table import ROW, Table

FULL_SHEETS = {65_535, 65_536, 1_048_575, 1_048_576}
TEXT_TYPES = IDENTITY_TYPES | {"text"}


@dataclass
class Found:
    """The sheets of a file that hold the list, and what is to be said of the file."""

    sheets: list[Sheet] = field(default_factory=list)
    encoding: str = ""
    warnings: list[str] = field(default_factory=list)


def read_and_check(
    path: Path, slug: str, on: date, region: str, divisions: Mapping[str, str]
) -> tuple[Checked | None, dict[str, Any]]:
    """Read a file as one kind of list and check it; without a result the facts hold why the file is refused."""
    kind = kind_of(slug)
    try:
        found = read(path, kind)
        result = check(found.sheets, kind, Context(on, region, divisions))
    except FileRefused as why:
        return None, {"refused": why.code, "message": str(why), "detail": why.detail, "warnings": []}
    except MemoryError:
        why = FileRefused("resources")
        return None, {"refused": why.code, "message": str(why), "detail": "", "warnings": []}
    return result, _facts(found, result)


def read(path: Path, kind: ListKind) -> Found:
    """
    Read the tables of a file that have the headings of a kind.

    :raises FileRefused: with the reason.
    """
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise FileRefused("empty")
    if start.startswith(b"PK"):
        return _read_xlsx(path, kind)
    if start.startswith(OLE):
        raise FileRefused("xls")
    if start.lstrip()[:1] == b"<" or start.startswith(
        (b"%PDF", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")
    ):
        raise FileRefused("format")
    table, encoding = read_csv(path, lambda text, separator: begins_with_headings(text, separator, kind))
    headings = find_headings(table, kind)
    if headings is None:
        raise FileRefused("heading_missing", missing([table], kind))
    return _with_rows(Found([Sheet(table, headings)], encoding))


def _read_xlsx(path: Path, kind: ListKind) -> Found:
    from chuntian.exchange.reading.xlsx import Workbook

    book = Workbook(path)
    found = Found(encoding="xlsx")
    tables: list[Table] = []
    for part in book.sheets:
        table = book.table(part)
        if table is None:
            continue
        headings = find_headings(table, kind)
        if headings is None:
            tables.append(table)
            if not part.hidden:
                found.warnings.append(f"工作表“{part.name}”（{table.frame.height} 行）没有本名单的表头，未读取")
            continue
        if part.hidden:
            raise FileRefused("hidden_sheet", part.name)
        places = [
            headings.columns[one.name]
            for one in kind.columns
            if one.type in TEXT_TYPES and one.name in headings.columns
        ]
        table.mark_numbers(places)
        found.sheets.append(Sheet(table, headings))
    if not found.sheets:
        raise FileRefused("heading_missing", missing(tables, kind)) if tables else FileRefused("empty")
    return _with_rows(found)


def _with_rows(found: Found) -> Found:
    """Drop the blank rows below the last record; one in the middle stays and is counted as skipped."""
    import polars as pl

    for sheet in found.sheets:
        frame = sheet.table.frame
        used = frame.tail(5_000).filter(pl.any_horizontal(pl.col(pl.String).str.strip_chars().str.len_bytes() > 0))
        last = used[ROW].max() if used.height else sheet.headings.row
        sheet.table.frame = frame.filter(pl.col(ROW) <= last)
        if last in FULL_SHEETS:
            found.warnings.append(f"数据恰好止于第 {last} 行，正是表格软件的行数上限，请向报送单位核对总数")
    if all(sheet.table.frame[ROW].max() <= sheet.headings.row for sheet in found.sheets):
        raise FileRefused("empty", "只有表头")
    return found


def _facts(found: Found, result: Checked) -> dict[str, Any]:
    sheets = [
        {
            "sheet": one.table.sheet,
            "header_row": one.headings.row,
            "columns": one.headings.texts,
            "unknown": one.headings.unknown,
            "hidden_rows": one.table.hidden_rows,
        }
        for one in found.sheets
    ]
    unknown = sorted({text.strip() for one in found.sheets for text in one.headings.unknown})
    warnings = [*found.warnings, *(text for one in found.sheets for text in one.table.warnings)]
    if unknown:
        warnings.append("未使用的列：" + "、".join(unknown))
    for name, one in result.control.items():
        if not one["equal"]:
            warnings.append(f"合计行写的是 {one['stated']}，读到的是 {one['found']}（{name}）")
    return {
        "encoding": found.encoding,
        "sheets": sheets,
        "warnings": warnings,
        "counts": result.counts,
        "skipped": result.skipped,
        "cleaned": result.cleaned,
        "control": result.control,
    }
