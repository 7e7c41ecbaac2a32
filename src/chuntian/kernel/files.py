"""Files that are whole or not there, and the hashes they are kept by."""

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a power cut, meets the old content or the new one and nothing between."""
    with drafted(path, content) as draft:
        draft.replace(path)
    sync_folder(path.parent)


@contextmanager
def drafted(path: Path, content: bytes) -> Iterator[Path]:
    """Write a file under a hidden name beside its own, for good; what is not given its name in the block is gone after it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def write_once(path: Path, content: bytes) -> bool:
    """Write a file whole where there is none of that name; False where there is one already, which stays as it is."""
    try:
        with drafted(path, content) as draft:
            os.link(draft, path)  # unlike a rename, a link never replaces
    except FileExistsError:
        return False
    sync_folder(path.parent)
    return True


NO_ROOM = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
WORDS_OF_NO_ROOM = ("disk is full", "disk I/O error", "No space left", "File too large", "Disk quota exceeded")


def is_no_room(why: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, is a disk that takes no more; libraries say it in words only."""
    while why is not None:
        if isinstance(why, OSError) and why.errno in NO_ROOM:
            return True
        if any(words in str(why) for words in WORDS_OF_NO_ROOM):
            return True
        why = why.__cause__ or why.__context__
    return False


def is_full(folder: Path) -> bool:
    """Tell whether the disk of a folder has no room left, for libraries whose words do not say so."""
    return shutil.disk_usage(folder).free < 1 << 20


def sync_folder(folder: Path) -> None:
    """Make the names in a folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_bytes(content: bytes) -> str:
    """Give the SHA-256 of bytes as 64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_file(path: Path) -> str:
    """Give the SHA-256 of a file as 64 hex digits, reading it piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
