"""What whoever owns the database can do, and the application cannot."""

from django.db import connection


def without_triggers(table: str) -> None:
    """Take the triggers of an append-only table away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            return
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER {table}_no_{verb}")
