"""Decide every programme for everyone in a snapshot, Parquet to Parquet, streamed: nothing is held in memory whole."""

import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import polars as pl

from chuntian.rules.checking import Typed, names
from chuntian.rules.columns import ColumnReader, Places
from chuntian.rules.decided import OUTCOMES, Kept, Page, answer, columns_of, described, unknown_of
from chuntian.rules.kinds import Kind
from chuntian.rules.law import CheckedProgramme, Law
from chuntian.rules.parameters import MissingParameter
from chuntian.rules.person import reached

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
    reading.written(frame).sink_parquet(
        part, compression="lz4", statistics=False, row_group_size=ROW_GROUP,
        metadata=described(reading.pages, law_version=law.version, on=on.isoformat()),
    )  # fmt: skip
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
    questions = [pl.col("region").min().alias("first"), pl.col("region").max().alias("last")]
    facts = sorted({fact.name for one in checked for row in one.facts_of for fact in row if fact.kind is Kind.RATIO})
    held = [name for name in facts if f"{name}.num" in schema and f"{name}.den" in schema]
    for name in held:
        questions += [pl.col(f"{name}.{part}").cast(pl.Int128).abs().max() for part in ("num", "den")]
    answer = frame.select(questions).collect(engine="streaming")
    bounds = {name: (answer[f"{name}.num"][0] or 1, answer[f"{name}.den"][0] or 1) for name in held}
    places = Places(_regions(frame, answer["first"][0], answer["last"][0], length), length)
    reader = ColumnReader(book=law.book, schema=schema, places=places, on=on, bounds=bounds)
    return Reading(law, checked, reader)


def _regions(frame: pl.LazyFrame, first: str | None, last: str | None, length: int) -> list[str]:
    """Name the divisions of a snapshot; most snapshots lie in one, which the first and the last tell."""
    if first is None or last is None:
        return []
    if first[:length] == last[:length]:
        return [first[:length]]
    regions = frame.select(pl.col("region").str.head(length).drop_nulls().unique())
    return regions.collect(engine="streaming").to_series().to_list()


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
        self._found = self._pairs()
        self.pages = {one.declared.slug: self._page(one) for one in programmes}

    def _page(self, one: CheckedProgramme) -> Page:
        rows = self._in_force[one.declared.slug]
        kept = tuple(Kept(number, row.code, row.kind, self._kept(tree)) for number, row, tree in rows)
        amount = Kept(len(one.trees), "amount", "amount", self._kept(one.amount)) if one.amount is not None else None
        return Page(kept, amount)

    def written(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Give the decisions of a snapshot as their file holds them."""
        answers = [name for slug, page in self.pages.items() for name in columns_of(slug, page)]
        return self.beside(frame).select("subject_id", "region", *answers, *self._found)

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Give the decisions of a snapshot as four columns a programme, as `scan_decisions` reads them from a file."""
        answers = [column for slug, page in self.pages.items() for column in answer(slug, page)]
        return self.beside(frame).select("subject_id", "region", *answers)

    def beside(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the decisions to the facts: each condition is computed once, however many programmes share it."""
        frame = self.reader.prepare(frame).with_columns(self._columns)
        frame = frame.with_columns(self._stands(one) for one in self.programmes)
        answers = [column for one in self.programmes for column in self._answer(one)]
        return frame.with_columns(*answers, *self._found.values())

    def _pairs(self) -> dict[str, pl.Expr]:
        """Give the columns of yes and unknown of each condition, and of unknown of each amount."""
        asked = dict.fromkeys(tree for rows in self._in_force.values() for _number, _row, tree in rows)
        amounts = dict.fromkeys(one.amount for one in self.programmes if one.amount is not None)
        pairs = {}
        for tree in asked:
            found = pl.col(self._names[tree])
            pairs[f"{self._kept(tree)}.yes"] = found.fill_null(value=False)
        for tree in (*asked, *amounts):
            pairs[f"{self._kept(tree)}.unknown"] = pl.col(self._names[tree]).is_null()
        return {name: column.alias(name) for name, column in pairs.items()}

    def _kept(self, tree: Typed) -> str:
        return f"r{self._names[tree][2:]}"

    def _stands(self, one: CheckedProgramme) -> pl.Expr:
        """Say whether nothing stands in the way; unknown where that is unknown."""
        rows = self._in_force[one.declared.slug]
        found = [(row.kind, pl.col(self._names[tree])) for _number, row, tree in rows]
        holds = [~column if kind == "exclusion" else column for kind, column in found]
        return reduce(and_, holds, pl.lit(True)).alias(f"@{one.declared.slug}")

    def _answer(self, one: CheckedProgramme) -> Iterable[pl.Expr]:
        slug = one.declared.slug
        stands = pl.col(f"@{slug}")
        if one.amount is None:
            yield stands.fill_null(value=False).alias(f"{slug}.eligible")
            yield stands.is_null().alias(f"{slug}.undecided")
            return
        amount = pl.col(self._names[one.amount])
        known = amount.is_not_null()
        yield (stands & known).fill_null(value=False).alias(f"{slug}.eligible")
        yield (stands.is_null() | (stands & ~known)).alias(f"{slug}.undecided")
        yield pl.when(stands).then(amount).alias(f"{slug}.amount_fen")

    def summary(self, frame: pl.LazyFrame, out: Path, *, seconds: Any) -> DecisionSummary:
        """Count what was written, from the file itself."""
        slugs = list(self.pages)
        questions = [pl.len().alias("rows")]
        for slug, page in self.pages.items():
            questions += [pl.col(f"{slug}.{name}").sum() for name in ("eligible", "undecided")]
            questions += [pl.col(f"{slug}.amount_fen").sum()] if page.amount else []
        row = pl.scan_parquet(out).select(questions).collect(engine="streaming").row(0, named=True)
        missing, documents = self._missing(frame)
        return DecisionSummary(
            rows=row["rows"],
            counts={slug: _counts(row, slug) for slug in slugs},
            amounts_fen={slug: row.get(f"{slug}.amount_fen", 0) for slug in slugs},
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
        absent = self.reader.places.by_place(f"{key} absent", lambda place: bool(self._gap(key, place)), pl.Boolean)
        trees = [(number, tree) for number, tree in enumerate(one.all_trees) if key in names(tree, "param")]
        unknown = unknown_of(self.pages[one.declared.slug])
        reaching = [(number, self.reader.folded(reached(tree, key))) for number, tree in trees if number in unknown]
        asked = [
            unknown[number] & self.reader.column(reaches)
            for number, reaches in reaching
            if reaches.op != "literal" or reaches.data
        ]
        return pl.col(f"{one.declared.slug}.undecided") & absent & reduce(or_, asked) if asked else None

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


def _counts(row: Mapping[str, int], slug: str) -> dict[str, int]:
    yes, unknown = row[f"{slug}.eligible"], row[f"{slug}.undecided"]
    return dict(zip(OUTCOMES, (row["rows"] - yes - unknown, yes, unknown), strict=True))


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
