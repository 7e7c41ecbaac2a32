"""B18 on PostgreSQL: after the same day none of 10,000 canaries stands in the server's own files, its log of every statement, or a dump."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from tests.trust.canaries import search
from tests.trust.test_B18_canaries import Day, begin, live
from tools import with_postgres

pytestmark = pytest.mark.whole
# Everything that may ever be said: each statement with its parameters, also the slow ones, and what is kept in the write-ahead log.
TALKATIVE = """
logging_collector = on
log_directory = 'log'
log_statement = 'all'
log_min_duration_statement = 0
log_parameter_max_length = -1
log_parameter_max_length_on_error = -1
wal_keep_size = '2GB'
wal_compression = off
track_activity_query_size = 65536
"""


class Server:
    """A cluster of its own whose files are looked at while it runs."""

    def __init__(self, place: Path) -> None:
        self.place, self.data = place, place / "data"
        self.programs, self.port = with_postgres.server_folder(), with_postgres.free_port()
        self.address = f"postgresql://chuntian@127.0.0.1:{self.port}/chuntian"
        self.data.mkdir(parents=True)
        if with_postgres.server_user():
            place.chmod(0o755)
            shutil.chown(self.data, with_postgres.server_user())
        make = [
            str(self.programs / "initdb"),
            "-D",
            str(self.data),
            "-U",
            "chuntian",
            "-A",
            "trust",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, user=with_postgres.server_user(), cwd=self.data)
        with (self.data / "postgresql.conf").open("a") as file:
            file.write(TALKATIVE)
        self.process = with_postgres.quiet_server(self.programs, self.data, self.port)
        with_postgres.wait_until_ready(self.process, self.port)

    def says(self, statement: str) -> list[tuple]:
        with psycopg.connect(self.address, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def files(self) -> list[Path]:
        """Give every file of the cluster, all it knows written out.

        The server throws some of its files away as it pleases (`pg_internal.init`); what is given are second names of its
        files, which stay. One that is gone before it could be named was none of the server's any more.
        """
        self.says("CHECKPOINT")
        seen = Path(tempfile.mkdtemp(prefix="seen-", dir=self.place))
        for path in sorted(self.data.rglob("*")):
            if path.is_file():
                name = seen / path.relative_to(self.data)
                name.parent.mkdir(parents=True, exist_ok=True)
                with suppress(FileNotFoundError):
                    os.link(path, name)
        return [path for path in sorted(seen.rglob("*")) if path.is_file()]

    def kind(self, path: Path) -> str:
        """Give the first folder of the cluster in which a file lies."""
        return path.relative_to(self.place).parts[1]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def server():
    place = Path(tempfile.mkdtemp(prefix="chuntian-pg-"))  # not pytest's own folder, which only its user may enter
    server = Server(place)
    yield server
    server.stop()
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(scope="module")
def day(server, tmp_path_factory) -> Day:
    day = Day(tmp_path_factory.mktemp("canaries"), server.address)
    live(day, *begin(day))
    return day


@pytest.fixture(scope="module")
def searched(server, day, tmp_path_factory) -> tuple[list[Path], list[Path], list[str]]:
    """Search once, before the other test says a canary on purpose: tests come in any order."""
    place = tmp_path_factory.mktemp("searched")
    dump = place / "dump.sql"
    with dump.open("wb") as out:  # what the server keeps compressed stands plain in a dump
        subprocess.run([str(server.programs / "pg_dump"), "-d", server.address], stdout=out, check=True)
    own, files = server.files(), day.written()
    return own, files, [str(one) for one in search(day.canaries, [*own, *files, dump], place / "unpacked")]


def test_B18_the_files_of_a_postgresql_server_hold_no_canary(server, day, searched):
    own, files, found = searched

    kinds = {server.kind(path) for path in own}
    print(
        f"\nB18 PostgreSQL: {len(day.canaries):,} canaries, {len(own)} files of the server, {len(files)} of ours, a dump"
    )
    assert {"base", "pg_wal", "log"} <= kinds
    assert server.says("SELECT count(*) FROM registry_person")[0][0] > 2_000
    assert [(one, said_where(day.canaries, Path(one))) for one in found] == []


def said_where(canaries: set[str], file: Path) -> str:
    """Give a little of what stands around the first canary of a file, for who has to mend it."""
    text = file.read_bytes().decode(errors="replace")
    at = next((text.index(one) for one in canaries if one in text), 0)
    return text[max(0, at - 600) : at + 60]


def test_B18_the_look_at_the_server_finds_what_is_there(server, day, searched, tmp_path):
    """One canary said in a statement stands in tables, write-ahead log and log of the server."""
    canary = min(day.canaries, key=lambda one: (not one.isdigit(), one))
    server.says(f"CREATE TABLE careless AS SELECT '{canary}'::text AS said")

    found = search(day.canaries, server.files(), tmp_path / "unpacked")

    assert {server.kind(Path(one)) for one in found} >= {"base", "pg_wal", "log"}
    server.says("DROP TABLE careless")
