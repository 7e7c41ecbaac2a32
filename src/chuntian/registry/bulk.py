"""
Writing and reading rows as sets: executemany on SQLite, COPY on PostgreSQL, frames in and frames out.

Everything runs on Django's own connection, so it belongs to the surrounding transaction. Use it for thousands of rows;
for a few, the models are right. It sets no defaults and sends no signals: a frame brings every column of its table.
"""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection, transaction

from chuntian.registry import packed
from chuntian.trail import reach

LARGE = 50_000  # from here on it pays to build the indexes of an empty table after the load
SLICE = 50_000
NULL = "\\N"


class NotInTransaction(Exception):
    """A bulk write was asked for outside a transaction; half a list must never stay."""


def moment(at: datetime) -> str:
    """Give a moment as the database stores it, so that it compares with what the models write."""
    return str(connection.ops.adapt_datetimefield_value(at))


def insert_frame(table: str, frame: pl.DataFrame) -> int:
    """
    Insert a frame whose columns are columns of the table (dates as Date, moments as text of `moment`, bytes as Binary).

    :raises NotInTransaction: there is no surrounding transaction.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(table)
    if frame.is_empty():
        return 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with _place_to_copy(cursor, table, frame.columns) as place:
                _copy(cursor, place, frame)
        else:
            _fill(cursor, table, _plain(frame))
    return frame.height


def update_frame(table: str, frame: pl.DataFrame, key: str = "id") -> int:
    """Set the columns of a frame on the rows that its key names."""
    if not connection.in_atomic_block:
        raise NotInTransaction(table)
    if frame.is_empty():
        return 0
    columns = [name for name in frame.columns if name != key]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE TEMP TABLE bulk_new ON COMMIT DROP AS SELECT {_names(frame.columns)} FROM {table} LIMIT 0"
            )
            _copy(cursor, "bulk_new", frame)
            sets = ", ".join(f'"{name}" = bulk_new."{name}"' for name in columns)
            cursor.execute(f'UPDATE {table} SET {sets} FROM bulk_new WHERE {table}."{key}" = bulk_new."{key}"')
            cursor.execute("DROP TABLE bulk_new")
        else:
            sets = ", ".join(f'"{name}" = ?' for name in columns)
            sql = f'UPDATE {table} SET {sets} WHERE "{key}" = ?'
            _many(cursor, sql, _plain(frame.select(*columns, key)).iter_rows())
    return frame.height


@transaction.atomic
def bulk_insert(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, replace: Sequence[str] = ()
) -> int:
    """
    Insert plain rows (tuples in the order of `columns`); a dict or list goes in as JSON by the caller's own dumps.

    With `replace`, the columns of a unique key: a row that is there already takes the new values.
    """
    done = 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            target = "bulk_rows" if replace or reach.is_guarded(table) else table
            if target != table:
                cursor.execute(
                    f"CREATE TEMP TABLE bulk_rows ON COMMIT DROP AS SELECT {_names(columns)} FROM {table} LIMIT 0"
                )
            with cursor.copy(f"COPY {target} ({_names(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
                    done += 1
            if target != table:
                source = f"SELECT {_names(columns)} FROM bulk_rows"
                twice = _or_replace(columns, replace) if replace else ""
                cursor.execute(f"INSERT INTO {table} ({_names(columns)}) {source} {twice}")
                cursor.execute("DROP TABLE bulk_rows")
            return done
        marks = ", ".join("?" * len(columns))
        sql = f"INSERT INTO {table} ({_names(columns)}) VALUES ({marks}) {_or_replace(columns, replace) if replace else ''}"
        return _many(cursor, sql, (tuple(_cell(cell) for cell in row) for row in rows))


@contextmanager
def indexes_after(table: str, rows: int) -> Iterator[None]:
    """
    Load many rows into an empty table first and build its indexes and references after; else change nothing.

    On SQLite, where a reader never waits for a writer, also where there are no more rows than come in.
    """
    with connection.cursor() as cursor:
        most = 0 if connection.vendor == "postgresql" else rows
        # Whoever is guarded owns no table, and cannot drop its indexes.
        if rows < LARGE or _has_rows(cursor, table, most) or reach.is_guarded():
            yield
            _analyze(cursor, table, rows)
            return
        drop, make = (
            _postgresql_parts(cursor, table) if connection.vendor == "postgresql" else _sqlite_parts(cursor, table)
        )
        for statement in drop:
            cursor.execute(statement)
        yield
        for statement in make:
            cursor.execute(statement)
        _analyze(cursor, table, rows)


def _analyze(cursor: Any, table: str, rows: int) -> None:
    """After a large load let PostgreSQL count anew: until it does, it plans joins as if the table were empty."""
    if rows >= LARGE and connection.vendor == "postgresql":
        cursor.execute(f"ANALYZE {table}")


def read_frame(sql: str, params: Sequence[Any], schema: dict[str, Any]) -> pl.DataFrame:
    """
    Read a query into a frame; `schema` names and types its columns in order. Dates are selected as text.

    The database writes the rows as one text and Polars reads it: no cell becomes a Python object on the way.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '{NULL}')", list(params)) as copy:
                text = b"".join(bytes(piece) for piece in copy)
        else:
            names = [f"c{at}" for at in range(len(schema))]
            cells = " || char(31) || ".join(f"coalesce(replace({name}, char(10), ' '), '{NULL}')" for name in names)
            cursor.execute(
                f"WITH q({', '.join(names)}) AS ({sql}) SELECT group_concat({cells}, char(10)) FROM q", list(params)
            )
            text = (cursor.fetchone()[0] or "").encode()
    return _parsed(text, schema)


