"""Make a backup: the database of one moment, then the files, sealed, written whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

import chuntian
from chuntian.kernel.crash import crash_point
from chuntian.kernel.files import sync_folder
from chuntian.trail.operations import record
from chuntian.upkeep.archive import Member, Step, pack, read_archive
from chuntian.upkeep.database import SQLITE, copied
from chuntian.upkeep.secret import Secret

ACTION = "backup.made"
KEYS = "secrets"
# Made again from what is kept, or of no use in another folder.
LEFT_OUT = {"static", KEYS, "work.lock", SQLITE, f"{SQLITE}-wal", f"{SQLITE}-shm", f"{SQLITE}-journal"}
Bar = Callable[[str, int], AbstractContextManager[Step]]


class CannotBackUp(Exception):
    """There is a file of that name already, or no room."""


def make_backup(*, to: Path, secret: Secret, at: datetime, by: str, bar: Bar, with_keys: bool = True) -> dict[str, Any]:
    """
    Write a backup of database, files and (unless they travel apart) keys to a new file, and read it back whole.

    The database is copied first: every file it names is there when the files are read, and files are never changed.

    :raises CannotBackUp: the file exists, or could not be written.
    """
    to = to.resolve()
    if to.exists():
        raise CannotBackUp(f"{to} 已存在，未动；备份从不覆盖 · exists already; a backup never replaces one")
    data = Path(settings.DATA_FOLDER)
    for left in data.glob(".backup-*"):  # of a backup that was killed
        shutil.rmtree(left, ignore_errors=True)
    to.parent.mkdir(parents=True, exist_ok=True)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(6)}.part")
    told = {"made_at": at.isoformat(), "version": chuntian.__version__, "with_keys": with_keys}
    try:
        with copied(data) as (name, copy):
            members = [Member(name, copy), *members_of(data, leave_out={to, draft}), *(_keys() if with_keys else [])]
            manifest = _write(draft, members, secret, {**told, "database": name}, bar)
        crash_point("backup.before_rename")
        os.link(draft, to)  # unlike a rename, a link never replaces
    except OSError as why:
        raise CannotBackUp(f"备份没有写成，没有留下半个文件 · not written, nothing half left: {why}") from why
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(to.parent)
    size = sum(one["bytes"] for one in manifest["members"])
    detail = {"files": len(manifest["members"]), "bytes": size, "with_keys": with_keys}
    record(actor=by, action=ACTION, subject_kind="backup", subject_id=to.name[:60], at=at, detail=detail)
    return {"file": str(to), "size": to.stat().st_size, "made_at": told["made_at"], "database": name, **detail}


def _write(draft: Path, members: list[Member], secret: Secret, told: dict[str, Any], bar: Bar) -> dict[str, Any]:
    """Write the archive, then read it back: a backup that was never read is none."""
    total = sum(one.path.stat().st_size for one in members if one.path.exists())
    with bar("备份 · backing up", total) as step, draft.open("xb") as out:
        draft.chmod(0o600)
        manifest = pack(out, members, secret=secret, told=told, step=step)
        out.flush()
        os.fsync(out.fileno())
    with bar("读回核对 · reading it back", total) as step:
        if read_archive(draft, secret=secret, step=step) != manifest:
            raise OSError("what was read back is not what was written")
    return manifest


def members_of(data: Path, leave_out: set[Path]) -> Iterator[Member]:
    """Give everything in the data folder but caches, drafts, the live database, and other backups."""
    for path in sorted(data.rglob("*")):
        inside = path.relative_to(data)
        if inside.parts[0] in LEFT_OUT or any(part.startswith(".") for part in inside.parts):
            continue
        if path.is_file() and not path.is_symlink() and path.resolve() not in leave_out and path.suffix != ".backup":
            yield Member(f"data/{inside.as_posix()}", path)


def _keys() -> Iterator[Member]:
    """Give the keys that open the protected values; the secret of the backup is never among them."""
    for path in sorted(Path(settings.SECRETS_FOLDER).iterdir()):
        if (
            path.is_file()
            and not path.name.startswith(".")
            and not path.read_bytes().startswith(b"chuntian-backup-key")
        ):
            yield Member(f"{KEYS}/{path.name}", path)
