"""
Files that hold identity numbers, kept sealed: what the departments sent, whole, and what we staged of it.

A vault file is: magic, the sealed file key (one fresh key a file, sealed by the keyring for this file's name), then pieces
of one megabyte, each AES-256-GCM with its number and "last" mark authenticated, so that a piece changed, dropped, moved
or cut off is found. The name is the SHA-256 of the plain content, or of the row that owns it.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chuntian.kernel.crypto import Keyring, Tampered
from chuntian.kernel.files import sync_folder

MAGIC = b"CTVAULT1"
PIECE = 1 << 20
TAG = 16


def _context(name: str) -> str:
    return f"exchange.vault:{name}"


def _nonce(number: int, last: bool) -> bytes:
    return bytes([1 if last else 0]) + number.to_bytes(11, "big")


def _pieces(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Give the pieces of a stream, each with whether it is the last; an empty stream has one empty piece."""
    piece = stream.read(PIECE)
    while True:
        following = stream.read(PIECE) if len(piece) == PIECE else b""
        yield piece, not following
        if not following:
            return
        piece = following


def sha256_of(stream: IO[bytes]) -> str:
    """Give the SHA-256 of what is left of a stream."""
    return hashlib.file_digest(stream, "sha256").hexdigest()


def seal_file(stream: IO[bytes], path: Path, keyring: Keyring) -> str:
    """
    Seal a stream into a file, whole or not at all; the file's name is part of the seal.

    :returns: the SHA-256 of the plain content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    key, digest = AESGCM.generate_key(256), hashlib.sha256()
    header = keyring.seal(key.hex(), _context(path.name))
    cipher = AESGCM(key)
    try:
        with draft.open("xb") as out:
            out.write(MAGIC + len(header).to_bytes(2, "big") + header)
            for number, (piece, last) in enumerate(_pieces(stream)):
                digest.update(piece)
                out.write(cipher.encrypt(_nonce(number, last), piece, None))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return digest.hexdigest()


def open_pieces(path: Path, keyring: Keyring) -> Iterator[bytes]:
    """
    Give the plain pieces of a vault file.

    :raises Tampered: one byte was changed, a piece is missing, or the file has another's name.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise Tampered("不是春天保存的文件 · not a vault file")
        header = file.read(int.from_bytes(file.read(2), "big"))
        cipher = AESGCM(bytes.fromhex(keyring.open(header, _context(path.name))))
        number, sealed = 0, file.read(PIECE + TAG)
        while True:
            following = file.read(PIECE + TAG)
            try:
                yield cipher.decrypt(_nonce(number, not following), sealed, None)
            except InvalidTag as why:
                raise Tampered(f"{path.name} 已被改动或被截断 · changed or cut off") from why
            if not following:
                return
            number, sealed = number + 1, following


def open_file(path: Path, keyring: Keyring) -> bytes:
    """
    Give the plain content of a vault file.

    :raises Tampered: it was changed, cut off or renamed.
    """
    return b"".join(open_pieces(path, keyring))


def plain_sha256(path: Path, keyring: Keyring) -> str:
    """
    Give the SHA-256 of the plain content, without holding it.

    :raises Tampered: it was changed, cut off or renamed.
    """
    digest = hashlib.sha256()
    for piece in open_pieces(path, keyring):
        digest.update(piece)
    return digest.hexdigest()
