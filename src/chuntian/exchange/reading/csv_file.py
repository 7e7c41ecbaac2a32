"""A csv becomes one table of text: every field as it stands, nothing guessed, no row cut in silence."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl

from chuntian.exchange.reading.encoding import decode
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.reading.table import Table, numbered

SEPARATORS = (",", "\t", ";", "，", "|")
HEAD = 20_000
MOST_COLUMNS = 256


def read_csv(path: Path, has_headings: Callable[[str, str], bool]) -> tuple[Table, str]:
    """
    Read a csv; gives the table and the encoding it was in.

    :param has_headings: tells whether a text, split at a separator, begins with headings we know.
    :raises FileRefused: empty, encoding, quotes.
    """
    content = path.read_bytes()
    if not content.strip():
        raise FileRefused("empty")
    text, encoding = decode(content, lambda text: any(has_headings(text[:HEAD], one) for one in SEPARATORS))
    del content
    if "\0" in text:
        raise FileRefused("encoding", "含有空字节")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    separator = next((one for one in SEPARATORS if has_headings(text[:HEAD], one)), ",")
    if separator == "，":
        text, separator = text.replace("，", ","), ","
    return _table(text, separator), encoding


def _table(text: str, separator: str) -> Table:
    try:
        width = _width(text, separator)
        frame = pl.read_csv(
            io.BytesIO(text.encode()),
            has_header=False,
            separator=separator,
            infer_schema=False,
            schema={f"c{index}": pl.String for index in range(width)},
            quote_char='"',
            raise_if_empty=True,
        )
        return Table("", numbered(frame, 1))
    except (pl.exceptions.PolarsError, ValueError):
        return _row_by_row(text, separator)


def _width(text: str, separator: str) -> int:
    head = text[:HEAD].split("\n")
    return min(max(len(row) for row in csv.reader(head, delimiter=separator)), MOST_COLUMNS)


def _row_by_row(text: str, separator: str) -> Table:
    """Read a csv whose rows differ in length, and note which rows have more fields than there are headings."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as why:
        raise FileRefused("quotes", str(why)) from why
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if not rows:
        raise FileRefused("empty")
    lengths = {number: len(row) for number, row in enumerate(rows, 1)}
    width = min(max(lengths.values()), MOST_COLUMNS)
    columns = {
        f"c{index}": [row[index] if index < len(row) and row[index] else None for row in rows] for index in range(width)
    }
    table = Table("", numbered(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 1))
    table.ragged = lengths
    return table
