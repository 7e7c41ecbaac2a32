"""The folder of a demo: its mark, and what may be cleared away."""

import json
import shutil
from datetime import date
from pathlib import Path

from chuntian.kernel.clock import DEMO_MARK as MARK

SECRETS = "secrets"
BEFORE_ANY_DATA = {SECRETS, "static"}  # what any command leaves in a folder before there is a database


class NotADemoFolder(Exception):
    """The folder holds something that is no demo; it would be overwritten."""


def clear_folder(folder: Path, *, fresh: bool) -> None:
    """
    Make room for a new demo: an older demo goes, anything else stays unless `fresh` says otherwise.

    :raises NotADemoFolder: there is something else in it.
    """
    is_demo = (folder / MARK).exists()
    held = {inside.name for inside in folder.iterdir()} if folder.exists() else set()
    if held - BEFORE_ANY_DATA and not is_demo and not fresh:
        raise NotADemoFolder(
            f"{folder} 不是演示数据目录，未动。换一个 --folder，或加 --fresh 清空它 · not a demo folder, left alone"
        )
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
