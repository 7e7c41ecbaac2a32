"""The secret that opens a backup: a passphrase in someone's head, or a key file kept apart from the backups."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

SHORTEST = 12
SCRYPT_COST = 1 << 16  # 64 MB and about a fifth of a second a try
KEY_MARK = "chuntian-backup-key "


class WeakSecret(ValueError):
    """The passphrase is too short, or the key file is no key file."""


@dataclass(frozen=True)
class Secret:
    """A passphrase or a key; it never shows itself."""

    kind: str
    value: bytes = field(repr=False)

    def derive(self, salt: bytes) -> tuple[bytes, bytes]:
        """Give the keys of one backup, one that seals and one that vouches for the header."""
        if self.kind == "passphrase":
            made = Scrypt(salt=salt, length=64, n=SCRYPT_COST, r=8, p=1).derive(self.value)
        else:
            made = HKDF(algorithm=hashes.SHA256(), length=64, salt=salt, info=b"chuntian backup").derive(self.value)
        return made[:32], made[32:]


def from_passphrase(text: str) -> Secret:
    """
    Take a passphrase.

    :raises WeakSecret: it has fewer than 12 characters.
    """
    if len(text.strip()) < SHORTEST:
        raise WeakSecret(f"备份口令至少 {SHORTEST} 个字符 · the passphrase needs {SHORTEST} characters or more")
    return Secret("passphrase", text.strip().encode())


def from_key_file(path: Path) -> Secret:
    """
    Read a key file.

    :raises WeakSecret: it is not one that `make_key_file` wrote.
    """
    try:
        text = path.read_text(encoding="ascii").strip()
        key = bytes.fromhex(text.removeprefix(KEY_MARK))
    except (OSError, ValueError) as why:
        raise WeakSecret(f"{path} 不是备份密钥文件 · not a backup key file ({type(why).__name__})") from why
    if not text.startswith(KEY_MARK) or len(key) != 32:
        raise WeakSecret(f"{path} 不是备份密钥文件 · not a backup key file")
    return Secret("key", key)


def make_key_file(path: Path) -> Secret:
    """
    Make a key file, readable by its owner only.

    :raises FileExistsError: there is a file of that name; a key is never replaced.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{KEY_MARK}{secrets.token_hex(32)}\n")
        file.flush()
        os.fsync(file.fileno())
    return from_key_file(path)
