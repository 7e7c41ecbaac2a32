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


def drop(apps, editor):
    editor.execute("DROP TABLE registry_person_names")


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_append_only")]

    operations = [migrations.RunPython(make, drop)]
