"""Secrets that live in files of their own, outside the database."""

import os
import secrets
from pathlib import Path


def read_or_make_secret(path: Path, size: int = 48) -> str:
    """
    Read the secret kept in `path`, making it once (readable by its owner only) where there is none.

    :returns: URL-safe text of `size` random bytes.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = secrets.token_urlsafe(size)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process made it first
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    return text
