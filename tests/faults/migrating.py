"""
Every migration down and up again over a filled register (trust A30): `python -m tests.faults.migrating --persons 2000`.

Each migration of ours that is not the first of its room is taken back, newest first, one at a time, and made again on the way
up. Where it can be taken back, every table must hold after it what it held there before; the code from before each step must
work after it; and on PostgreSQL no step may keep a reader or writer of a table waiting for two seconds (tests/faults/expanding.py). DATABASE_URL, where set, names the PostgreSQL server to use instead of SQLite. Exit status 1 on any fault.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tests.faults.expanding import Waits, old_code, waiting
from tests.faults.lone import ROOT, own_database, prepare_django

FORGOTTEN = {"django_migrations", "sqlite_sequence"}
LONGEST = 2.0  # seconds that anyone may wait for a table
# Before these steps the code of the release before has to be stopped, and why; it is refused, not let write wrongly.
STOP_FIRST = {
    "trail 0003_keyed_marks": "it would write entries without a mark, which are those of a forger (docs/decisions/0010)"
}
INSIDE = (
    "registry_person_names_data",
    "registry_person_names_idx",
    "registry_person_names_content",
    "registry_person_names_config",
    "registry_person_names_docsize",
)  # of the full-text index
TOKENS = f"SELECT id || ':' || hex(sz) FROM {INSIDE[-1]}"  # noqa: S608


def fill(persons: int) -> None:
    """Take lists of so many people in, award, decide and pay a month."""
    from tests.casework.county import County, Someone

    born = [date(1940 + n % 60, 1 + n // 60 % 12, 1 + n // 720 % 28) for n in range(persons)]
    county = County(
        [Someone(f"人{n}", grade=1 + n % 4, dibao=1 + n % 4, born=born[n], has_account=n < 500) for n in range(persons)]
    )
    county.staff("finance_preparer", "finance_approver", "county_clerk")
    county.lists(date(2024, 1, 1))
    for one in county.people[:20]:
        county.award(one.name, "nursing_subsidy", "2024-01")
    county.decide("2024-01", programmes=["nursing_subsidy"])


def digest() -> dict[str, str]:
    """Give a digest of what each table holds, whatever the order of its rows and columns."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - FORGOTTEN):
            if not table.startswith(INSIDE):
                weigh = weighed_by_the_server if connection.vendor == "postgresql" else weighed
                found[table] = "{} rows {:032x}".format(*weigh(cursor, table))
        if connection.vendor == "sqlite" and INSIDE[-1] in connection.introspection.table_names(cursor):
            found["tokens"] = "{} rows {:032x}".format(*summed(cursor, TOKENS))
    found["search"] = searched()
    return found


def weighed_by_the_server(cursor: Any, table: str) -> tuple[int, int]:
    """Give the number of rows and the sum of their hashes, columns in the order of their names (jsonb sorts them)."""
    row = "sum(hashtextextended(to_jsonb(t)::text, 0)::numeric)"
    cursor.execute(f'SELECT count(*), coalesce({row}, 0) FROM "{table}" t')  # noqa: S608
    count, total = cursor.fetchone()
    return count, int(total) % 2**128


def weighed(cursor: Any, table: str) -> tuple[int, int]:
    """Give the number of rows and the sum of their hashes, columns in the order of their names."""
    from django.db import connection

    names = sorted(one.name for one in connection.introspection.get_table_description(cursor, table))
    return summed(cursor, f"""SELECT {" || '|' || ".join(f'quote("{name}")' for name in names)} FROM "{table}" """)  # noqa: S608


def summed(cursor: Any, statement: str) -> tuple[int, int]:
    """Give the number of the texts of a statement and the sum of their hashes."""
    cursor.execute(statement)
    total = count = 0
    for (row,) in cursor:
        total, count = total + int.from_bytes(hashlib.sha256(row.encode()).digest()[:16]), count + 1
    return count, total % 2**128


def searched() -> str:
    """Say how many people a search by the first character of the names finds, where there is a table for it."""
    from django.db import Error, connection, transaction

    from chuntian.registry.name_index import matching_sql

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            sql, values = matching_sql([("人", True)])
            cursor.execute(f"SELECT count(*) FROM ({sql}) AS found", values)  # noqa: S608
            return f"{cursor.fetchone()[0]} found"
    except Error as why:
        return type(why).__name__


