"""The zip around an xlsx, looked at before anything is parsed: declared sizes first, then the real bytes counted."""

import re
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

from chuntian.exchange.reading.refused import FileRefused

MOST_ENTRIES = 2_000
MOST_BYTES = 1_600_000_000
# An honest dense sheet reached 1:143, so the ratio counts only where the file is also large.
MOST_RATIO = 200
RATIO_FROM = 50_000_000
CHUNK = 1 << 22
# What is read whole, and how far the next end of a row or a text may be.
MOST_SMALL, MOST_REST = 1 << 25, 1 << 27
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCODING = re.compile(rb"[^<]*<\?xml[^<>]*\sencoding=['\"]([^'\"]*)")
# A name that leads out of its folder, names a drive, or holds a sign that no name holds.
OUTSIDE = re.compile(r"(?:^|[/\\\\])\.\.(?:[/\\\\]|$)|^[/\\\\]|^[A-Za-z]:|[\x00-\x1f]")
PROGRAM = re.compile(
    r"vbaProject[^/]*\.bin$|/macrosheets/|\.(?:exe|dll|js|vbs|bat|cmd|ps1|lnk|hta|scr)$", re.IGNORECASE
)
DANGEROUS = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, KeyError)


def open_package(path: Path) -> zipfile.ZipFile:
    """
    Open an xlsx whose declared sizes are within the limits and whose entries do not lie over one another.

    :raises FileRefused: encrypted, broken, a bomb.
    """
    try:
        package = zipfile.ZipFile(path)
    except ERRORS as why:
        raise FileRefused("broken", "压缩包目录读不出") from why
    entries = package.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MOST_ENTRIES or total > MOST_BYTES or (total > RATIO_FROM and total > MOST_RATIO * packed):
        raise FileRefused("bomb", f"{len(entries)} 个部分，解压后 {total / 1e6:.0f} MB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused("encrypted")
    _refuse_overlaps(entries, path.stat().st_size)
    _refuse_what_no_spreadsheet_writes(entries)
    return package


def _refuse_what_no_spreadsheet_writes(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead out of the package, links, programs: nothing here unpacks or runs them, others may (B16)."""
    for entry in entries:
        if stat.S_ISLNK(entry.external_attr >> 16) or OUTSIDE.search(entry.orig_filename):
            raise FileRefused("entries", entry.filename[:60])
        if PROGRAM.search(entry.filename):
            raise FileRefused("macro", entry.filename[:60])


def _refuse_overlaps(entries: list[zipfile.ZipInfo], size: int) -> None:
    end = 0
    names = set()
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end or entry.filename in names:
            raise FileRefused("bomb", "压缩包内各部分重叠或重名")
        names.add(entry.filename)
        end = entry.header_offset + 30 + entry.compress_size
    if end > size:
        raise FileRefused("broken", "压缩包不完整")


def count_real_bytes(package: zipfile.ZipFile, but: Collection[str] = ()) -> None:
    """
    Unpack every part without keeping it, so that a part that lies about its size or holds entities never reaches a parser.

    :param but: parts that are looked through while they are read.
    :raises FileRefused: broken, entities.
    """
    for entry in package.infolist():
        if entry.filename in but:
            continue
        try:
            _look_through(package, entry)
        except ERRORS as why:
            raise FileRefused("broken", entry.filename) from why


def _look_through(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    is_xml = entry.filename.lower().endswith((".xml", ".rels", ".vml"))
    tail, first = b"", True
    with package.open(entry) as part:
        while chunk := part.read(CHUNK):
            if is_xml:
                _refuse_entities(tail + chunk, first, entry.filename)
            tail, first = chunk[-16:], False


def _refuse_entities(text: bytes, first: bool, part: str) -> None:
    if first and text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise FileRefused("entities", "UTF-16 部分")
    # `<!` is rare: looking for it first keeps the regular expression away from hundreds of megabytes.
    if b"<!" in text and DANGEROUS.search(text):
        raise FileRefused("entities", part)


def read_part(package: zipfile.ZipFile, part: str) -> bytes:
    """
    Read a small part whole, without entities; nothing where it has no name.

    :raises FileRefused: broken, entities, a bomb.
    """
    if not part:
        return b""
    try:
        with package.open(part) as stream:
            content = stream.read(MOST_SMALL + 1)
    except ERRORS as why:
        raise FileRefused("broken", part) from why
    if len(content) > MOST_SMALL:
        raise FileRefused("bomb", part)
    _refuse_entities(content, True, part)
    return content


def is_utf8(start: bytes) -> bool:
    """Tell whether XML that begins so is in UTF-8."""
    declared = ENCODING.match(start)
    return declared is None or declared[1].lower() == b"utf-8"


def chunks_of(stream: IO[bytes], stop: bytes) -> Iterator[bytes]:
    """
    Give a stream in pieces that each end just after `stop`, the last one with the rest.

    :raises FileRefused: resources, where `stop` does not come for too long.
    """
    rest = b""
    while chunk := stream.read(CHUNK):
        piece = rest + chunk
        cut = piece.rfind(stop)
        if cut < 0:
            rest = piece
            if len(rest) > MOST_REST:
                raise FileRefused("resources", "一行或附带部分过大")
            continue
        cut += len(stop)
        rest = piece[cut:]
        yield piece[:cut]
    yield rest


def ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Give pieces, each next one unpacked while the last is worked on."""
    with ThreadPoolExecutor(1) as helper:
        coming = helper.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = helper.submit(next, pieces, None)
            yield piece
