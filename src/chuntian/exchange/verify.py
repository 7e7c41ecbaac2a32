"""Are the files we keep still what was sent? One altered byte is found; a file that cannot be opened is red."""

from collections.abc import Iterator
from typing import NamedTuple

from chuntian.exchange.enums import UploadState
from chuntian.exchange.models import Upload
from chuntian.exchange.store import FRAMES, list_path, staged_path
from chuntian.kernel.crypto import Tampered
from chuntian.kernel.vault import plain_sha256
from chuntian.trail.protected import keyring


class Check(NamedTuple):
    """One thing looked at, and what is wrong with it."""

    name: str
    problems: list[str]


def checks() -> list[Check]:
    """Check the kept files and the staged rows of every upload; no problems means that they were opened and are right."""
    uploads = list(Upload.objects.order_by("received_at", "id"))
    hashes = sorted({upload.sha256 for upload in uploads})
    kept = [problem for sha256 in hashes for problem in _kept(sha256)]
    staged = [upload for upload in uploads if upload.state != UploadState.REFUSED]
    return [
        Check("报送文件与哈希一致 · kept lists", kept),
        Check("暂存数据未被改动 · staged rows", [problem for upload in staged for problem in _staged(upload)]),
    ]


def _kept(sha256: str) -> Iterator[str]:
    try:
        if plain_sha256(list_path(sha256), keyring()) != sha256:
            yield f"lists/{sha256}: 内容与哈希不符"
    except (Tampered, OSError, ValueError) as why:
        yield f"lists/{sha256}: {why}"


def _staged(upload: Upload) -> Iterator[str]:
    for frame in FRAMES:
        path = staged_path(upload, frame)
        try:
            plain_sha256(path, keyring())
        except (Tampered, OSError, ValueError) as why:
            yield f"staged/{path.name}: {why}"
