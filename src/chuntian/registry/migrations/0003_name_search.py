"""
The table of name tokens: full-text index on SQLite, tsvector with GIN on PostgreSQL.

Trigrams cannot find the two-character names most people have, on either engine, so the tokens are our own.
"""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE registry_person_names USING fts5(tokens, content='', contentless_delete=1, detail=none, "
    "tokenize='unicode61')"
]
POSTGRESQL = [
    "CREATE TABLE registry_person_names (person_id bigint PRIMARY KEY, tokens tsvector NOT NULL)",
    "CREATE INDEX registry_person_names_tokens ON registry_person_names USING gin (tokens)",
]


def make(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)
    fill(editor.connection)


def fill(connection):
    """Index whoever is in the register already: a search that finds nobody is worse than none (trust A30)."""
    import polars as pl

    from chuntian.registry.name_index import index_names

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM registry_person ORDER BY id")
        while rows := cursor.fetchmany(20_000):
            index_names(pl.Series([pk for pk, _ in rows], dtype=pl.Int64), pl.Series([name for _, name in rows]))


def drop(apps, editor):
    editor.execute("DROP TABLE registry_person_names")


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_append_only")]

    operations = [migrations.RunPython(make, drop)]
