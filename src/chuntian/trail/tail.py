"""
The entries since the last anchor, kept outside the database as they are written: one line a commit, `620104#123:ab12…`.

An anchor comes once a day. Who owns the database and kept an older head, its mark and all, could cut off what came after the anchor,
and neither chain nor mark would show it. These lines do. They lie where the anchors lie; an anchor takes the place of those
before it. No work is refused because a line could not be written: `chuntian check` tells of it.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction

from chuntian.kernel.files import write_whole
from chuntian.trail.models import Chain, Entry

NAME, LOCK, ASIDE = "tail.log", "tail.lock", "tail-set-aside.log"
SHORT = 32


def note(folder: Path, chain: str, seq: int, digest: str) -> None:
    """Write the line of an entry as soon as the entry is there for good."""
    transaction.on_commit(partial(_append, folder, f"{chain}#{seq}:{digest[:SHORT]}\n"))


def forget(folder: Path, heads: dict[str, dict[str, Any]]) -> None:
    """Leave out what an anchor now tells, once the anchor is there for good."""
    transaction.on_commit(partial(_shorten, folder, {chain: int(head["seq"]) for chain, head in heads.items()}))


def verify_tail(folders: list[Path]) -> list[str]:
    """Give, for each chain, the first entry that was written and is no longer there as it was."""
    return [problem for folder in folders for problem in _contradictions(folder)]


def unguarded(folder: Path, anchored: dict[str, int]) -> list[str]:
    """Give the chains whose newest entry stands neither in an anchor nor in a line."""
    told = dict(anchored)
    for chain, seq, _ in _lines(folder):
        told[chain] = max(seq, told.get(chain, 0))
    return [one.region for one in Chain.objects.order_by("region") if one.seq > told.get(one.region, 0)]


def set_aside_tail(folders: list[Path]) -> int:
    """Move the lines that a restored backup cannot know into a file beside; give how many they were."""
    count = 0
    for folder in folders:
        if list(_contradictions(folder)):
            with _held(folder):
                kept = (folder / NAME).read_bytes()
                with (folder / ASIDE).open("ab") as aside:
                    aside.write(kept)
                write_whole(folder / NAME, b"")
                count += kept.count(b"\n")
    return count


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the lines against other processes: one that appends must not append to a file that was replaced."""
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _append(folder: Path, line: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _held(folder), (folder / NAME).open("a", encoding="ascii") as file:
            file.write(line)
    except OSError:  # the entry is written; that nothing guards its tail is told by `unguarded`
        return


def _shorten(folder: Path, heads: dict[str, int]) -> None:
    with _held(folder):
        left = [f"{chain}#{seq}:{digest}\n" for chain, seq, digest in _lines(folder) if seq > heads.get(chain, 0)]
        write_whole(folder / NAME, "".join(left).encode())


def _lines(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Give the lines; one that a power cut left half is none."""
    try:
        text = (folder / NAME).read_text(encoding="ascii", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        chain, _, rest = line.partition("#")
        seq, _, digest = rest.partition(":")
        if seq.isdigit() and len(digest) == SHORT:
            yield chain, int(seq), digest


def _contradictions(folder: Path) -> Iterator[str]:
    chains: dict[str, dict[int, str]] = {}
    for chain, seq, digest in _lines(folder):
        chains.setdefault(chain, {})[seq] = digest
    for chain, lines in sorted(chains.items()):
        rows = Entry.objects.filter(chain=chain, seq__gte=min(lines)).order_by("seq").values_list("seq", "digest")
        held = {seq: digest[:SHORT] for seq, digest in rows.iterator()}
        wrong = [seq for seq, digest in sorted(lines.items()) if held.get(seq) != digest]
        if wrong:
            what = "被重写" if wrong[0] in held else f"至 #{max(lines)} 的记录不见了，尾部被截"
            yield f"{chain}#{wrong[0]}: {what}（与 {folder / NAME} 不符）"
