"""Triggers that make a table append-only, in the words of each engine; migrations of any room may use them."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def append_only(table: str, message: str, unless: str = "") -> migrations.RunPython:
    """
    Make a migration step that refuses UPDATE, DELETE and, on PostgreSQL, TRUNCATE of a table.

    `unless` is an SQL condition on OLD and NEW under which an UPDATE passes; the same text must hold on both engines.
    """

    def make(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        statements = (
            _postgresql(table, message, unless)
            if editor.connection.vendor == "postgresql"
            else _sqlite(table, message, unless)
        )
        for statement in statements:
            editor.execute(statement)

    def drop(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only() CASCADE")
            return
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")

    return migrations.RunPython(make, drop)


def _sqlite(table: str, message: str, unless: str) -> list[str]:
    when = f"WHEN NOT ({unless})" if unless else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
    ]


def _postgresql(table: str, message: str, unless: str) -> list[str]:
    allowed = f"IF TG_OP = 'UPDATE' THEN IF {unless} THEN RETURN NEW; END IF; END IF;" if unless else ""
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {allowed} "
        f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {table}_append_only()",
    ]
