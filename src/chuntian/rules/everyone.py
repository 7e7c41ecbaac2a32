"""Decide every programme for everyone in a snapshot, Parquet to Parquet, streamed: nothing is held in memory whole."""

import errno
import os
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from chuntian.kernel.files import is_full
from chuntian.rules.columns import ColumnReader
from chuntian.rules.decided import described
from chuntian.rules.kinds import Kind
from chuntian.rules.law import Law
from chuntian.rules.layout import LENGTHS, divisions_of
from chuntian.rules.places import Places
from chuntian.rules.reading import DecisionSummary, Reading

ROW_GROUP = 131_072  # what is written is small: a row is some thirty bytes


def decide_everyone(
    law: Law, snapshot: Path | str | Sequence[Path | str], out: Path | str, *, programmes: Sequence[str] | None = None,
    on: date,
) -> DecisionSummary:  # fmt: skip
    """
    Decide these programmes (all of the law by default) for every row of a snapshot and write the decision file.

    :raises KeyError: a programme is not in the law.
    :raises ColumnError: a column of the snapshot has another type than the law needs.
    :raises RatioOverflow: the numbers of the snapshot are too large to calculate exactly.
    """
    started = time.perf_counter()
    slugs = list(law.decided if programmes is None else programmes)
    paths = paths_of(snapshot)
    frame = pl.scan_parquet(paths)
    reading = reading_of(law, frame, slugs, on=on, paths=paths)
    out = Path(out)
    part = out.with_name(f".{out.name}.part")
    try:
        _sink(reading.written(frame), part, described(reading.pages, law_version=law.version, on=on.isoformat()))
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return reading.summary(frame, out, seconds=lambda: time.perf_counter() - started)


def _sink(frame: pl.LazyFrame, part: Path, metadata: Any) -> None:
    """
    Write a frame for good.

    :raises OSError: the disk is full, which polars may call a damaged file.
    """
    try:
        frame.sink_parquet(
            part, compression="uncompressed", statistics=False, row_group_size=ROW_GROUP, metadata=metadata
        )  # fmt: skip
    except pl.exceptions.ComputeError as why:
        if is_full(part.parent):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(part)) from why
        raise
    with part.open("rb") as written:
        os.fsync(written.fileno())


def decisions_frame(
    law: Law, frame: pl.DataFrame | pl.LazyFrame, *, programmes: Sequence[str] | None = None, on: date
) -> pl.DataFrame:
    """Decide for the rows of a frame in snapshot layout, in memory."""
    lazy = frame.lazy()
    return reading_of(law, lazy, list(law.decided if programmes is None else programmes), on=on).decide(lazy).collect()


def reading_of(law: Law, frame: pl.LazyFrame, slugs: Sequence[str], *, on: date, paths: Sequence[Path] = ()) -> Reading:
    """
    Prepare the columns of these programmes for one snapshot: which divisions there are, how large its ratios.

    `paths` are the files that the frame scans: what they say of themselves need not be looked for in the rows.
    """
    schema = frame.collect_schema()
    checked = [law.checked[slug] for slug in slugs]
    deepest = max((law.book.declaration(key).deepest for one in checked for key in one.keys), default=0)
    length = next(size for size in LENGTHS if size >= deepest or size == LENGTHS[-1])
    places = Places(divisions_of(frame, length, paths), length)
    facts = {fact.name for one in checked for row in one.facts_of for fact in row if fact.kind is Kind.RATIO}
    held = sorted(name for name in facts if f"{name}.num" in schema and f"{name}.den" in schema)
    reader = ColumnReader(book=law.book, schema=schema, places=places, on=on, bounds=_bounds(frame, held))
    return Reading(law, checked, reader)


def _bounds(frame: pl.LazyFrame, ratios: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Give the largest numerator and denominator of each ratio among the facts."""
    if not ratios:
        return {}
    parts = [pl.col(f"{name}.{part}").cast(pl.Int128).abs().max() for name in ratios for part in ("num", "den")]
    found = frame.select(parts).collect(engine="streaming").row(0, named=True)
    return {name: (found[f"{name}.num"] or 1, found[f"{name}.den"] or 1) for name in ratios}


def paths_of(snapshot: Path | str | Sequence[Path | str]) -> list[Path]:
    """Give the files of a snapshot as a list."""
    return [Path(snapshot)] if isinstance(snapshot, str | Path) else [Path(one) for one in snapshot]


def summary_json(summary: DecisionSummary) -> Mapping[str, Any]:
    """Give a summary as JSON."""
    return {
        "rows": summary.rows,
        "counts": summary.counts,
        "amounts_fen": summary.amounts_fen,
        "missing_parameters": summary.missing,
        "documents": summary.documents,
        "seconds": round(summary.seconds, 3),
        "law_version": summary.law_version,
        "on": summary.on.isoformat(),
        "demo_parameters": summary.demo_parameters,
    }
