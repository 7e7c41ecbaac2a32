"""
Put everything sealed under the newest key, while the office works.

A value is opened with its old key and written back only where it is still what was read, so a change made meanwhile is
never lost. Old keys stay on the ring: what lies in old backups opens with them for ever.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction

from chuntian.kernel.crypto import Keyring, Tampered
from chuntian.kernel.vault import is_sealed, seal_again
from chuntian.trail.keys import keyring
from chuntian.trail.operations import record
from chuntian.trail.protected import ProtectedTextField, context_of

PIECE = 1_000
FOLDERS = ("lists", "staged", "bank", "documents", "home_photos")
Step = Callable[[int], Any]


def protected_fields() -> list[tuple[type[models.Model], ProtectedTextField]]:
    """Give every protected column there is, found by looking at all models: a new table cannot be forgotten."""
    return [
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, ProtectedTextField)
    ]


def add_key(*, suite: str, by: Any, at: datetime) -> int:
    """Add a key that seals from now on, and record it; give its number."""
    Keyring.rotate(Path(settings.SECRETS_FOLDER), suite)
    number = keyring().newest
    record(actor=by, action="keys.rotated", subject_kind="key", subject_id=number, at=at, detail={"suite": suite})
    return number


def seal_everything_again(*, by: Any, at: datetime, step: Step) -> dict[str, int]:
    """Seal what is not yet under the newest key, row by row and file by file; stopped half-way, it goes on where it was."""
    done = {
        f"{model._meta.db_table}.{field.column}": _column(model, field, step) for model, field in protected_fields()
    }
    done["files"] = sum(map(_file, sealed_files()))
    if any(done.values()):
        record(
            actor=by, action="keys.sealed_again", subject_kind="key", subject_id=keyring().newest, at=at, detail=done
        )
    return done


def sealed_files() -> Iterator[Path]:
    """Give the files of the data folder that hold sealed content."""
    for folder in FOLDERS:
        place = Path(settings.DATA_FOLDER) / folder
        yield from (path for path in sorted(place.glob("*")) if path.is_file() and is_sealed(path))


def values_under_each_key() -> dict[int, int]:
    """Count the sealed values and files under each key: a key with none, and no backup of its time, may go."""
    counts: dict[int, int] = dict.fromkeys(keyring().numbers, 0)
    for model, field in protected_fields():
        for rows in _pieces(model, field):
            for _, sealed in rows:
                number = keyring().number_of(sealed)
                counts[number] = counts.get(number, 0) + 1
    return counts


def unopenable() -> list[str]:
    """Give the columns in which values do not open: changed, moved to another row, or sealed with a key that is lost."""
    problems = []
    for model, field in protected_fields():
        start = context_of(model._meta.db_table, field.column, "")
        for rows in _pieces(model, field):
            try:
                keyring().open_many([sealed for _, sealed in rows], [pk for pk, _ in rows], start)
            except Tampered:
                problems += [f"{start}{pk}" for pk, sealed in rows if not _opens(sealed, f"{start}{pk}")]
    return [f"{where}: 密文打不开（被改动、被移行，或缺密钥）" for where in problems]


def _opens(sealed: bytes, context: str) -> bool:
    try:
        keyring().open(sealed, context)
    except Tampered:
        return False
    return True


def _pieces(model: type[models.Model], field: ProtectedTextField) -> Iterator[list[tuple[int, bytes]]]:
    """Give the sealed values of a column piece by piece, in the order of the key; rows added meanwhile are met too."""
    last = None
    rows = model._base_manager.filter(**{f"{field.attname}__isnull": False}).order_by("pk")
    while True:
        some = rows if last is None else rows.filter(pk__gt=last)
        piece = [(pk, bytes(sealed)) for pk, sealed in some.values_list("pk", field.attname)[:PIECE]]
        if not piece:
            return
        yield piece
        last = piece[-1][0]


def _column(model: type[models.Model], field: ProtectedTextField, step: Step) -> int:
    table, column, quote = model._meta.db_table, field.column, connection.ops.quote_name
    done = 0
    for rows in _pieces(model, field):
        ring = keyring()
        old = [(pk, sealed) for pk, sealed in rows if ring.is_old(sealed)]
        start = context_of(table, column, "")
        plain = ring.open_many([sealed for _, sealed in old], [pk for pk, _ in old], start)
        fresh = ring.seal_many(plain, [pk for pk, _ in old], start)
        pairs = [(new, pk, sealed) for new, (pk, sealed) in zip(fresh, old, strict=True) if new is not None]
        with transaction.atomic(), connection.cursor() as cursor:
            sql = f"UPDATE {quote(table)} SET {quote(column)} = %s WHERE id = %s AND {quote(column)} = %s"  # noqa: S608
            cursor.executemany(sql, pairs)
        done += len(pairs)
        step(len(rows))
    return done


def _file(path: Path) -> int:
    try:
        return int(seal_again(path, keyring()))
    except FileNotFoundError:  # staged rows go when a list is taken over
        return 0
