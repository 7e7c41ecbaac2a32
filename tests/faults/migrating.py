"""
Every migration down and up again over a filled register (trust A30): `python -m tests.faults.migrating --persons 2000`.

Each migration of ours that is not the first of its room is taken back and made again, newest first, one at a time. Where it
can be taken back, every table must hold afterwards what it held before, and no step may take the register away from its
readers for long. DATABASE_URL, where set, names the PostgreSQL server to use instead of SQLite. Exit status 1 on any fault.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT, own_database, prepare_django

FORGOTTEN = {"django_migrations", "sqlite_sequence"}
INSIDE = (
    "registry_person_names_data",
    "registry_person_names_idx",
    "registry_person_names_content",
)  # of the full-text index


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
            if table.startswith(INSIDE):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column.name if hasattr(column, "name") else column[0] for column in cursor.description]
            total, count = 0, 0
            for row in cursor:
                text = repr(sorted(zip(names, map(plain, row), strict=True)))
                total = (total + int.from_bytes(hashlib.sha256(text.encode()).digest()[:16])) % 2**128
                count += 1
            found[table] = f"{count} rows {total:032x}"
    found["search"] = searched()
    return found


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


def plain(value: Any) -> str:
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)


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


def run(persons: int) -> dict[str, Any]:
    """Fill, then take each migration back and make it again; say what changed."""
    prepare_django()
    fill(persons)
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.exceptions import IrreversibleError

    started, before, told, faults = time.monotonic(), digest(), {}, []
    for room, name, previous in steps():
        began = time.monotonic()
        try:
            call_command("migrate", room, previous, verbosity=0)
        except IrreversibleError:
            told[f"{room} {name}"] = "one way"
        call_command("migrate", verbosity=0)
        told.setdefault(f"{room} {name}", f"{time.monotonic() - began:.1f} s")
        after = digest()
        faults += [f"{room} {name}: {table} held {before.get(table)}, holds {after.get(table)}"
                   for table in sorted(before.keys() | after.keys()) if before.get(table) != after.get(table)]  # fmt: skip
        before = after
    rows = sum(int(one.split()[0]) for one in before.values() if "rows" in one)
    return {"database": connection.vendor, "persons": persons, "rows": rows, "migrations": told, "faults": faults,
            "seconds": round(time.monotonic() - started, 1)}  # fmt: skip


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
