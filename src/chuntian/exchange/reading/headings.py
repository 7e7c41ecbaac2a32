"""The row of headings, wherever it stands, and which column of the file is which column of the list."""

import csv
import re
from dataclasses import dataclass, field

import polars as pl

from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.reading.table import ROW, Table
from chuntian.kernel.identity import normalise

DEEPEST = 30
NOISE = re.compile(
    r"[\s*＊:：]+|[（(](?:必填|选填|必填项|文本|文本格式|元|元/月|YYYY-MM-DD|yyyy-mm-dd)[）)]", re.IGNORECASE
)


@dataclass
class Headings:
    """Where the headings stand (`row` is the last row of them) and what they say."""

    row: int
    columns: dict[str, str]
    unknown: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def plain(text: str | None) -> str:
    """Give a heading without blanks, stars, remarks in brackets and full-width forms."""
    return NOISE.sub("", normalise(text or "")).lower()


def synonyms(kind: ListKind) -> dict[str, str]:
    """Give every understood heading of a kind with the name of its column."""
    found = {plain(column.name): column.name for column in kind.columns}
    for column in kind.columns:
        found |= {plain(heading): column.name for heading in column.headings}
    return found


def begins_with_headings(text: str, separator: str, kind: ListKind) -> bool:
    """Tell whether one of the first lines of a text holds the required headings of a kind."""
    known = synonyms(kind)
    needed = {column.name for column in kind.required}
    lines = text.splitlines()[:DEEPEST]
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return False
    return any(needed <= {known.get(plain(cell)) for cell in row} for row in rows)


def find_headings(table: Table, kind: ListKind) -> Headings | None:
    """
    Find the headings of a kind in the first rows of a table, on one row or on two; None where they are not all there.

    :raises FileRefused: heading_twice.
    """
    known = synonyms(kind)
    needed = {column.name for column in kind.required}
    head = table.frame.head(DEEPEST).drop(ROW).rows()
    numbers = table.frame[ROW].head(DEEPEST).to_list()
    for index in range(len(head)):
        forms = [(depth, _over(head[index : index + depth], depth)) for depth in (1, 2)]
        read = [
            (depth, texts, [known.get(plain(text)) for text in texts]) for depth, texts in forms if texts is not None
        ]
        whole = [form for form in read if needed <= set(form[2])]
        if whole:
            # Two rows are one heading only where the second adds columns to the first.
            depth, texts, found = max(whole, key=lambda form: sum(one is not None for one in form[2]))
            return _headings(texts, found, numbers[index] + depth - 1, table.frame.columns[1:])
    return None


def _over(rows: list[tuple], depth: int) -> list[str | None] | None:
    """Read two rows of headings as one: the lower text where there is one, else the upper (a merged cell)."""
    if len(rows) < depth:
        return None
    return list(rows[0]) if depth == 1 else [low or high for high, low in zip(*rows, strict=True)]


def _headings(texts: list[str | None], found: list[str | None], row: int, names: list[str]) -> Headings:
    columns: dict[str, str] = {}
    for text, column, name in zip(texts, found, names, strict=True):
        if column is None:
            continue
        if column in columns:
            raise FileRefused("heading_twice", text or "")
        columns[column] = name
    unknown = [text for text, column in zip(texts, found, strict=True) if text and column is None]
    shown = {column: text or "" for text, column in zip(texts, found, strict=True) if column}
    return Headings(row, columns, unknown, shown)


def missing(tables: list[Table], kind: ListKind) -> str:
    """Say which required columns no row of the first rows names, and what the file has for headings instead."""
    known = synonyms(kind)
    rows = [
        row
        for table in tables
        for row in table.frame.head(DEEPEST).rows(named=True)
        if any(known.get(plain(cell)) for cell in row.values() if isinstance(cell, str))
    ]
    seen = {known.get(plain(cell)) for row in rows for cell in row.values() if isinstance(cell, str)}
    absent = "、".join(column.headings[0] for column in kind.required if column.name not in seen) or "表头须在同一行"
    if not rows:
        return absent
    row = max(rows, key=lambda one: sum(known.get(plain(str(cell))) is not None for cell in one.values()))
    return f"{absent}；第 {row[ROW]} 行写的是：{'、'.join(_words(row))}"


def _words(row: dict[str, object]) -> list[str]:
    """Give the texts of a row of headings; what holds a digit may be a number of somebody and is not repeated."""
    texts = [cell.strip() for name, cell in row.items() if name != ROW and isinstance(cell, str) and cell.strip()]
    return [text[:20] for text in texts if not any(sign.isdigit() for sign in text)][:20]


def as_frame(table: Table, headings: Headings) -> pl.DataFrame:
    """Give the rows below the headings, under the names of the list."""
    frame = table.frame.filter(pl.col(ROW) > headings.row)
    return frame.select(ROW, *(pl.col(name).alias(column) for column, name in headings.columns.items()))
