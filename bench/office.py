"""An office of its own for each run: a data folder with database, keys and divisions, copied from one that is prepared."""

import shutil
from pathlib import Path

from bench.harness import Run, ours, run_once


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """Give the settings under which a process works in this folder."""
    return {"CHUNTIAN_DATA": str(folder), "CHUNTIAN_SECRETS": str(folder / "secrets"), "DATABASE_URL": database}


def work(folder: Path, *arguments: object, database: str = "") -> Run:
    """Run one piece of work of bench.register in a folder."""
    return run_once(ours("register", *arguments), environment(folder, database))


def prepared(folder: Path) -> Path:
    """Give an empty office on SQLite, made anew for each call."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    work(folder, "prepare")
    return folder


def copied(source: Path, target: Path) -> Path:
    """Give a copy of an office, in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)
    return target
