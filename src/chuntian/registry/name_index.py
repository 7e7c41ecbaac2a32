"""The search table of names: full-text index on SQLite, tsvector with GIN on PostgreSQL; migration 0003 makes it."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
from django.db import connection

from chuntian.registry.bulk import LARGE, in_list, indexes_after, insert_frame
from chuntian.registry.names import each_name, tokens
from chuntian.trail import reach

TABLE = "registry_person_names"
GATHERING, LARGE_GATHERING = 1 << 20, 1 << 24  # the first is what SQLite does by itself


class Tokens:
    """The tokens of the names of a large list, made beside the writing of its persons, which leaves a processor free."""

    def __init__(self, names: pl.Series) -> None:
        read = _quoted_text if connection.vendor == "postgresql" else _text
        self._pool = ThreadPoolExecutor(1)
        self._begun = self._pool.submit(each_name, names, read)
        self._pool.shutdown(wait=False)

    def result(self) -> pl.Series:
        """Give the tokens of each name."""
        return self._begun.result()


def index_names(persons: pl.Series, names: pl.Series, *, again: bool = False, begun: Tokens | None = None) -> None:
    """Write the tokens of names; `again` for persons that are in the table under an older name, `begun` as made before."""
    if persons.is_empty():
        return
    postgresql = connection.vendor == "postgresql"
    key = "person_id" if postgresql else "rowid"
    with connection.cursor() as cursor:
        if again:
            where, params = in_list(key, persons.to_list())
            cursor.execute(f"DELETE FROM {TABLE} WHERE {where}", params)
        frame = pl.DataFrame({key: persons, "tokens": (begun or Tokens(names)).result()})
        if postgresql:
            with indexes_after(TABLE, frame.height):
                insert_frame(TABLE, frame)
        else:
            large = frame.height >= LARGE
            _gather(cursor, LARGE_GATHERING if large else None)
            insert_frame(TABLE, frame)
            _gather(cursor, GATHERING if large else None)


def _gather(cursor: Any, size: int | None) -> None:
    """Let the full-text index gather so many bytes before it writes them: fewer pieces to merge."""
    if size is not None:
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('hashsize', {size})")


def matching_sql(terms: Sequence[tuple[str, bool]]) -> tuple[str, list[str]]:
    """Give the SQL that selects the ids whose names hold every term; a term is a token and whether it is only a beginning."""
    if connection.vendor == "postgresql":
        wanted = " & ".join(_quoted(term) + (":*" if start else "") for term, start in terms)
        if reach.is_guarded():  # the policy of the persons is asked by the function itself
            return "SELECT registry_names_matching(%s::tsquery)", [wanted]
        return f"SELECT person_id FROM {TABLE} WHERE tokens @@ %s::tsquery", [wanted]
    wanted = " AND ".join('"' + term.replace('"', '""') + '"' + ("*" if start else "") for term, start in terms)
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [wanted]


def _text(name: str) -> str:
    return " ".join(tokens(name))


def _quoted_text(name: str) -> str:
    return " ".join(map(_quoted, tokens(name)))


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "").replace("'", "''") + "'"