def steps() -> list[tuple[str, str, str]]:
    """Give our migrations that have one before them in their room, newest first: room, name, the one before."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = [key for key in loader.graph.nodes if loader.disk_migrations[key].__module__.startswith("chuntian.")]
    order: list[tuple[str, str]] = []
    for leaf in loader.graph.leaf_nodes():
        order += [key for key in loader.graph.forwards_plan(leaf) if key not in order]
    found = []
    for room, name in reversed([key for key in order if key in ours]):
        before = [key for key in loader.disk_migrations[room, name].dependencies if key[0] == room]
        if before:
            found.append((room, name, before[0][1]))
    return found


@dataclass
class Taken:
    """A step that was taken back: what every table held and which migrations stood before it."""

    room: str
    name: str
    previous: str
    held: dict[str, str]
    stood: set[tuple[str, str]]

    def __str__(self) -> str:
        return f"{self.room} {self.name}"


def run(persons: int) -> dict[str, Any]:
    """Fill, take every migration back that can be, make them again one by one; say what changed."""
    prepare_django()
    fill(persons)
    from django.db import connection

    started, told, faults, waits = time.monotonic(), {}, [], {}
    taken, one_way = all_down()
    for step in reversed(taken):
        began = time.monotonic()
        waited = up(step)
        waits[str(step)] = round(waited.longest, 2)
        if waited.longest > LONGEST:
            faults.append(f"{step}: {waited.table} kept waiting for {waited.longest:.1f} s")
        faults += stops(str(step), old_code(step.room, step.previous))
        make(step.stood)
        told[str(step)], after = f"{time.monotonic() - began:.1f} s", digest()
        faults += [f"{step}: {table} held {step.held.get(table)}, holds {after.get(table)}"
                   for table in sorted(step.held.keys() | after.keys()) if step.held.get(table) != after.get(table)]  # fmt: skip
    for room, name, previous in one_way:
        told[f"{room} {name}"], waits[f"{room} {name}"] = "one way", 0.0
        faults += stops(f"{room} {name}", old_code(room, previous))
    rows = sum(int(one.split()[0]) for one in digest().values() if "rows" in one)
    return {"database": connection.vendor, "persons": persons, "rows": rows, "migrations": told, "waits_s": waits, "faults": faults,
            "seconds": round(time.monotonic() - started, 1)}  # fmt: skip


def migrate(*targets: tuple[str, str]) -> None:
    """Go to where these migrations are the last of their rooms, without what the command does for the whole house each time."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    MigrationExecutor(connection).migrate(list(targets))


def make(wanted: set[tuple[str, str]]) -> None:
    """Make what is not there of some migrations."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    missing = wanted - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        migrate(*missing)


def all_down() -> tuple[list[Taken], list[tuple[str, str, str]]]:
    """Take every step back that can be, newest first; give these with what stood before, and those that go one way only."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    taken: list[Taken] = []
    one_way: list[tuple[str, str, str]] = []
    for room, name, previous in steps():
        executor = MigrationExecutor(connection)
        plan = [migration for migration, _back in executor.migration_plan([(room, previous)])]
        if all(one.reversible for migration in plan for one in migration.operations):
            taken.append(Taken(room, name, previous, digest(), set(executor.loader.applied_migrations)))
            executor.migrate([(room, previous)])
        else:
            one_way.append((room, name, previous))
    return taken, one_way


def up(step: Taken) -> Waits:
    """
    Make a step again; give who waited for how long.

    What other work on the machine adds to the waiting is no fault of the step: of up to three times the shortest counts.
    """
    shortest = None
    for again in range(3):
        if again:
            migrate((step.room, step.previous))
        with waiting() as waited:
            migrate((step.room, step.name))
        shortest = min(shortest or waited, waited, key=lambda one: one.longest)
        if shortest.longest <= LONGEST:
            break
    return shortest


def stops(step: str, found: list[str]) -> list[str]:
    """Give what the old code cannot do after a step, unless it must stop before it, which has to be true then."""
    if step not in STOP_FIRST:
        return [f"{step}: {fault}" for fault in found]
    return [] if found else [f"{step}: the old code need not stop: {STOP_FIRST[step]}"]


def migrating(persons: int) -> dict[str, Any]:
    """Run in a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="chuntian-migrating-") as folder, own_database(Path(folder)) as there:
        command = [sys.executable, "-m", "tests.faults.migrating", "--here", str(persons)]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.migrating", description=(__doc__ or "").split("\n\n")[0]
    )
    parser.add_argument("--persons", type=int, default=2000)
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(run(chosen.here)))
        return 0
    result = migrating(chosen.persons)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
