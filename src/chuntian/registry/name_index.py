"""The search table of names: full-text index on SQLite, tsvector with GIN on PostgreSQL; migration 0003 makes it."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

from collections.abc import Sequence

import polars as pl
from django.db import connection

from chuntian.registry.bulk import in_list, indexes_after, insert_frame
from chuntian.registry.names import tokens

TABLE = "registry_person_names"


def index_names(persons: Sequence[int], names: Sequence[str], *, again: bool = False) -> None:
    """Write the tokens of names; `again` for persons that are in the table under an older name."""
    if not persons:
        return
    postgresql = connection.vendor == "postgresql"
    key = "person_id" if postgresql else "rowid"
    if again:
        where, params = in_list(key, list(persons))
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE} WHERE {where}", params)
    texts = [" ".join(map(_quoted, tokens(name)) if postgresql else tokens(name)) for name in names]
    frame = pl.DataFrame({key: persons, "tokens": texts}, schema={key: pl.Int64, "tokens": pl.String})
    if postgresql:
        with indexes_after(TABLE, frame.height):
            insert_frame(TABLE, frame)
    else:
        insert_frame(TABLE, frame)


def matching_sql(terms: Sequence[tuple[str, bool]]) -> tuple[str, list[str]]:
    """Give the SQL that selects the ids whose names hold every term; a term is a token and whether it is only a beginning."""
    if connection.vendor == "postgresql":
        wanted = " & ".join(_quoted(term) + (":*" if start else "") for term, start in terms)
        return f"SELECT person_id FROM {TABLE} WHERE tokens @@ %s::tsquery", [wanted]
    wanted = " AND ".join('"' + term.replace('"', '""') + '"' + ("*" if start else "") for term, start in terms)
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [wanted]


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "").replace("'", "''") + "'"
