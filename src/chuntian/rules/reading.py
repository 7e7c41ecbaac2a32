"""The columns of several programmes over one snapshot: what is computed of everyone, kept, and counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_, or_
from pathlib import Path
from typing import Any

import polars as pl

from chuntian.rules.amounts import YES, is_amount, possible_amounts
from chuntian.rules.checking import Typed, names
from chuntian.rules.columns import ColumnReader
from chuntian.rules.decided import OUTCOMES, Kept, Page, answer, columns_of, unknown_of
from chuntian.rules.kinds import Kind
from chuntian.rules.law import CheckedProgramme, Law
from chuntian.rules.nulls import NEVER, unknown_with
from chuntian.rules.parameters import MissingParameter
from chuntian.rules.person import reached


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


class Found:
    """The columns that tell what was found of the conditions: where each holds, and where nobody knows."""

    def __init__(self, reader: ColumnReader, names: Mapping[Typed, str]) -> None:
        self.reader = reader
        self.names = names
        self.columns: dict[str, pl.Expr] = {}
        self._doubts: dict[Any, str] = {}

    def of(self, tree: Typed) -> tuple[str | bool, str | None]:
        """Name the column that says yes, and the one that says unknown; the answer itself where everyone has the same."""
        if tree.op == "literal":
            return (bool(tree.data) if tree.kind is Kind.BOOL else True), None
        found, held = self.names[tree], f"r{self.names[tree][2:]}.yes"
        if tree.kind is Kind.BOOL:
            self.columns[held] = pl.col(found).fill_null(value=False).alias(held)
        together = unknown_with(tree, self.reader.is_given)
        key = tree if together is None else together
        doubt = None if together == NEVER else self._doubt(key, pl.col(found).is_null())
        return (held if tree.kind is Kind.BOOL else True), doubt

    def none_of(self, names: Sequence[str]) -> str:
        """Name the column that says where an amount is none of its sums, so that nobody knows it."""
        one = reduce(or_, [pl.col(name).fill_null(value=False) for name in names], pl.lit(value=False))
        return self._doubt(tuple(names), ~one)

    def _doubt(self, key: Any, column: pl.Expr) -> str:
        if key not in self._doubts:
            name = self._doubts[key] = f"u{len(self._doubts)}"
            self.columns[name] = column.alias(name)
        return self._doubts[key]


class Reading:
    """The columns of several programmes over one snapshot on one day."""

    def __init__(self, law: Law, programmes: Sequence[CheckedProgramme], reader: ColumnReader) -> None:
        self.law = law
        self.programmes = programmes
        self.reader = reader
        self._in_force = {one.declared.slug: one.in_force(reader.on) for one in programmes}
        asked = [tree for rows in self._in_force.values() for _number, _row, tree in rows]
        amounts = [one.amount for one in programmes if one.amount is not None]
        self._smaller = {tree: reader.folded(tree) for tree in dict.fromkeys([*asked, *amounts])}
        self._sums = {tree: self._sums_of(self._smaller[tree]) for tree in dict.fromkeys(amounts)}
        computed = [self._smaller[tree] for tree in asked]
        for tree, sums in self._sums.items():
            computed += [self._smaller[tree]] if sums is None else sums.values()
        reader.share(dict.fromkeys(computed))
        self._names = {tree: f"@t{number}" for number, tree in enumerate(dict.fromkeys(computed))}
        self._columns = [reader.column(tree).alias(name) for tree, name in self._names.items()]
        self._found = Found(reader, self._names)
        self.pages = {one.declared.slug: self._page(one) for one in programmes}

    def _sums_of(self, amount: Typed) -> dict[int, Typed] | None:
        """Give the condition of each sum an amount can be; None where it is a number of its own."""
        possible = possible_amounts(amount, self.reader.values_of)
        return None if possible is None else {fen: is_amount(amount, fen) for fen in possible}

    def _page(self, one: CheckedProgramme) -> Page:
        slug, rows = one.declared.slug, self._in_force[one.declared.slug]
        kept = tuple(
            Kept(number, row.code, row.kind, *self._found.of(self._smaller[tree])) for number, row, tree in rows
        )
        if one.amount is None:
            return Page(kept, None)
        sums, number = self._sums[one.amount], len(one.trees)
        if sums is None:
            held, doubt = self._found.of(self._smaller[one.amount])
            return Page(kept, Kept(number, "amount", "amount", held, doubt))
        always = list(sums.values()) == [YES]
        columns = tuple((fen, f"{slug}.eligible" if always else f"{slug}.fen_{fen}") for fen in sums)
        doubt = None if always else self._found.none_of([self._names[tree] for tree in sums.values()])
        return Page(kept, Kept(number, "amount", "amount", True, doubt), columns)

    def written(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Give the decisions of a snapshot as their file holds them."""
        answers = [name for slug, page in self.pages.items() for name in columns_of(slug, page)]
        return self.beside(frame).select("subject_id", "region", *answers, *self._found.columns)

    def decide(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Give the decisions of a snapshot as four columns a programme, as `scan_decisions` reads them from a file."""
        answers = [column for slug, page in self.pages.items() for column in answer(slug, page)]
        return self.beside(frame).select("subject_id", "region", *answers)

    def beside(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the decisions to the facts: each condition is computed once, however many programmes share it."""
        frame = self.reader.prepare(frame).with_columns(self._columns)
        frame = frame.with_columns(*(self._stands(one) for one in self.programmes), *self._found.columns.values())
        return frame.with_columns(column for one in self.programmes for column in self._answer(one))

    def _stands(self, one: CheckedProgramme) -> pl.Expr:
        """Say whether nothing stands in the way; unknown where that is unknown."""
        rows = self._in_force[one.declared.slug]
        found = [(row.kind, pl.col(self._names[self._smaller[tree]])) for _number, row, tree in rows]
        holds = [~column if kind == "exclusion" else column for kind, column in found]
        return reduce(and_, holds, pl.lit(True)).alias(f"@{one.declared.slug}")

    def _answer(self, one: CheckedProgramme) -> Iterable[pl.Expr]:
        """Give the columns that answer; who is eligible but for an amount nobody knows is undecided."""
        slug, page = one.declared.slug, self.pages[one.declared.slug]
        stands = pl.col(f"@{slug}")
        known = pl.lit(value=True) if page.amount is None or page.amount.doubt is None else ~page.amount.unknown
        eligible = stands.fill_null(value=False) & known
        yield eligible.alias(f"{slug}.eligible")
        yield (stands.fill_null(value=True) & ~eligible).alias(f"{slug}.undecided")
        if one.amount is None:
            return
        sums = self._sums[one.amount]
        if sums is None:
            yield pl.when(stands).then(pl.col(self._names[self._smaller[one.amount]])).alias(f"{slug}.amount_fen")
            return
        for (_fen, column), tree in zip(page.sums or (), sums.values(), strict=True):
            if column != f"{slug}.eligible":
                yield (stands & pl.col(self._names[tree])).fill_null(value=False).alias(column)

    def summary(self, frame: pl.LazyFrame, out: Path, *, seconds: Any) -> DecisionSummary:
        """Count what was written, from the file itself."""
        slugs = list(self.pages)
        questions = [pl.len().alias("rows")]
        for slug, page in self.pages.items():
            questions += [pl.col(f"{slug}.{name}").sum() for name in ("eligible", "undecided")]
            questions.append(page.total_fen(slug).alias(f"{slug}.amount_fen"))
        row = pl.scan_parquet(out).select(questions).collect(engine="streaming").row(0, named=True)
        missing, documents = self._missing(frame)
        return DecisionSummary(
            rows=row["rows"],
            counts={slug: _counts(row, slug) for slug in slugs},
            amounts_fen={slug: row[f"{slug}.amount_fen"] for slug in slugs},
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
