"""Snapshots as files: the same facts, the same bytes, written whole, kept by their hash."""

from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
from django.conf import settings
from django.db import transaction

from chuntian.kernel.divisions import pad
from chuntian.kernel.files import sha256_bytes, write_whole
from chuntian.registry.models import Snapshot
from chuntian.registry.snapshots.frame import facts_frame
from chuntian.rules.flags import with_flags
from chuntian.rules.layout import row_group_of, said_of
from chuntian.standards import queries as standards

FOLDER = "snapshots"


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    """Give a frame as Parquet; equal frames give equal bytes."""
    buffer = BytesIO()
    frame.rechunk().write_parquet(
        buffer, compression="zstd", compression_level=1, statistics=True, row_group_size=row_group_of(frame.height),
        metadata=said_of(frame),
    )  # fmt: skip
    return buffer.getvalue()


def snapshot_path(snapshot: Snapshot) -> Path:
    """Give the file of a snapshot."""
    return Path(settings.DATA_FOLDER) / snapshot.path


def build_snapshot(*, region: str, on: date, known_at: datetime, law: Any = None, at: datetime) -> Snapshot:
    """
    Write the facts of a region on a day, as known at a moment, to a file, and remember it with its hash.

    Asking again for the same facts gives the same file and the same row.
    """
    frame = with_flags(law or standards.law(), facts_frame(region=region, on=on, known_at=known_at, law=law))
    return keep(frame, subject_kind="person", region=pad(region), on=on, known_at=known_at, at=at)


def keep(
    frame: pl.DataFrame, *, subject_kind: str, region: str, on: date, known_at: datetime, at: datetime
) -> Snapshot:
    """Write a frame as a snapshot file under its hash."""
    content = parquet_bytes(frame)
    digest = sha256_bytes(content)
    path = Path(FOLDER) / region / f"{subject_kind}-{on.isoformat()}-{digest[:16]}.parquet"
    write_whole(Path(settings.DATA_FOLDER) / path, content)
    with transaction.atomic():
        snapshot, _ = Snapshot.objects.get_or_create(
            region=region,
            subject_kind=subject_kind,
            on=on,
            known_at=known_at,
            sha256=digest,
            defaults={"path": str(path), "rows": frame.height, "made_at": at},
        )
    return snapshot
