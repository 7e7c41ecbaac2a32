"""
Values sealed in the database, and the blind index that finds them again.

A sealed value is: suite (1 byte), key number (2 bytes), nonce (12 bytes), ciphertext with its tag (16 bytes). The header
and the context ("registry_person.phone:123") are authenticated, so a value moved to another row or column opens no more.
Keys live as files in one folder outside the database: `data-0001.key`, `data-0002.key` … (the newest seals, all open)
and `index.key`. A number can be guessed from a bare hash by trying all numbers, so the index is keyed.
"""

import hmac
import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chuntian.kernel.files import sync_folder

DEFAULT_SUITE = "aes-256-gcm"
NONCE_SIZE = 12
TAG_SIZE = 16
HEADER_SIZE = 3
INDEX_LENGTH = 32


class Tampered(ValueError):
    """A sealed value was changed, moved to another context, or sealed with a key that is not on the ring."""


class KeyringError(ValueError):
    """The folder of keys holds something that is no key of ours."""


@dataclass(frozen=True)
class Suite:
    """A cipher and the hash of its blind index; `number` is the first byte of what it seals."""

    number: int
    cipher: type[CipherAlgorithm]
    key_size: int
    index_hash: type[hashes.HashAlgorithm]


SUITES = {
    "aes-256-gcm": Suite(1, algorithms.AES, 32, hashes.SHA256),
    "sm4-gcm": Suite(2, algorithms.SM4, 16, hashes.SM3),
}


@dataclass(frozen=True)
class Key:
    """One key of the ring; it never shows its bytes."""

    number: int
    suite: Suite = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def header(self) -> bytes:
        return bytes([self.suite.number]) + self.number.to_bytes(2, "big")


