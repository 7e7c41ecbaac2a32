"""The folder of a demo, the one beside it for what is not ours, their mark, and what may be cleared away."""

import json
import shutil
from datetime import date
from pathlib import Path

from chuntian.kernel.clock import DEMO_MARK as MARK

SECRETS = "secrets"
BEFORE_ANY_DATA = {SECRETS, "static"}  # what any command leaves in a folder before there is a database


class NotADemoFolder(Exception):
    """The folder holds something that is no demo; it would be overwritten."""


def outside_of(folder: Path) -> Path:
    """Give where the demo keeps what no office of ours holds: the departments' own files, the bank's books, the truth."""
    return folder.with_name(f"{folder.name}-outside")


def clear_folder(folder: Path, *, fresh: bool) -> None:
    """
    Make room for a new demo, and beside it: an older demo goes, anything else stays unless `fresh` says otherwise.

    :raises NotADemoFolder: there is something else in one of the two.
    """
    beside = outside_of(folder)
    _refuse_foreign(folder, fresh=fresh)
    _refuse_foreign(beside, fresh=False)  # nobody named this one: what is in it was never meant
    _clear(folder)
    _clear(beside)


def _refuse_foreign(folder: Path, *, fresh: bool) -> None:
    is_demo = (folder / MARK).exists()
    held = {inside.name for inside in folder.iterdir()} if folder.exists() else set()
    if held - BEFORE_ANY_DATA and not is_demo and not fresh:
        raise NotADemoFolder(
            f"{folder} 不是演示数据目录，未动。换一个 --folder，或加 --fresh 清空它 · not a demo folder, left alone"
        )


def _clear(folder: Path) -> None:
    is_demo = (folder / MARK).exists()
    if folder.exists():
        for inside in folder.iterdir():
            if inside.name == SECRETS and not is_demo:
                continue  # keys may belong to a database elsewhere: they are never cleared away
            shutil.rmtree(inside) if inside.is_dir() else inside.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(json.dumps({"demo": True}), encoding="utf-8")


def stand_on(folder: Path, day: date) -> None:
    """Let commands and pages over this folder live on the last day of the story, not years after it."""
    (folder / MARK).write_text(json.dumps({"demo": True, "today": day.isoformat()}), encoding="utf-8")
