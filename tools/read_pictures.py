"""
Read the pictures of the tree and of the history as a person would, and look for personal numbers in them (trust B35).

    python tools/read_pictures.py [--tree]        part of `make scan`

Tesseract reads each picture at two sizes. A reading may be wrong in a digit, so no check character is asked for: what has the
form of an identity number of an assigned county is told. A picture that cannot be read stops the run: it is no clean result.
"""

import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageOps, ImageSequence

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from tools.scan_secrets import NOBODY, PROVINCES, history, tree

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".ico", ".avif")
BEGINNINGS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0")
SIZES = (2, 3)  # letters of a screen are too small for a reader of print
LARGEST = 40_000_000  # points of one reading
ALIKE = str.maketrans("OoQDIl|!SsBZz", "0000111155822")
NUMBER = re.compile(r"(?=([1-9]\d{5})((?:19|20)\d{2})(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx])")
RUN = re.compile(r"[0-9OoQDIl|!SsBZzXx](?:[ ,.\-]?[0-9OoQDIl|!SsBZzXx]){16,}")


class NotRead(Exception):
    """A picture could not be read: nobody knows what it shows."""


def personal_numbers(text: str) -> list[str]:
    """Give what looks like an identity number of a county that may be assigned, signs that look like digits taken for digits."""
    found = []
    for run in RUN.findall(text):
        digits = re.sub(r"[^0-9Xx]", "", run.translate(ALIKE))
        found += [
            match.group(1) for match in NUMBER.finditer(digits)
            if match.group(1) != NOBODY.decode() and int(match.group(1)[:2]) in PROVINCES and match.group(2) != "1900"
        ]  # fmt: skip
    return found


@lru_cache(maxsize=64)
def texts(content: bytes) -> tuple[str, ...]:
    """
    Give what stands in a picture, reading by reading.

    :raises NotRead: it is no picture, or there is no reader.
    """
    try:
        frames = [
            ImageOps.grayscale(one.convert("RGB")) for one in ImageSequence.Iterator(Image.open(io.BytesIO(content)))
        ]
    except (OSError, ValueError, Image.DecompressionBombError) as why:
        raise NotRead(f"no picture: {why}") from why
    return tuple(_read(frame, size) for frame in frames for size in SIZES)


def _read(frame: Image.Image, size: int) -> str:
    size = min(size, max(1, int((LARGEST / (frame.width * frame.height)) ** 0.5)))
    frame = frame.resize((frame.width * size, frame.height * size), Image.Resampling.LANCZOS)
    with tempfile.NamedTemporaryFile(suffix=".png") as file:
        frame.save(file.name)
        try:
            done = subprocess.run(
                ["tesseract", file.name, "-", "-l", "eng", "--psm", "11"], capture_output=True, text=True, check=True, timeout=300,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as why:
            raise NotRead(f"no reader: {why}") from why
    return done.stdout


def pictures(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the pictures that a file is, or that lie in it: a picture in a document is a picture too."""
    if name.lower().endswith(PICTURES) or content.startswith(BEGINNINGS):
        yield name, content
    elif content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for one in archive.namelist():
                yield from pictures(f"{name}/{one}", archive.read(one))


def look(files: Iterator[tuple[str, bytes]]) -> tuple[int, list[str]]:
    """Give how many pictures were read, and what was found in which."""
    seen, found = 0, []
    for name, content in files:
        for picture, inner in pictures(name, content):
            seen += 1
            numbers = {number for text in texts(inner) for number in personal_numbers(text)}
            found += [f"{picture}: identity number {number}…" for number in sorted(numbers)]
    return seen, found


def main(arguments: list[str]) -> int:
    seen, found = look(tree() if "--tree" in arguments else history())
    print("\n".join(found) or f"{seen} pictures, nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
