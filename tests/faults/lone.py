"""A database of one's own for a run that needs real connections: a file of SQLite, or a new database beside DATABASE_URL."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def own_database(folder: Path) -> Iterator[dict[str, str]]:
    """Give the environment of a process with an empty database; where DATABASE_URL is set, on that server."""
    server = os.environ.get("DATABASE_URL", "")
    there = {
        **os.environ, "CHUNTIAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.test",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CHUNTIAN_SECRET_KEY": "only-for-tests",
    }  # fmt: skip
    there.pop("CHUNTIAN_SECRETS", None)
    if not server:
        yield there
        return
    import psycopg

    name = f"lone_{os.getpid()}_{abs(hash(str(folder))) % 10**6}"
    parts = urlsplit(server)
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield {**there, "DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare_django() -> None:
    """Set Django up in a process of `own_database`, make the tables, and see the whole house on every connection."""
    import django

    django.setup()
    from django.core.management import call_command

    from chuntian.trail import reach

    reach.standing("tests.faults")
    call_command("migrate", verbosity=0)


class Crowd:
    """Threads that stay, each with its own connection to the database; what they are given they begin at once."""

    def __init__(self, size: int) -> None:
        self.size, self.start, self.done = size, threading.Barrier(size + 1), threading.Barrier(size + 1)
        self.deeds: list[Callable[[], Any] | None] = [None] * size
        self.results: list[Any] = [None] * size
        for number in range(size):
            threading.Thread(target=self._stay, args=(number,), daemon=True).start()

    def _stay(self, number: int) -> None:
        while True:
            self.start.wait()
            deed = self.deeds[number]
            try:
                self.results[number] = deed() if deed else None
            except Exception as why:
                self.results[number] = why
            self.done.wait()

    def at_once(self, deeds: list[Callable[[], Any]]) -> list[Any]:
        """Do all deeds at once; give what came of each, a refusal as its exception."""
        if len(deeds) > self.size:
            raise ValueError(len(deeds))
        self.deeds = [*deeds, *[None] * (self.size - len(deeds))]
        self.start.wait()
        self.done.wait()
        return self.results[: len(deeds)]


def progress(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
