"""
Many rows for SQLite in one statement: each column as one value, taken apart again by the statement itself.

Bound cell by cell, a row costs the driver as much as SQLite, and every cell becomes an object of Python. A column joined
into one binary value costs nothing a cell, and the whole statement runs without the interpreter, which does other work
meanwhile. Where the cells of a column differ in length, each brings its place and its length.
"""

from typing import Any

import polars as pl

WORTH = 1_000  # below, a statement made for these widths is not worth its preparation
NOTHING = -1  # the length of a missing cell


def can_pack(frame: pl.DataFrame) -> bool:
    """Tell whether rows are enough, and all columns texts, bytes or whole numbers: others have no text that is exact."""
    kinds = (kind in (pl.String, pl.Binary) or kind.is_integer() for kind in frame.schema.values())
    return frame.height >= WORTH and all(kinds)


def unpacked(frame: pl.DataFrame) -> tuple[list[str], str, list[Any]]:
    """Give SQL for each column, the table of row numbers they are taken apart by, and what to bind."""
    bound: list[Any] = [frame.height - 1]
    cells = [_cell(column, bound) for column in frame]
    rows = "(WITH RECURSIVE k(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM k WHERE i < ?1) SELECT i FROM k)"
    return cells, rows, bound


def _cell(column: pl.Series, bound: list[Any]) -> str:
    """Bind a column and give the SQL of its cell in row `i`."""
    kind = column.dtype
    text = column.cast(pl.String) if kind.is_integer() else column
    sizes = (text.bin.size() if kind == pl.Binary else text.str.len_bytes()).cast(pl.Int64)
    width = int(sizes.max() or 0)  # type: ignore[arg-type]
    if sizes.null_count() or sizes.min() != width:
        known = sizes.fill_null(0)
        place, length = _number(known.cum_sum() - known + 1, bound), _number(sizes.fill_null(NOTHING), bound)
        length = f"nullif({length}, {NOTHING})" if sizes.null_count() else length
    else:
        place, length = f"i * {width} + 1", str(width)
    joined = b"".join(text.drop_nulls().to_list()) if kind == pl.Binary else _joined(text)
    bound.append(joined or b" ")  # of an empty value substr gives NULL
    cell = f"substr(?{len(bound)}, {place}, {length})"
    return cell if kind == pl.Binary else f"CAST({cell} AS {'INTEGER' if kind.is_integer() else 'TEXT'})"


def _number(numbers: pl.Series, bound: list[Any]) -> str:
    """Bind whole numbers as texts of one width and give the SQL of row `i`'s."""
    texts = numbers.cast(pl.String)
    width = int(texts.str.len_bytes().max())  # type: ignore[arg-type]
    bound.append(_joined(texts.str.pad_end(width)))
    return f"CAST(substr(?{len(bound)}, i * {width} + 1, {width}) AS INTEGER)"


def _joined(texts: pl.Series) -> bytes:
    return str(texts.str.join("")[0]).encode()
