"""
A stream sealed in pieces of one megabyte, so that one changed, missing, moved or added byte is found and named.

The file is: magic, length of the header, header (JSON, in the clear: how the keys are made), its HMAC-SHA-256, then the
pieces, each AES-256-GCM with its number and a "last" mark in the nonce. Each file has keys of its own, made from the
secret and a fresh salt, so no nonce is ever used twice under one key.
"""

import hmac
import json
import os
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chuntian.upkeep.secret import Secret

MAGIC = b"CHUNTIAN-BACKUP-1\n"
PIECE = 1 << 20
TAG = 16
LONGEST_HEADER = 4096


class Damaged(Exception):
    """The file was changed or cut off; the message says where."""


class WrongSecret(Exception):
    """The passphrase or key does not open this file."""


def _nonce(number: int, last: bool) -> bytes:
    return bytes([1 if last else 0]) + number.to_bytes(11, "big")


class SealingWriter:
    """Take plain bytes, write sealed pieces to `out`. Without `finish` the file has no last piece and opens nowhere."""

    def __init__(self, out: IO[bytes], secret: Secret, told: dict[str, Any]) -> None:
        salt = os.urandom(16)
        seal, vouch = secret.derive(salt)
        header = json.dumps({"secret": secret.kind, "salt": salt.hex(), **told}, sort_keys=True).encode()
        mac = hmac.digest(vouch, MAGIC + header, "sha256")
        out.write(MAGIC + len(header).to_bytes(4, "big") + header + mac)
        self._out, self._cipher, self._held, self._number = out, AESGCM(seal), bytearray(), 0

    def write(self, data: bytes) -> int:
        """Take some bytes; the last piece is held back until it is known to be the last."""
        self._held += data
        while len(self._held) > PIECE:
            self._put(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return len(data)

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last), piece, None))
        self._number += 1

    def flush(self) -> None:
        """Do nothing: pieces are written when they are full."""

    def finish(self) -> None:
        """Write the last piece."""
        self._put(bytes(self._held), last=True)


def read_header(file: IO[bytes]) -> tuple[dict[str, Any], bytes, bytes]:
    """
    Read what stands in the clear: the header, its bytes, its HMAC.

    :raises Damaged: it is no backup, or its first bytes were changed.
    """
    magic, length = file.read(len(MAGIC)), int.from_bytes(file.read(4), "big")
    if magic != MAGIC:
        raise Damaged(f"不是春天的备份，或开头 {len(MAGIC)} 字节被改动 · no backup, or its first bytes were changed")
    header = file.read(length) if length <= LONGEST_HEADER else b""
    mac = file.read(32)
    try:
        told = json.loads(header)
        salt = bytes.fromhex(told["salt"])
    except (ValueError, KeyError, TypeError) as why:
        raise Damaged("文件头被改动或被截断 · the header was changed or cut off") from why
    if len(salt) != 16 or len(mac) != 32 or told.get("secret") not in ("passphrase", "key"):
        raise Damaged("文件头被改动或被截断 · the header was changed or cut off")
    return told, header, mac


class OpeningReader:
    """
    Give the plain bytes of a sealed file.

    :raises WrongSecret: the secret does not fit the header. :raises Damaged: a piece was changed, or is missing.
    """

    def __init__(self, file: IO[bytes], secret: Secret) -> None:
        self.told, header, mac = read_header(file)
        if self.told["secret"] != secret.kind:
            wanted = "口令 · a passphrase" if self.told["secret"] == "passphrase" else "密钥文件 · a key file"
            raise WrongSecret(f"此备份用{wanted}打开")
        seal, vouch = secret.derive(bytes.fromhex(self.told["salt"]))
        if not hmac.compare_digest(mac, hmac.digest(vouch, MAGIC + header, "sha256")):
            raise WrongSecret("口令或密钥不对，或文件头被改动 · wrong secret, or the header was changed")
        self._file, self._cipher, self._number, self._plain, self._ended = file, AESGCM(seal), 0, b"", False
        self._start = file.tell()
        self._next = file.read(PIECE + TAG)

    def read(self, size: int = -1) -> bytes:
        """Give up to `size` bytes, all that is left for -1; b"" at the end."""
        while not self._ended and (size < 0 or len(self._plain) < size):
            self._plain += self._open()
        given = self._plain if size < 0 else self._plain[:size]
        self._plain = self._plain[len(given) :]
        return given

    def _open(self) -> bytes:
        sealed, self._next = self._next, self._file.read(PIECE + TAG)
        self._ended = not self._next
        try:
            piece = self._cipher.decrypt(_nonce(self._number, self._ended), sealed, None)
        except InvalidTag as why:
            first = self._start + self._number * (PIECE + TAG)
            raise Damaged(
                f"第 {self._number + 1} 段（字节 {first}–{first + len(sealed) - 1}）被改动或被截断 · changed or cut off"
            ) from why
        self._number += 1
        return piece
