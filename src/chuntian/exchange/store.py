"""Where uploads lie: the file under lists/, its rows under staged/, both sealed."""

import io
from pathlib import Path
from typing import IO

import polars as pl
from django.conf import settings

from chuntian.exchange.models import Upload
from chuntian.kernel.vault import open_file, seal_file
from chuntian.trail.protected import keyring

FRAMES = ("accepted", "refused", "refusals")


def list_path(sha256: str) -> Path:
    """Give where a file that was sent lies."""
    return Path(settings.DATA_FOLDER) / "lists" / sha256


def staged_path(upload: Upload, frame: str) -> Path:
    """Give where the staged rows of an upload lie."""
    return Path(settings.DATA_FOLDER) / "staged" / f"{upload.pk}.{frame}"


def keep_file(stream: IO[bytes], sha256: str) -> None:
    """Keep a file that was sent, once, under the SHA-256 of its content."""
    if not list_path(sha256).exists():
        seal_file(stream, list_path(sha256), keyring())


def keep_frame(upload: Upload, name: str, content: bytes) -> None:
    """Keep staged rows, given as a parquet."""
    seal_file(io.BytesIO(content), staged_path(upload, name), keyring())


def frame_of(upload: Upload, name: str) -> pl.DataFrame:
    """
    Give the staged rows of an upload (accepted, refused, refusals).

    :raises Tampered: the file was changed.
    """
    return pl.read_parquet(io.BytesIO(open_file(staged_path(upload, name), keyring())))
