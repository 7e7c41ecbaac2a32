"""The database's own refusal of two providers at once, in the words of each engine."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "two providers at once"
_OTHER = """
SELECT 1 FROM services_order o WHERE o.person_id = NEW.person_id AND o.alone = NEW.alone AND o.id <> NEW.id
AND o.state IN ('running', 'stopped', 'done') AND o.starts_on <= NEW.ends_on AND o.ends_on >= NEW.starts_on
"""
_WHEN = "NEW.alone <> '' AND NEW.state IN ('running', 'stopped', 'done')"
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS services_order_alone_{verb} BEFORE {verb} ON services_order WHEN {when}
BEGIN SELECT RAISE(ABORT, '{refusal}') WHERE EXISTS ({other}); END
"""
# The lock makes two sessions that order for the same person at the same moment wait for each other.
_POSTGRES = """
CREATE OR REPLACE FUNCTION services_order_alone() RETURNS trigger AS $$
BEGIN
    IF {when} THEN
        PERFORM pg_advisory_xact_lock(hashtextextended('services_order', NEW.person_id));
        IF EXISTS ({other}) THEN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'exclusion_violation'; END IF;
    END IF;
    RETURN NEW;
END $$ LANGUAGE plpgsql
"""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the refusal on the orders."""
    words = {"when": _WHEN, "other": _OTHER, "refusal": REFUSAL}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                cursor.execute(_SQLITE.format(verb=verb, **words))
            return
        cursor.execute(_POSTGRES.format(**words))
        cursor.execute("DROP TRIGGER IF EXISTS services_order_alone ON services_order")
        cursor.execute(
            "CREATE TRIGGER services_order_alone BEFORE INSERT OR UPDATE ON services_order "
            "FOR EACH ROW EXECUTE FUNCTION services_order_alone()"
        )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the refusal off, to undo the migration."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for verb in ("INSERT", "UPDATE"):
                cursor.execute(f"DROP TRIGGER IF EXISTS services_order_alone_{verb}")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS services_order_alone ON services_order")
