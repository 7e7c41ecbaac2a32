"""Take a backup back into a new folder; the world has gone on since, so nothing is paid or sent until it was compared."""

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from chuntian.kernel.files import sync_folder
from chuntian.upkeep.archive import Step, read_archive
from chuntian.upkeep.secret import Secret

DATABASES = ("chuntian.sqlite3", "chuntian.pgdump")


class CannotRestore(Exception):
    """The folder is in use, or the backup does not fit where it should go."""


def unpack(*, source: Path, folder: Path, secret: Secret, step: Callable[[str], Any]) -> tuple[Path, dict[str, Any]]:
    """
    Read a backup whole, then write it into a draft beside `folder`; give the draft and the manifest.

    :raises CannotRestore: the folder is not empty. :raises Damaged, WrongSecret: nothing was written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CannotRestore(f"{folder} 不是空的，未动；请给一个新的文件夹 · not empty, left alone: name a new folder")
    with step("核对每个字节 · verifying every byte") as one:
        manifest = read_archive(source, secret=secret, step=one)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.part")
    draft.mkdir(parents=True, mode=0o700)
    try:
        with step("恢复 · restoring") as one:
            _write(source, draft, secret, one)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    return draft, manifest


def _write(source: Path, draft: Path, secret: Secret, step: Step) -> None:
    read_archive(source, secret=secret, step=step, into=draft / "in")
    for name in DATABASES:
        if (draft / "in" / name).exists():
            (draft / "in" / name).rename(draft / name)
    for part in ("data", "secrets"):
        inside = draft / "in" / part
        if part == "secrets" and inside.exists():
            inside.rename(draft / "secrets")
        elif inside.exists():
            for path in inside.iterdir():
                path.rename(draft / path.name)
    shutil.rmtree(draft / "in")


def settle(*, at: datetime, by: str, made_at: datetime) -> dict[str, int]:
    """
    Stop payments, and let every message that waited ask first: both may have gone out since the backup (A29).

    Runs on the restored database before its folder gets its name. Old sessions end.
    """
    from django.contrib.sessions.models import Session
    from django.core.management import call_command
    from django.db import transaction

    from chuntian.money.operations import lock_payments
    from chuntian.trail.anchors import set_aside_anchors
    from chuntian.trail.dispatch import doubt_waiting_messages
    from chuntian.trail.operations import record
    from chuntian.upkeep.erasure import erased_file, reapply_erasures

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        reason = f"数据恢复到 {made_at:%Y-%m-%d %H:%M} 的备份"
        lock_payments(reason=reason, by=by, at=at, restored_to=made_at)
        doubted = doubt_waiting_messages(at=at, answer="恢复备份后，先问对方是否已收到 · restored: ask first")
        sessions, _ = Session.objects.all().delete()
        set_aside_anchors(by=by, at=at, reason=reason)
        # Where the keys travelled apart, the list of the erased lies beside them (trust B27).
        again = reapply_erasures(listed=erased_file(), by=by, at=at) if erased_file().exists() else 0
        record(actor=by, action="backup.restored", subject_kind="backup", at=at, reason=reason,
               detail={"messages": doubted, "sessions": sessions})  # fmt: skip
    return {"messages_to_ask": doubted, "sessions_ended": sessions, "erased_again": again}


def give_its_name(draft: Path, folder: Path) -> None:
    """Let the restored folder appear, whole."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for path in draft.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    folder.parent.mkdir(parents=True, exist_ok=True)
    if folder.exists():
        folder.rmdir()
    draft.rename(folder)
    sync_folder(folder.parent)
