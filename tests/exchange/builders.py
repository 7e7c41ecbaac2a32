"""Small files for the tests: identity numbers of county 620199, xlsx as xlsxwriter makes them, csv in any encoding."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from chuntian.exchange.reading.whole import read_and_check
from chuntian.kernel.identity import resident_id_checksum

REGION = "620104000000"
ON = date(2024, 3, 5)
Heads = list[str]


def resident_id(number: int) -> str:
    """Give the identity number of the n-th synthetic person."""
    day = date(1940, 1, 1) + timedelta(days=number * 37 % 25_000)
    body = f"620199{day:%Y%m%d}{number % 999 + 1:03d}"
    return body + resident_id_checksum(body)


def csv_bytes(rows: list[list[Any]], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """Write rows as a csv."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(rows: list[list[Any]], change: Callable[[Any, Any], None] | None = None, sheet: str = "Sheet1") -> bytes:
    """Write rows as an xlsx: str as text, numbers as numbers, None as nothing; `change(book, sheet)` adds to it."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, index, cell)
            elif cell is not None:
                page.write(number, index, cell)
    if change:
        change(book, page)
    book.close()
    return content.getvalue()


def checked(
    folder: Path, content: bytes, kind: str = "dibao", region: str = REGION, divisions: dict[str, str] | None = None
) -> tuple[Any, dict]:
    """Read and check a file's bytes in this process (the child process has tests of its own)."""
    path = folder / "list"
    path.write_bytes(content)
    return read_and_check(path, kind, ON, region, divisions or {})


def codes(result: Any) -> dict[str, str]:
    """Give the refusals as cell -> code."""
    return {row["cell"]: row["code"] for row in result.refusals.iter_rows(named=True)}
