"""
Empty an entry of the trail for an erasure, although the application's role may change no entry (PostgreSQL, trust B27).

The owner's function does it, and only this: for an erasure that two people decided, an entry about that person or about a row
that leads to him, not written after the decision, and no record of an erasure. The chain shows the emptied entry, and `chuntian
verify` wants an entry that says so. `chuntian guard` makes the function anew from the list of holdings.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from chuntian.registry.models import Erasure
from chuntian.trail.models import Entry
from chuntian.trail.operations import ERASED, erase
from chuntian.upkeep.personal import HOLDINGS, TRAIL

NAME = "trail_empty_entry(bigint, bigint)"
ANYONE = 620_199_000_000_000  # stands for the person where a query is turned into the text of the function


def rows_about() -> str:
    """Give SQL for the ids of all rows that lead to the person of an erasure `e`."""
    parts = ["SELECT e.person_id"]
    for holding in HOLDINGS:
        if holding.model not in TRAIL:
            sql, given = holding.rows(ANYONE).order_by().values("pk").query.sql_with_params()
            parts.append(sql % tuple("e.person_id" if one == ANYONE else _quoted(one) for one in given))
    return " UNION ALL ".join(parts)


def _quoted(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def make_function(role: str) -> None:
    """Make the function as the owner of the tables, and let the application's role call it; nobody else."""
    quoted = connection.ops.quote_name(role)
    body = f"""
    BEGIN
      UPDATE trail_entry t SET salt = '', subject_id = '', reason = '', detail = '{{}}'
      FROM registry_erasure e
      WHERE t.id = entry AND e.id = erasure AND e.done_at IS NOT NULL AND e.approved_by <> '' AND e.approved_by <> e.asked_by
        AND t.salt <> '' AND t.action <> '{ERASED}' AND t.at <= e.done_at
        AND t.subject_id IN (SELECT about.id::text FROM ({rows_about()}) about(id));
      IF NOT FOUND THEN
        RAISE EXCEPTION 'this entry is not to be emptied for this erasure' USING ERRCODE = 'insufficient_privilege';
      END IF;
    END"""  # noqa: S608 (names are our own)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION trail_empty_entry(entry bigint, erasure bigint) RETURNS void LANGUAGE plpgsql "
            f"SECURITY DEFINER SET search_path FROM CURRENT AS $${body}$$"
        )
        cursor.execute(f"REVOKE EXECUTE ON FUNCTION {NAME} FROM PUBLIC")
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {NAME} TO {quoted}")


def empty_entry(*, entry: Entry, erasure: Erasure, actor: Any, at: datetime, reason: str) -> Entry:
    """
    Empty an entry and record that, as whoever this process works as.

    :raises CannotErase: it is empty already, or itself a record of an erasure.
    """
    return erase(entry=entry, actor=actor, at=at, reason=reason, by_function=None if _may_change() else erasure.pk)


def _may_change() -> bool:
    """Say whether this connection may change the trail itself: SQLite's one user, and the owner of the tables."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('trail_entry', 'UPDATE')")
        return bool(cursor.fetchone()[0])
