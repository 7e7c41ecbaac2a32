"""
Whether the code of the release before works on the tables of this one, and whether a migration keeps people waiting (A30).

The models as they stood before a migration are asked to read every table of their room and to write what is there; and a
probe takes, again and again while the migration runs, the lock that a reader and a writer of each table take (PostgreSQL).
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

REFUSED_TO_ALL = ("append-only", "never changed", "never be changed")  # by triggers, whatever the code


def old_code(room: str, previous: str) -> list[str]:
    """Give what the models of a room, as they stood after `previous`, can no longer do."""
    from django.db.migrations.loader import MigrationLoader

    state = MigrationLoader(None).project_state((room, previous)).apps
    models = [one for one in state.get_app_config(room).get_models() if one._meta.managed and not one._meta.proxy]
    return [f"{room} after {previous}: {one._meta.db_table} {fault}" for one in models for fault in faults_of(one)]


def faults_of(model: Any) -> Iterator[str]:
    """Give what an old model meets: columns that are gone, columns it cannot fill, rows it cannot read or write."""
    from django.db import DatabaseError, IntegrityError, connection, transaction

    with connection.cursor() as cursor:
        there = {one.name: one for one in connection.introspection.get_table_description(cursor, model._meta.db_table)}
    known = {field.column for field in model._meta.local_concrete_fields}
    if known - there.keys():
        yield f"has lost {sorted(known - there.keys())}"
        return
    needed = [name for name in there.keys() - known if not there[name].null_ok and there[name].default is None]
    if needed:
        yield f"wants {sorted(needed)}, which the old code does not know"
    for row in list(model._default_manager.order_by("pk")[:3]):
        try:
            with transaction.atomic():
                row.save(
                    force_update=bool(
                        {field.column for field in model._meta.local_concrete_fields if not field.primary_key}
                    )
                )
        except DatabaseError as why:
            if not any(words in str(why) for words in REFUSED_TO_ALL):
                yield f"cannot be written: {why}"
        try:  # the row again: the only thing that may be refused is that it is there already
            with transaction.atomic():
                row.save(force_insert=True)
            yield "took the same row twice"
        except IntegrityError as why:
            if not any(word in str(why).lower() for word in ("unique", "duplicate")):
                yield f"cannot be added to: {why}"


# The server's own clock measures: ours would count what our process waits for its turn, too.
TAKE = """DO $$ DECLARE began timestamptz := clock_timestamp(); BEGIN
LOCK TABLE "{}" IN ROW EXCLUSIVE MODE;
PERFORM set_config('probe.waited', extract(epoch FROM clock_timestamp() - began)::text, false); END $$"""


class Waits:
    """How long a reader and a writer of any table waited at most."""

    def __init__(self) -> None:
        self.longest, self.table, self.rounds = 0.0, "", 0

    def probe(self, ended: threading.Event) -> None:
        from django.db import Error, connection, transaction

        try:
            with connection.cursor() as cursor:
                tables = sorted(set(connection.introspection.table_names(cursor)))
            while not ended.is_set():
                for table in tables:
                    try:
                        with transaction.atomic(), connection.cursor() as cursor:
                            cursor.execute(TAKE.format(table))
                            cursor.execute("SELECT current_setting('probe.waited')")
                            waited = float(cursor.fetchone()[0])
                    except Error:  # the table was taken away or is still to come
                        continue
                    if waited > self.longest:
                        self.longest, self.table = waited, table
                self.rounds += 1
                time.sleep(0.01)
        finally:
            connection.close()


@contextmanager
def waiting() -> Iterator[Waits]:
    """Measure, while the block runs, what readers and writers wait; on SQLite an office stops for a migration."""
    from django.db import connection

    waits, ended = Waits(), threading.Event()
    if connection.vendor != "postgresql":
        yield waits
        return
    thread = threading.Thread(target=waits.probe, args=(ended,), daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        ended.set()
        thread.join(60)