class Keyring:
    """The keys of one installation."""

    def __init__(self, data_keys: dict[int, Key], index_key: Key) -> None:
        self._data_keys = data_keys
        self._index_key = index_key
        self._newest = data_keys[max(data_keys)]

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._data_keys)} data keys>"

    @classmethod
    def load(cls, folder: Path, suite: str = DEFAULT_SUITE) -> "Keyring":
        """
        Read the keys of a folder, making the first ones (with `suite`) where there are none.

        :raises KeyringError: a file in the folder is not a key.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not any(folder.glob("data-*.key")):
            _make_key(folder / "data-0001.key", suite)
        if not (folder / "index.key").exists():
            _make_key(folder / "index.key", suite)
        data_keys = {key.number: key for key in _data_keys(folder)}
        return cls(data_keys, _read_key(folder / "index.key", 0))

    @classmethod
    def rotate(cls, folder: Path, suite: str = DEFAULT_SUITE) -> "Keyring":
        """Add a data key that seals from now on; the older ones still open, the index stays as it is."""
        number = max(key.number for key in cls.load(folder, suite)._data_keys.values()) + 1
        _make_key(folder / f"data-{number:04d}.key", suite)
        return cls.load(folder, suite)

    def seal(self, plain: str, context: str) -> bytes:
        """Seal a text for one place, `context` = "table.column:pk"."""
        key = self._newest
        nonce = os.urandom(NONCE_SIZE)
        encryptor = Cipher(key.suite.cipher(key.secret), modes.GCM(nonce)).encryptor()  # type: ignore[call-arg]
        encryptor.authenticate_additional_data(key.header + context.encode())
        sealed = encryptor.update(plain.encode()) + encryptor.finalize()
        return key.header + nonce + sealed + encryptor.tag

    def seal_many(
        self, values: Sequence[str | None], contexts: Iterable[int | str], start: str = ""
    ) -> list[bytes | None]:
        """
        Seal one value a place: the same bytes as `seal` gives for `start` + each context; None and "" stay None.

        A list of a million rows is sealed in one tight loop with the bare primitive.
        """
        key = self._newest
        if key.suite is not SUITES[DEFAULT_SUITE]:
            return [
                self.seal(value, f"{start}{one}") if value else None
                for value, one in zip(values, contexts, strict=True)
            ]
        header, encrypt = key.header, AESGCM(key.secret).encrypt
        bound, noise, at = header + start.encode(), os.urandom(NONCE_SIZE * len(values)), 0
        sealed: list[bytes | None] = []
        for value, one in zip(values, contexts, strict=True):
            if value:
                nonce = noise[at : at + NONCE_SIZE]
                sealed.append(header + nonce + encrypt(nonce, value.encode(), bound + str(one).encode()))
            else:
                sealed.append(None)
            at += NONCE_SIZE
        return sealed

    def open(self, sealed: bytes, context: str) -> str:
        """
        Open what was sealed for `context`.

        :raises Tampered: it was changed, belongs to another context, or its key is not here.
        """
        sealed = bytes(sealed)  # PostgreSQL gives a memoryview
        key = self._data_keys.get(int.from_bytes(sealed[1:HEADER_SIZE], "big"))
        if key is None or len(sealed) < HEADER_SIZE + NONCE_SIZE + TAG_SIZE or sealed[0] != key.suite.number:
            raise Tampered("密文无法识别，或缺少对应的密钥 · unknown sealed value or missing key")
        nonce, body = sealed[HEADER_SIZE : HEADER_SIZE + NONCE_SIZE], sealed[HEADER_SIZE + NONCE_SIZE :]
        mode = modes.GCM(nonce, body[-TAG_SIZE:])
        decryptor = Cipher(key.suite.cipher(key.secret), mode).decryptor()  # type: ignore[call-arg]
        decryptor.authenticate_additional_data(key.header + context.encode())
        try:
            return (decryptor.update(body[:-TAG_SIZE]) + decryptor.finalize()).decode()
        except InvalidTag as why:
            raise Tampered("密文被改动，或被移到了别处 · sealed value was changed or moved") from why

    def open_many(self, sealed: Sequence[bytes], contexts: Iterable[int | str], start: str = "") -> list[str]:
        """
        Open one value a place: the same as `open` gives for `start` + each context, in one tight loop.

        :raises Tampered: one of them was changed, belongs to another context, or its key is not here.
        """
        fast: dict[bytes, tuple[AESGCM, bytes]] = {
            key.header: (AESGCM(key.secret), key.header + start.encode())
            for key in self._data_keys.values()
            if key.suite is SUITES[DEFAULT_SUITE]
        }
        opened = []
        for value, one in zip(map(bytes, sealed), contexts, strict=True):
            cipher, bound = fast.get(value[:HEADER_SIZE], (None, b""))
            if cipher is None:
                opened.append(self.open(value, f"{start}{one}"))
                continue
            nonce, body = value[HEADER_SIZE : HEADER_SIZE + NONCE_SIZE], value[HEADER_SIZE + NONCE_SIZE :]
            try:
                opened.append(cipher.decrypt(nonce, body, bound + str(one).encode()).decode())
            except (InvalidTag, ValueError) as why:
                raise Tampered("密文被改动，或被移到了别处 · sealed value was changed or moved") from why
        return opened

    @property
    def newest(self) -> int:
        """The number of the key that seals now."""
        return self._newest.number

    @property
    def numbers(self) -> list[int]:
        """The numbers of all keys that open."""
        return sorted(self._data_keys)

    @staticmethod
    def number_of(sealed: bytes) -> int:
        """Give the number of the key a value was sealed with."""
        return int.from_bytes(bytes(sealed)[1:HEADER_SIZE], "big")

    def is_old(self, sealed: bytes) -> bool:
        """Tell whether a value was sealed with a key that is no longer the newest, so it should be sealed again."""
        return bytes(sealed[:HEADER_SIZE]) != self._newest.header

    def index(self, plain: str, purpose: str) -> str:
        """Give the blind index of a text for one purpose: 32 hex digits, equal for equal texts, of no use without the key."""
        mac = keyed.HMAC(self._index_key.secret, self._index_key.suite.index_hash())
        mac.update(purpose.encode() + b"\0" + plain.encode())
        return mac.finalize().hex()[:INDEX_LENGTH]

    def index_many(self, values: Iterable[str | None], purpose: str) -> list[str]:
        """Give the blind index of each value, the same as `index` gives; None and "" give ""."""
        mac = keyed.HMAC(self._index_key.secret, self._index_key.suite.index_hash())
        mac.update(purpose.encode() + b"\0")
        copy, size = mac.copy, INDEX_LENGTH // 2  # a copy begins with key and purpose already taken in
        found = []
        for value in values:
            if value:
                one = copy()
                one.update(value.encode())
                found.append(one.finalize()[:size].hex())
            else:
                found.append("")
        return found


def _data_keys(folder: Path) -> Iterator[Key]:
    for path in sorted(folder.glob("data-*.key")):
        number = path.stem.removeprefix("data-")
        if not number.isdigit() or not 1 <= int(number) <= 0xFFFF:
            raise KeyringError(f"密钥文件名不对：{path.name}，应为 data-0001.key")
        yield _read_key(path, int(number))


def _make_key(path: Path, suite: str) -> None:
    """Make a key readable by its owner only; where another process made it first, that one stays."""
    if suite not in SUITES:
        raise KeyringError(f"没有算法 {suite!r}，可选：{', '.join(SUITES)}")
    size = SUITES[suite].key_size if path.name != "index.key" else 32
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}.part")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{suite} {secrets.token_hex(size)}\n")
            file.flush()
            os.fsync(file.fileno())
        if not path.exists():
            _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def _link(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)  # unlike a rename, a link never replaces a key that is already in use
    except FileExistsError:
        return


def _read_key(path: Path, number: int) -> Key:
    name, _, secret = path.read_text(encoding="ascii").strip().partition(" ")
    try:
        suite, key = SUITES[name], bytes.fromhex(secret)
    except (KeyError, ValueError) as why:
        raise KeyringError(f"密钥文件 {path.name} 的内容不对") from why
    if number and len(key) != suite.key_size:
        raise KeyringError(f"密钥文件 {path.name} 的长度不对")
    return Key(number, suite, key)


def sm3(content: bytes) -> str:
    """Give the SM3 digest (GB/T 32905) as 64 hex digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def hmac_sm3(key: bytes, content: bytes) -> str:
    """Give the HMAC-SM3 of content as 64 hex digits."""
    mac = keyed.HMAC(key, hashes.SM3())
    mac.update(content)
    return mac.finalize().hex()


def national_ciphers_work() -> bool:
    """Try SM3 and SM4 on the published examples of GB/T 32905 and 32907: a library may come without them."""
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    sm4 = sm4_block(block, block).hex()
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    return hmac.compare_digest(sm3(b"abc"), expected) and sm4 == "681edf34d206965e86b3e94f536e4246"


def sm4_block(key: bytes, block: bytes) -> bytes:
    """Encrypt one block with SM4, for the published example only; fields are sealed with SM4-GCM."""
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    return encryptor.update(block) + encryptor.finalize()
