"""
The file of decisions: what was decided of everyone, with the reasons, and how it is read back.

Each of the three answers is kept as columns of yes or no: such columns cost a tenth of numbers to write, and anyone can
read them.

    subject_id, region
    <programme>.eligible, <programme>.undecided    neither: not eligible
    <programme>.fen_<sum>                          yes: eligible for just this sum; where the law has a few sums
    <programme>.amount_fen                         else the sum itself, null unless eligible
    r<n>.yes                                       where a condition was found to hold, shared by the programmes that ask it
    u<n>                                           where nobody knows, shared by the conditions that are unknown together

Which condition and which sum stand in which column is said in the metadata of the file, under `chuntian.decisions`. A
programme with one sum for all needs no column for it, and a condition that is never unknown none for that.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import add, or_
from pathlib import Path
from typing import Any

import polars as pl

KEY = "chuntian.decisions"
OUTCOMES = ("not_eligible", "eligible", "unknown")
ANSWER = ("outcome", "amount_fen", "failed", "unknown")


class NotDecisions(ValueError):
    """The file is no file of decisions."""


@dataclass(frozen=True, slots=True)
class Kept:
    """
    Where one requirement of a programme stands: its number in the law, its code, its kind, and its two columns.

    `held` may also be the one answer for everyone; without `doubt` it is never unknown.
    """

    number: int
    code: str
    kind: str
    held: str | bool
    doubt: str | None

    @property
    def yes(self) -> pl.Expr:
        """Give where the condition was found to hold."""
        return pl.lit(self.held) if isinstance(self.held, bool) else pl.col(self.held)

    @property
    def unknown(self) -> pl.Expr:
        """Give where nobody knows."""
        return pl.lit(value=False) if self.doubt is None else pl.col(self.doubt)

    @property
    def fails(self) -> pl.Expr:
        """Give where the requirement stands in the way."""
        return self.yes if self.kind == "exclusion" else ~(self.yes | self.unknown)


@dataclass(frozen=True, slots=True)
class Page:
    """
    What a file holds of one programme.

    `amount` tells whether its amount is known, if it gives money; `sums` which column says yes to which amount in fen,
    None where the amount is a column of its own.
    """

    requirements: tuple[Kept, ...]
    amount: Kept | None
    sums: tuple[tuple[int, str], ...] | None = None

    def amount_fen(self, slug: str) -> pl.Expr:
        """Give the amount, null unless eligible."""
        if self.amount is None:
            return pl.lit(None, pl.Int64)
        if self.sums is None:
            return pl.col(f"{slug}.amount_fen")
        return pl.coalesce(
            *(pl.when(column).then(pl.lit(fen, pl.Int64)) for fen, column in self.sums), pl.lit(None, pl.Int64)
        )

    def total_fen(self, slug: str) -> pl.Expr:
        """Add the amounts up."""
        if self.amount is None:
            return pl.lit(0, pl.Int64)
        if self.sums is None:
            return pl.col(f"{slug}.amount_fen").sum()
        each = [pl.col(column).sum().cast(pl.Int64) * fen for fen, column in self.sums]
        return reduce(add, each, pl.lit(0, pl.Int64))


def described(pages: Mapping[str, Page], *, law_version: str, on: str) -> dict[str, str]:
    """Give the metadata of a file."""
    said = {"law": law_version, "on": on, "programmes": {slug: asdict(page) for slug, page in pages.items()}}
    return {KEY: json.dumps(said, ensure_ascii=False)}


def pages_of(path: Path | str) -> dict[str, Page]:
    """
    Give what a file says of itself, programme by programme.

    :raises NotDecisions: it says nothing.
    """
    said = pl.read_parquet_metadata(path).get(KEY)
    if said is None:
        raise NotDecisions(f"{path}: 不是判定文件 · no file of decisions")
    return {slug: _page(page) for slug, page in json.loads(said)["programmes"].items()}


def _page(said: Mapping[str, Any]) -> Page:
    amount, sums = said["amount"], said["sums"]
    return Page(
        tuple(Kept(**one) for one in said["requirements"]),
        Kept(**amount) if amount else None,
        None if sums is None else tuple((fen, column) for fen, column in sums),
    )


def scan_decisions(path: Path | str, programmes: Sequence[str] | None = None) -> pl.LazyFrame:
    """
    Read decisions as four columns a programme: outcome (0 no, 1 yes, 2 unknown), amount_fen, and the failed and the
    unknown requirements as bits in the order of the law, the last bit the amount.

    :raises NotDecisions: it is no file of decisions.
    :raises KeyError: it holds no such programme.
    """
    pages = pages_of(path)
    slugs = list(pages) if programmes is None else list(programmes)
    answers = [column for slug in slugs for column in answer(slug, pages[slug])]
    return pl.scan_parquet(path).select("subject_id", "region", *answers)


def columns_of(slug: str, page: Page) -> list[str]:
    """Name the columns that answer for a programme."""
    names = [f"{slug}.eligible", f"{slug}.undecided"]
    if page.amount and page.sums is None:
        return [*names, f"{slug}.amount_fen"]
    return list(dict.fromkeys([*names, *(column for _fen, column in page.sums or ())]))


def answer(slug: str, page: Page) -> list[pl.Expr]:
    """Give outcome, amount and bits of a programme from the columns of the file."""
    eligible, undecided = pl.col(f"{slug}.eligible"), pl.col(f"{slug}.undecided")
    outcome = pl.when(eligible).then(pl.lit(1, pl.UInt8)).when(undecided).then(pl.lit(2, pl.UInt8))
    columns = (
        outcome.otherwise(pl.lit(0, pl.UInt8)),
        page.amount_fen(slug),
        _bits(failed_of(page)),
        _bits(unknown_of(page)),
    )
    return [column.alias(f"{slug}.{name}") for column, name in zip(columns, ANSWER, strict=True)]


def failed_of(page: Page) -> dict[int, pl.Expr]:
    """Give, number by number, where a requirement stands in the way."""
    return {one.number: one.fails for one in page.requirements}


def unknown_of(page: Page) -> dict[int, pl.Expr]:
    """Give, number by number, where a requirement is unknown; an amount is asked for only where nothing failed."""
    found = {one.number: one.unknown for one in page.requirements}
    if page.amount:
        found[page.amount.number] = page.amount.unknown & ~reduce(or_, failed_of(page).values(), pl.lit(False))
    return found


def _bits(found: Mapping[int, pl.Expr]) -> pl.Expr:
    """Give the bits of the numbers whose column says yes."""
    none = pl.lit(0, pl.UInt32)
    return reduce(
        or_, [pl.when(yes).then(pl.lit(1 << number, pl.UInt32)).otherwise(none) for number, yes in found.items()], none
    )
