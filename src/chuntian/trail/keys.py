"""The keys of this installation: read from their folder, and read again when a key was added beside the running process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from chuntian.kernel.crypto import Keyring


@lru_cache(maxsize=8)
def _load(folder: Path, suite: str, changed: int) -> Keyring:
    return Keyring.load(folder, suite)


def keyring() -> Keyring:
    """Give the keys of settings.SECRETS_FOLDER (made once; they never lie in the database)."""
    folder = Path(settings.SECRETS_FOLDER)
    try:
        changed = folder.stat().st_mtime_ns  # a rotation adds a file: every process sees it at its next look
    except FileNotFoundError:
        changed = 0
    return _load(folder, settings.CIPHER_SUITE, changed)
