"""Files and their SHA-256 sums in one sealed stream; nothing is believed before every byte was read."""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from chuntian.upkeep.sealed import Damaged, OpeningReader, SealingWriter
from chuntian.upkeep.secret import Secret

MANIFEST = "manifest.json"
BLOCK = 1 << 20
Step = Callable[[int], None]


@dataclass(frozen=True)
class Member:
    """One file to keep, under its name in the archive."""

    name: str
    path: Path


class _Hashing:
    """A file that is hashed and counted while it is read."""

    def __init__(self, file: IO[bytes], step: Step) -> None:
        self._file, self._step, self.sum = file, step, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        self._step(len(data))
        return data


def pack(out: IO[bytes], members: Iterable[Member], *, secret: Secret, told: dict[str, Any], step: Step) -> dict:
    """Write the members and, last, the manifest with their sums; give the manifest."""
    sealing = SealingWriter(out, secret, {"made_at": told["made_at"]})
    kept, vanished = [], []
    with (
        gzip.GzipFile(fileobj=sealing, mode="wb", compresslevel=1, mtime=0) as packed,  # type: ignore[call-overload]
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for member in members:
            try:
                kept.append(_add(tar, member, step))
            except FileNotFoundError:  # staged rows go when a list is taken over; what counts is never deleted
                vanished.append(member.name)
        manifest = {**told, "members": kept, "vanished": vanished}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        tar.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
    sealing.finish()
    return manifest


def _add(tar: tarfile.TarFile, member: Member, step: Step) -> dict[str, Any]:
    with member.path.open("rb") as file:
        info = _entry(member.name, file.seek(0, io.SEEK_END))
        file.seek(0)
        reading = _Hashing(file, step)
        tar.addfile(info, reading)  # type: ignore[arg-type]
    return {"name": member.name, "bytes": info.size, "sha256": reading.sum.hexdigest()}


def _entry(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def read_archive(path: Path, *, secret: Secret, step: Step, into: Path | None = None) -> dict[str, Any]:
    """
    Read every byte of an archive and hold it against its manifest; write the files below `into`, where that is given.

    :returns: the manifest. :raises Damaged, WrongSecret
    """
    seen: dict[str, tuple[int, str]] = {}
    manifest: dict[str, Any] | None = None
    with path.open("rb") as file, _place_named(seen):
        opening = OpeningReader(file, secret)
        with (
            gzip.GzipFile(fileobj=opening, mode="rb") as packed,  # type: ignore[call-overload]
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            for info in tar:
                part = tar.extractfile(info)
                if manifest is not None or part is None or not _is_safe(info.name):
                    raise Damaged(f"备份里有不该有的内容：{info.name[:80]} · something that does not belong there")
                if info.name == MANIFEST:
                    manifest = json.loads(part.read())
                    continue
                seen[info.name] = (0, "")
                seen[info.name] = (info.size, _take(part, into / info.name if into else None, step))
            packed.read()
        opening.read()
    if manifest is None:
        raise Damaged("备份没有清单 · no manifest")
    _hold_against(manifest, seen)
    return manifest


@contextmanager
def _place_named(seen: dict[str, tuple[int, str]]) -> Iterator[None]:
    """Say in which file of the archive the damage lies."""
    try:
        yield
    except (Damaged, tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, json.JSONDecodeError) as why:
        where = f"（在 {list(seen)[-1]} 处 · at that file）" if seen else "（在开头 · at the start）"
        raise Damaged(f"{why}{where}") from why


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and bool(path.parts)


def _take(part: IO[bytes], path: Path | None, step: Step) -> str:
    reading = _Hashing(part, step)
    if path is None:
        while reading.read(BLOCK):
            pass
        return reading.sum.hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("xb") as out:
        path.chmod(0o600)
        while block := reading.read(BLOCK):
            out.write(block)
    return reading.sum.hexdigest()


def _hold_against(manifest: dict[str, Any], seen: dict[str, tuple[int, str]]) -> None:
    listed = {one["name"]: (one["bytes"], one["sha256"]) for one in manifest["members"]}
    wrong = sorted(name for name in listed.keys() | seen.keys() if listed.get(name) != seen.get(name))
    if wrong:
        raise Damaged(f"与清单不符 · not as the manifest says: {', '.join(wrong[:5])}")
