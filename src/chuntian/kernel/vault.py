"""
Files that hold identity or account numbers, kept sealed: what the departments sent, what we staged of it, what banks got.

A vault file is: magic, the sealed file key (one fresh key a file, sealed by the keyring for this file's name), then pieces
of one megabyte, each AES-256-GCM with its number and "last" mark authenticated, so that a piece changed, dropped, moved
or cut off is found. The name is the SHA-256 of the plain content, or of the row that owns it.
"""

import hashlib
import io
import os
import secrets
import shutil
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
    return hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type]


def seal_file(stream: IO[bytes], path: Path, keyring: Keyring) -> str:
    """
    Seal a stream into a file, whole or not at all; the file's name is part of the seal.

    :returns: the SHA-256 of the plain content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        digest = _seal(stream, path, draft, keyring)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return digest


def seal_once(content: bytes, path: Path, keyring: Keyring) -> bool:
    """Seal bytes into a file where there is none of that name; False where there is one already, which stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    try:
        _seal(io.BytesIO(content), path, draft, keyring)
        os.link(draft, path)  # unlike a rename, a link never replaces
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def is_sealed(path: Path) -> bool:
    """Tell whether a file is one of ours."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def seal_again(path: Path, keyring: Keyring) -> bool:
    """Put a file's own key under the newest key of the ring; its content stays as it is. False: it was there already."""
    with path.open("rb") as file:
        file.seek(len(MAGIC))
        length = int.from_bytes(file.read(2), "big")
        header = file.read(length)
        if not keyring.is_old(header):
            return False
        fresh = keyring.seal(keyring.open(header, _context(path.name)), _context(path.name))
        draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
        try:
            with draft.open("xb") as out:
                out.write(MAGIC + len(fresh).to_bytes(2, "big") + fresh)
                shutil.copyfileobj(file, out, PIECE)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def _seal(stream: IO[bytes], path: Path, draft: Path, keyring: Keyring) -> str:
    key, digest = AESGCM.generate_key(256), hashlib.sha256()
    header = keyring.seal(key.hex(), _context(path.name))
    cipher = AESGCM(key)
    with draft.open("xb") as out:
        out.write(MAGIC + len(header).to_bytes(2, "big") + header)
        for number, (piece, last) in enumerate(_pieces(stream)):
            digest.update(piece)
            out.write(cipher.encrypt(_nonce(number, last), piece, None))
        out.flush()
        os.fsync(out.fileno())
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
