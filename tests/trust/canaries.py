"""Look for texts in everything a folder holds: raw, UTF-16, GBK, base64, and inside what is packed or compressed."""

import base64
import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
from tools.scan_secrets import members


def spellings(text: str) -> set[bytes]:
    """Give the ways in which a text may stand in a file."""
    plain = text.encode()
    found = {plain, text.encode("utf-16-le"), text.encode("utf-16-be"), text.encode("gb18030")}
    for start in range(3):  # wherever the text begins within its group of three bytes
        packed = base64.b64encode(b"\0" * start + plain + b"\0" * 3)
        first, last = (8 * start + 5) // 6, (8 * (start + len(plain))) // 6
        found.add(packed[first:last])
    return found


def unpacked(path: Path) -> Iterator[bytes]:
    """Give what a search of the raw bytes would not see: columns of parquet, members of archives, streams of PDF."""
    content = path.read_bytes()
    if content[:4] == b"PAR1":
        frame = pl.read_parquet(path)
        for name in frame.columns:
            yield "\n".join(str(value) for value in frame[name].unique().to_list()).encode()
    else:
        yield from members(content)


def search(canaries: Iterable[str], files: Iterable[Path], scratch: Path) -> list[str]:
    """Give the files in which one of the canaries stands."""
    scratch.mkdir(exist_ok=True)
    patterns, places = scratch / "patterns", []
    patterns.write_bytes(b"\n".join({one for text in canaries for one in spellings(text)}) + b"\n")
    for number, path in enumerate(files):
        places.append(str(path))
        for part, content in enumerate(unpacked(path)):
            inside = scratch / f"{number}-{part}-{path.name}"
            inside.write_bytes(content)
            places.append(str(inside))
    listing = scratch / "places"
    listing.write_bytes(b"\0".join(os.fsencode(place) for place in places))
    command = f"xargs -0 -a '{listing}' grep -alF -f '{patterns}' --"
    done = subprocess.run(command, shell=True, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if done.returncode not in (0, 1, 123) or done.stderr:
        raise RuntimeError(f"could not look: {done.stderr[:300]!r}")
    return done.stdout.decode().splitlines()
