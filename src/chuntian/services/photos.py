"""Photographs of homes, each sealed in the data folder under a name of its own."""

from pathlib import Path

from django.conf import settings

from chuntian.kernel.vault import open_file, seal_once
from chuntian.services.models import RoomPhoto
from chuntian.trail.protected import keyring

FOLDER = "home_photos"
# The first bytes of the pictures we take.
KINDS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
MOST = 12 * 1024 * 1024


def kind_of(content: bytes) -> str | None:
    """Give the kind of a picture by its first bytes, or None where it is none that we take."""
    return next((kind for start, kind in KINDS.items() if content.startswith(start)), None)


def photo_path(pk: int) -> Path:
    """Give the place of a photograph."""
    return Path(settings.DATA_FOLDER) / FOLDER / f"{pk}.photo"


def keep(photo: RoomPhoto, content: bytes) -> None:
    """Seal a photograph's bytes under its own name."""
    seal_once(content, photo_path(photo.pk), keyring())


def read(photo: RoomPhoto) -> bytes:
    """Give the bytes of a photograph. :raises Tampered: one was changed."""
    return open_file(photo_path(photo.pk), keyring())