def _parsed(text: bytes, schema: dict[str, Any]) -> pl.DataFrame:
    if not text:
        return pl.DataFrame(schema=schema)
    postgresql = connection.vendor == "postgresql"
    frame = pl.read_csv(
        text,
        has_header=False,
        schema={name: pl.String if kind == pl.Date else kind for name, kind in schema.items()},
        separator="," if postgresql else "\x1f",
        quote_char='"' if postgresql else None,
        null_values=NULL,
        empty_string_is_null=False,
    )
    days = [name for name, kind in schema.items() if kind == pl.Date]
    return frame.with_columns(pl.col(name).str.slice(0, 10).str.to_date("%Y-%m-%d") for name in days)


def in_list(column: str, values: Sequence[Any]) -> tuple[str, list[Any]]:
    """Give `column IN (…)` and its parameters; an empty list holds for no row."""
    if not values:
        return "1 = 0", []
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)", [list(values)]
    import json

    return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(list(values))]


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _many(cursor: Any, sql: str, rows: Iterable[Sequence[Any]]) -> int:
    """Run a statement for many rows on a cursor of the driver itself: Django's would rewrite and copy every row."""
    with connection.wrap_database_errors:
        raw = cursor.connection.cursor()
        raw.executemany(sql, rows)
        return raw.rowcount


def _fill(cursor: Any, table: str, frame: pl.DataFrame) -> None:
    """
    Insert on SQLite what is the same in every row as part of the statement, and bind the rest.

    The driver looks for an adapter of every None and every bytes, which takes longer than the row itself: a column
    without values is not bound, and ciphertexts go as bytearray.
    """
    same = {name: text for name in frame.columns if (text := _literal(frame[name])) is not None}
    bound = [name for name in frame.columns if name not in same]
    if not bound:
        bound = frame.columns[:1]
        same.pop(bound[0])
    if not packed.can_pack(frame.select(bound)):
        sql = (
            f"INSERT INTO {table} ({_names([*same, *bound])}) VALUES ({', '.join([*same.values(), *'?' * len(bound)])})"
        )
        _many(cursor, sql, zip(*map(_cells, frame.select(bound)), strict=True))
        return
    for piece in frame.select(bound).iter_slices(SLICE):
        cells, rows, params = packed.unpacked(piece)
        sql = (
            f"INSERT INTO {table} ({_names([*same, *bound])}) SELECT {', '.join([*same.values(), *cells])} FROM {rows}"
        )
        with connection.wrap_database_errors:
            cursor.connection.execute(sql, params)


