"""An office of its own for each run: a data folder with database, keys and divisions, copied from one that is prepared."""

import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from bench.harness import Run, ours, run_once

# A server copies a whole database by name; the names of our databases there.
COPY_DATABASE = """
import sys, psycopg
with psycopg.connect(sys.argv[1], dbname="postgres", autocommit=True) as server:
    server.execute(f'DROP DATABASE IF EXISTS "{sys.argv[3]}"')
    if sys.argv[2]:
        server.execute(f'CREATE DATABASE "{sys.argv[3]}" TEMPLATE "{sys.argv[2]}"')
"""


@dataclass(frozen=True)
class Office:
    """A data folder and, where a server is used, the address of its database."""

    folder: Path
    database: str = ""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "CHUNTIAN_DATA": str(self.folder),
            "CHUNTIAN_SECRETS": str(self.folder / "secrets"),
            "DATABASE_URL": self.database,
        }

    def run(self, command: list[str]) -> Run:
        """Run a process in this office."""
        return run_once(command, self.environment)

    def work(self, *arguments: object) -> Run:
        """Run one piece of work of bench.register in this office."""
        return self.run(ours("register", *arguments))

    def prepare(self) -> "Office":
        """Begin anew: empty tables, keys, divisions, sign-ins."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.work("prepare")
        return self

    def copy(self, name: str) -> "Office":
        """Give a copy under another name, in place of what was there."""
        folder = self.folder.with_name(f"{self.folder.name}-{name}")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        if not self.database:
            return replace(self, folder=folder)
        server, _, source = self.database.rpartition("/")
        run_once([sys.executable, "-c", COPY_DATABASE, self.database, source, f"bench_{name}"])
        return Office(folder, f"{server}/bench_{name}")

    def drop(self) -> None:
        """Take the office away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.database:
            run_once([sys.executable, "-c", COPY_DATABASE, self.database, "", self.database.rpartition("/")[2]])
