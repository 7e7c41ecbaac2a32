"""Look for texts in everything a folder holds: raw, UTF-16, GBK, base64, and inside what is packed or compressed."""

import base64
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl
from tools.scan_secrets import members

# A key of ours has 18 digits that begin with the clock: at some moments it holds eleven that are a telephone number.
KEYS = re.compile(rb"(?<![0-9])[0-9]{18}(?![0-9])")


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
    canaries, patterns, places = set(canaries), scratch / "patterns", []
    patterns.write_bytes(b"\n".join({one for text in canaries for one in spellings(text)}) + b"\n")
    for number, path in enumerate(files):
        places.append(str(path))
        for part, content in enumerate(unpacked(path)):
            inside = scratch / f"{number}-{part}-{path.name}"
            inside.write_bytes(content)
            places.append(str(inside))
    whole = {text.encode() for text in canaries}
    beside_keys = {}
    for number, place in enumerate(_holding(patterns, places)):
        rest = scratch / f"rest-{number}"
        rest.write_bytes(KEYS.sub(lambda key: key[0] if key[0] in whole else b" ", Path(place).read_bytes()))
        beside_keys[str(rest)] = place
    return [beside_keys[rest] for rest in _holding(patterns, list(beside_keys))]


def _holding(patterns: Path, places: list[str]) -> list[str]:
    if not places:
        return []
    listing = patterns.with_name("places")
    listing.write_bytes(b"\0".join(os.fsencode(place) for place in places))
    command = f"xargs -0 -a '{listing}' grep -alF -f '{patterns}' --"
    done = subprocess.run(command, shell=True, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    if done.returncode not in (0, 1, 123) or done.stderr:
        raise RuntimeError(f"could not look: {done.stderr[:300]!r}")
    return done.stdout.decode().splitlines()
