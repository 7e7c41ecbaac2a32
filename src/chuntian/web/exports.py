"""Lists as files that a clerk opens in a spreadsheet: text stays text, nothing in them is ever a formula (trust.md B17)."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
NO_MAGIC = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, sheet: str = "清单") -> bytes:
    """Write a sheet; strings are written as strings, numbers as numbers, days as days."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NO_MAGIC) as book:
        page = book.add_worksheet(sheet[:31])
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        day_format = book.add_format({"num_format": "yyyy-mm-dd"})
        page.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            page.write_string(0, column, str(heading), bold)
            page.set_column(column, column, max(12, 2 * len(str(heading)) + 2))
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                _write(page, number, column, value, day_format)
    return out.getvalue()


def _write(page: Any, row: int, column: int, value: Any, day_format: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        page.write_string(row, column, value.isoformat(sep=" ", timespec="minutes"))
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), day_format)  # noqa: DTZ001
    elif isinstance(value, int | Decimal) and not isinstance(value, bool) and abs(value) < 10**15:
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, defused(str(value)))


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Write the same as CSV: UTF-8 with its mark, so that a spreadsheet reads the Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([defused(str(heading)) for heading in headings])
    for row in rows:
        writer.writerow(["" if value is None else _plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _plain(value: Any) -> str:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return defused(str(value))


def defused(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would read as a formula; numbers never come here."""
    return "'" + text if text.lstrip(" \u3000").startswith(LIVE) or text.startswith(LIVE) else text


def answer(kind: str, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """Answer with the list as `kind` (xlsx or csv), as a file to keep."""
    if kind == "csv":
        return download(as_csv(headings, rows), f"{name}.csv", "text/csv; charset=utf-8")
    return download(as_xlsx(headings, rows), f"{name}.xlsx", XLSX)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Answer with a file: never shown in the page, whatever it holds."""
    disposition = content_disposition_header(True, name)
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