def _literal(column: pl.Series) -> str | None:
    """Give the one value of a column as SQL, where it has only one and that is a text, a whole number or nothing."""
    if column.null_count() == column.len():
        return "NULL"
    first = column[0]
    if type(first) not in (str, int) or (type(first) is str and "\0" in first) or column.null_count():
        return None
    if not (column == first).all():
        return None
    return str(first) if type(first) is int else "'" + first.replace("'", "''") + "'"


def _cells(column: pl.Series) -> list[Any]:
    cells = column.to_list()
    if column.dtype == pl.Binary:
        return [cell if cell is None else bytearray(cell) for cell in cells]
    return cells


def _cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else value


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    days = [name for name, kind in frame.schema.items() if kind == pl.Date]
    flags = [name for name, kind in frame.schema.items() if kind == pl.Boolean]
    return frame.with_columns(
        *(pl.col(name).dt.to_string("%Y-%m-%d") for name in days), *(pl.col(name).cast(pl.Int8) for name in flags)
    )


@contextmanager
def _place_to_copy(cursor: Any, table: str, columns: Sequence[str]) -> Iterator[str]:
    """Give the table itself; where its rows are guarded COPY is refused: one beside it, then emptied into it."""
    if not reach.is_guarded(table):
        yield table
        return
    cursor.execute(f"CREATE TEMP TABLE bulk_guarded ON COMMIT DROP AS SELECT {_names(columns)} FROM {table} LIMIT 0")
    yield "bulk_guarded"
    cursor.execute(f"INSERT INTO {table} ({_names(columns)}) SELECT {_names(columns)} FROM bulk_guarded")
    cursor.execute("DROP TABLE bulk_guarded")


def _copy(cursor: Any, table: str, frame: pl.DataFrame) -> None:
    binary = [name for name, kind in frame.schema.items() if kind == pl.Binary]
    text = frame.with_columns((pl.lit("\\x") + pl.col(name).bin.encode("hex")).alias(name) for name in binary)
    sql = f"COPY {table} ({_names(frame.columns)}) FROM STDIN (FORMAT csv, NULL '{NULL}')"
    with connection.wrap_database_errors, cursor.copy(sql) as copy:
        for piece in text.iter_slices(100_000):
            buffer = BytesIO()
            piece.write_csv(buffer, include_header=False, null_value=NULL, date_format="%Y-%m-%d")
            copy.write(buffer.getvalue())


def _or_replace(columns: Sequence[str], key: Sequence[str]) -> str:
    sets = ", ".join(f'"{name}" = excluded."{name}"' for name in columns if name not in key)
    return f"ON CONFLICT ({_names(key)}) DO UPDATE SET {sets}" if sets else f"ON CONFLICT ({_names(key)}) DO NOTHING"


def _has_rows(cursor: Any, table: str, more_than: int) -> bool:
    cursor.execute(f"SELECT 1 FROM {table} LIMIT 1 OFFSET {more_than}")
    return cursor.fetchone() is not None


def _sqlite_parts(cursor: Any, table: str) -> tuple[list[str], list[str]]:
    cursor.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql IS NOT NULL", [table]
    )
    found = cursor.fetchall()
    return [f'DROP INDEX "{name}"' for name, _ in found], [sql for _, sql in found]


def _postgresql_parts(cursor: Any, table: str) -> tuple[list[str], list[str]]:
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('f', 'u')",
        [table],
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)",
        [table],
    )
    indexes = cursor.fetchall()
    drop = [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for name, _ in constraints]
    make = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints]
    return [*drop, *(f'DROP INDEX "{name}"' for name, _ in indexes)], [*(sql for _, sql in indexes), *make]
