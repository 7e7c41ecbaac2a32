"""The database's own refusal to change or delete a ledger row, in the words of each engine."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("money_journal", "money_posting")
REFUSAL = "ledger rows are never changed or deleted"

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{refusal}'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$
BEGIN
    -- TRUNCATE of an empty table takes nothing away; the tests' clean-up does it
    IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT 1 FROM {table}) THEN RETURN NULL; END IF;
    RAISE EXCEPTION '{refusal}';
END $$ LANGUAGE plpgsql
"""
_POSTGRES_ROW = (
    "CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
)
_POSTGRES_TRUNCATE = (
    "CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
)


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table with checks still to come cannot be altered
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in statements:
            cursor.execute(statement)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the refusals on the ledger tables."""
    for table in TABLES:
        words = {"table": table, "refusal": REFUSAL}
        if connection.vendor == "sqlite":
            _run(connection, *(_SQLITE.format(verb=verb, **words) for verb in ("UPDATE", "DELETE")))
        else:
            statements = (_POSTGRES_FUNCTION, _POSTGRES_ROW, _POSTGRES_TRUNCATE)
            _run(connection, *(statement.format(**words) for statement in statements))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the refusals off (to undo the migration, and for tests that play a thief with the keys)."""
    for table in TABLES:
        if connection.vendor == "sqlite":
            _run(connection, *(f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("UPDATE", "DELETE")))
        else:
            names = (f"{table}_no_change", f"{table}_no_truncate")
            _run(connection, *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in names))
