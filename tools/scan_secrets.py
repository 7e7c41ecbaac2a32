"""
Look for secrets and personal numbers in the working tree and in everything the history ever held.

    python tools/scan_secrets.py [--tree]        `make scan`

Text inside archives (xlsx, docx), PDF streams and compressed files is looked at too. Words that stand for secrets in tests
are told apart by their form: they say so themselves (`only-for-tests`), or are no random text.
"""

import gzip
import io
import math
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORMS = {
    "private key": re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{20}"),
    "our data key": re.compile(rb"\b(?:aes-256-gcm|sm4-gcm) [0-9a-f]{32,64}\b"),
    "our backup key": re.compile(rb"chuntian-backup-key [0-9a-f]{64}"),
    "access key": re.compile(rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bsk-[A-Za-z0-9]{32,}\b|\bLTAI[A-Za-z0-9]{16,}\b"),
    "password in an address": re.compile(rb"\b(?:postgres(?:ql)?|mysql|https?|redis)://[^/\s:@'\"{}<>$]+:([^/\s:@'\"{}<>$]{6,})@"),
    "assigned secret": re.compile(rb"(?i)\b[a-z_]*(?:secret|token|passw(?:or)?d|api_?key)[a-z_]*['\"]?\s*[:=]\s*['\"]([A-Za-z0-9+/=_\-]{20,})['\"]"),
}  # fmt: skip
RANDOM = {"password in an address", "assigned secret"}  # found only where the value looks random
PLAIN_WORDS = re.compile(rb"(?i)example|only-for-tests|password")
NUMBER = re.compile(
    rb"(?<![0-9A-Za-z*])([1-9]\d{5})((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z*])"
)
NOBODY = b"620199"
PROVINCES = {*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82}
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)


def findings(content: bytes) -> list[str]:
    """Give what is found in one file's bytes and in what is packed within; a secret is named, never shown."""
    found = []
    for text in (content, *members(content)):
        for name, form in FORMS.items():
            for match in form.finditer(text):
                if name not in RANDOM or _is_random(match.group(match.lastindex or 0)):
                    found.append(f"{name}: {match.group(0)[:12].decode(errors='replace')}…")
        found += [f"identity number: {number[:6].decode()}…" for number in personal_numbers(text)]
    return found


def personal_numbers(text: bytes) -> list[bytes]:
    """Give identity numbers with a county code that may be assigned, a date after March 1900 and a right check character."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return [
        match.group(0)
        for match in NUMBER.finditer(text)
        if match.group(1) != NOBODY and int(match.group(1)[:2]) in PROVINCES and match.group(2) != b"1900"
        and "10X98765432"[sum((byte - 48) * weight for byte, weight in zip(match.group(0), weights, strict=False)) % 11].encode()
        == match.group(0)[-1:].upper()
    ]  # fmt: skip


def _is_random(value: bytes) -> bool:
    """Tell a random text from words: of 20 characters, more than 3.5 bits a character, digits and letters mixed."""
    counts, size = Counter(value), len(value)
    entropy = -sum(count / size * math.log2(count / size) for count in counts.values())
    mixed = bool(re.search(rb"\d", value)) and bool(re.search(rb"[A-Za-z]", value))
    return mixed and entropy > 3.5 and not PLAIN_WORDS.search(value)


def members(content: bytes) -> Iterator[bytes]:
    """Give what a search of the raw bytes would not see: members of archives, streams of PDF."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:4] == b"%PDF":
        for packed in STREAM.findall(content):
            try:
                yield zlib.decompress(packed)
            except zlib.error:
                continue


def tree() -> Iterator[tuple[str, bytes]]:
    """Give every tracked file of the working tree."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            yield name, (ROOT / name).read_bytes()


def history() -> Iterator[tuple[str, bytes]]:
    """Give every version of every file that any commit ever held."""
    objects = subprocess.run(
        ["git", "rev-list", "--objects", "--all"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    names = dict(line.partition(b" ")[::2] for line in objects.splitlines())
    batch = subprocess.Popen(["git", "cat-file", "--batch"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with batch:
        for digest, name in names.items():
            batch.stdin.write(digest + b"\n")
            batch.stdin.flush()
            _, kind, size = batch.stdout.readline().split()
            content = batch.stdout.read(int(size))
            batch.stdout.read(1)
            if kind == b"blob":
                yield f"{digest[:10].decode()} {name.decode(errors='replace')}", content


def main(arguments: list[str]) -> int:
    wrong, seen = [], 0
    for name, content in tree() if "--tree" in arguments else history():
        seen += 1
        wrong += [f"{name}: {one}" for one in findings(content)]
    print("\n".join(wrong) or f"{seen} files, nothing found")
    return 1 if wrong or not seen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
