"""Decide every programme for everyone in a snapshot, Parquet to Parquet, streamed: nothing is held in memory whole."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any

import polars as pl

from chuntian.rules.checking import names
from chuntian.rules.columns import ColumnReader, Places
from chuntian.rules.kinds import Kind
from chuntian.rules.law import CheckedProgramme, Law
from chuntian.rules.parameters import MissingParameter
from chuntian.rules.person import reached

OUTCOMES = ("not_eligible", "eligible", "unknown")
ANSWER = ("outcome", "amount_fen", "failed", "unknown")
ROW_GROUP = 65_536


@dataclass(frozen=True, slots=True)
class DecisionSummary:
    """
    What a run decided: rows, per programme the counts of each outcome and the sum, and how many decisions wait for
    each missing parameter.
    """

    rows: int
    counts: dict[str, dict[str, int]]
    amounts_fen: dict[str, int]
    missing: dict[str, dict[str, int]]
    documents: dict[str, str]
    seconds: float
    law_version: str
    on: date
    demo_parameters: bool
    out: Path | None = field(default=None)


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
    frame = pl.scan_parquet(paths_of(snapshot))
    reading = reading_of(law, frame, slugs, on=on)
    out = Path(out)
    part = out.with_name(f".{out.name}.part")
    decided = reading.decide(frame)
    decided.sink_parquet(part, compression="zstd", compression_level=1, statistics=False, row_group_size=ROW_GROUP)
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(out)
    return reading.summary(frame, out, seconds=lambda: time.perf_counter() - started)


def decisions_frame(
    law: Law, frame: pl.DataFrame | pl.LazyFrame, *, programmes: Sequence[str] | None = None, on: date
) -> pl.DataFrame:
    """Decide for the rows of a frame in snapshot layout, in memory."""
    lazy = frame.lazy()
    return reading_of(law, lazy, list(law.decided if programmes is None else programmes), on=on).decide(lazy).collect()


def reading_of(law: Law, frame: pl.LazyFrame, slugs: Sequence[str], *, on: date) -> "Reading":
    """Prepare the columns of these programmes for one snapshot: which divisions there are, how large its ratios."""
    schema = frame.collect_schema()
    checked = [law.checked[slug] for slug in slugs]
    keys = {key for one in checked for key in one.keys}
    deepest = max((law.book.declaration(key).deepest for key in keys), default=0)
    length = next(size for size in (6, 9, 12) if size >= deepest or size == 12)
    questions = [pl.col("region").str.head(length).unique().implode().alias("region")]
    facts = sorted({fact.name for one in checked for row in one.facts_of for fact in row if fact.kind is Kind.RATIO})
    held = [name for name in facts if f"{name}.num" in schema and f"{name}.den" in schema]
    for name in held:
        questions += [pl.col(f"{name}.{part}").cast(pl.Int128).abs().max() for part in ("num", "den")]
    answer = frame.select(questions).collect(engine="streaming")
    bounds = {name: (answer[f"{name}.num"][0] or 1, answer[f"{name}.den"][0] or 1) for name in held}
    places = Places([one for one in answer["region"][0] if one is not None], length)
    reader = ColumnReader(book=law.book, schema=schema, places=places, on=on, bounds=bounds)
    return Reading(law, checked, reader)


class Reading:
    """The columns of several programmes over one snapshot on one day."""

    def __init__(self, law: Law, programmes: Sequence[CheckedProgramme], reader: ColumnReader) -> None:
        self.law = law
        self.programmes = programmes
        self.reader = reader
        self._in_force = {one.declared.slug: one.in_force(reader.on) for one in programmes}
        trees = [tree for rows in self._in_force.values() for _number, _row, tree in rows]
        trees += [one.amount for one in programmes if one.amount is not None]
        smaller = {tree: reader.folded(tree) for tree in dict.fromkeys(trees)}
        reader.share(dict.fromkeys(smaller.values()))
        self._names = {tree: f"@t{number}" for number, tree in enumerate(smaller)}
        self._columns = [reader.column(smaller[tree]).alias(name) for tree, name in self._names.items()]

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Give the decisions of a snapshot."""
        slugs = [one.declared.slug for one in self.programmes]
        return self.beside(frame).select(
            "subject_id", "region", *(f"{slug}.{name}" for slug in slugs for name in ANSWER)
        )  # fmt: skip

    def beside(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the decisions to the facts: each condition is computed once, however many programmes share it."""
        frame = self.reader.prepare(frame).with_columns(self._columns)
        frame = frame.with_columns(mask for one in self.programmes for mask in self._masks(one))
        frame = frame.with_columns(column for one in self.programmes for column in self._amounts(one))
        return frame.with_columns(_outcome(one.declared.slug) for one in self.programmes)

    def _masks(self, one: CheckedProgramme) -> Iterable[pl.Expr]:
        slug = one.declared.slug
        failed, unknown = [], []
        for number, row, tree in self._in_force[slug]:
            found = pl.col(self._names[tree])
            failed.append(_bit(found if row.kind == "exclusion" else ~found, number))
            unknown.append(_bit(found.is_null(), number))
        for name, bits in (("failed", failed), ("unknown", unknown)):
            yield (reduce(or_, bits) if bits else pl.lit(0, pl.UInt32)).alias(f"{slug}.{name}")

    def _amounts(self, one: CheckedProgramme) -> Iterable[pl.Expr]:
        slug = one.declared.slug
        failed, unknown = pl.col(f"{slug}.failed"), pl.col(f"{slug}.unknown")
        if one.amount is None:
            yield pl.lit(None, pl.Int64).alias(f"{slug}.amount_fen")
            return
        amount = pl.col(self._names[one.amount])
        yield pl.when((failed | unknown) == 0).then(amount).alias(f"{slug}.amount_fen")
        absent = (failed == 0) & amount.is_null()
        yield (unknown | _bit(absent, len(one.trees))).alias(f"{slug}.unknown")

    def summary(self, frame: pl.LazyFrame, out: Path, *, seconds: Any) -> DecisionSummary:
        """Count what was written, from the file itself."""
        slugs = [one.declared.slug for one in self.programmes]
        written = pl.scan_parquet(out)
        questions = [pl.len().alias("rows")]
        for slug in slugs:
            outcome = pl.col(f"{slug}.outcome")
            questions += [(outcome == code).sum().alias(f"{slug}.{name}") for code, name in enumerate(OUTCOMES)]
            questions.append(pl.col(f"{slug}.amount_fen").sum().alias(f"{slug}.sum"))
        row = written.select(questions).collect(engine="streaming").row(0, named=True)
        missing, documents = self._missing(frame)
        return DecisionSummary(
            rows=row["rows"],
            counts={slug: {name: row[f"{slug}.{name}"] for name in OUTCOMES} for slug in slugs},
            amounts_fen={slug: row[f"{slug}.sum"] for slug in slugs},
            missing=missing,
            documents=documents,
            seconds=seconds(),
            law_version=self.law.version,
            on=self.reader.on,
            demo_parameters=self._uses_demo(),
            out=out,
        )

    def _missing(self, frame: pl.LazyFrame) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
        """Count, programme by programme, the unknown decisions that ask for a parameter nobody gave."""
        documents: dict[str, str] = {}
        questions: list[pl.Expr] = []
        for one in self.programmes:
            for key in one.keys:
                gaps = self._gaps(key)
                waits = self._waits_for(one, key) if gaps else None
                if waits is not None:
                    documents[key] = gaps[0].document
                    questions.append(waits.sum().alias(f"{one.declared.slug}\n{key}"))
        if not questions:
            return {}, {}
        row = self.beside(frame).select(questions).collect(engine="streaming").row(0, named=True)
        missing: dict[str, dict[str, int]] = {}
        for name, count in row.items():
            slug, key = name.split("\n")
            if count:
                missing.setdefault(key, {})[slug] = count
        return missing, {key: text for key, text in documents.items() if key in missing}

    def _waits_for(self, one: CheckedProgramme, key: str) -> pl.Expr | None:
        """Tell who waits for a parameter; None where the other parameters already say that it is never asked."""
        slug = one.declared.slug
        absent = self.reader.places.by_place(f"{key} absent", lambda place: bool(self._gap(key, place)), pl.Boolean)
        trees = [(number, tree) for number, tree in enumerate(one.all_trees) if key in names(tree, "param")]
        reaching = [(number, self.reader.folded(reached(tree, key))) for number, tree in trees]
        asked = [
            ((pl.col(f"{slug}.unknown") & pl.lit(1 << number, pl.UInt32)) != 0) & self.reader.column(reaches)
            for number, reaches in reaching
            if reaches.op != "literal" or reaches.data
        ]
        return (pl.col(f"{slug}.outcome") == 2) & absent & reduce(or_, asked) if asked else None

    def _gap(self, key: str, place: str) -> MissingParameter | None:
        found = self.law.book.resolve(key, place, self.reader.on)
        return found if isinstance(found, MissingParameter) else None

    def _gaps(self, key: str) -> list[MissingParameter]:
        places = (region.ljust(12, "0") for region in self.reader.places.regions)
        return [gap for place in places if (gap := self._gap(key, place)) is not None]

    def _uses_demo(self) -> bool:
        keys = {key for one in self.programmes for key in one.keys}
        places = [region.ljust(12, "0") for region in self.reader.places.regions]
        found = (self.law.book.resolve(key, place, self.reader.on) for key in keys for place in places)
        return any(getattr(value, "demo", False) for value in found)


def _bit(holds: pl.Expr, number: int) -> pl.Expr:
    """Give the bit where the condition holds; unknown counts as not holding."""
    return pl.when(holds).then(pl.lit(1 << number, pl.UInt32)).otherwise(pl.lit(0, pl.UInt32))


def _outcome(slug: str) -> pl.Expr:
    failed, unknown = pl.col(f"{slug}.failed"), pl.col(f"{slug}.unknown")
    outcome = pl.when(failed != 0).then(pl.lit(0, pl.UInt8)).when(unknown != 0).then(pl.lit(2, pl.UInt8))
    return outcome.otherwise(pl.lit(1, pl.UInt8)).alias(f"{slug}.outcome")


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
