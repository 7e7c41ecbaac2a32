"""
The file of decisions: what was decided of everyone, with the reasons, and how it is read back.

Each of the three answers is kept as two columns of yes or no: such columns cost a tenth of numbers to write, and anyone
can read them.

    subject_id, region
    <programme>.eligible, <programme>.undecided    neither: not eligible
    <programme>.amount_fen                         null unless eligible; only of programmes that give money
    r<n>.yes, r<n>.unknown                         what was found of one condition, shared by the programmes that ask it

Which condition stands in which column is said in the metadata of the file, under `chuntian.decisions`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import reduce
from operator import or_
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
    """Where one requirement of a programme stands: its number in the law, its code, its kind, its pair of columns."""

    number: int
    code: str
    kind: str
    column: str

    @property
    def yes(self) -> pl.Expr:
        """Give where the condition was found to hold."""
        return pl.col(f"{self.column}.yes")

    @property
    def unknown(self) -> pl.Expr:
        """Give where nobody knows."""
        return pl.col(f"{self.column}.unknown")

    @property
    def fails(self) -> pl.Expr:
        """Give where the requirement stands in the way."""
        return self.yes if self.kind == "exclusion" else ~(self.yes | self.unknown)


@dataclass(frozen=True, slots=True)
class Page:
    """What a file holds of one programme; `amount` is the pair of columns that tells whether its amount is known."""

    requirements: tuple[Kept, ...]
    amount: Kept | None


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
    return {
        slug: Page(tuple(Kept(**one) for one in page["requirements"]), Kept(**page["amount"]) if page["amount"] else None)
        for slug, page in json.loads(said)["programmes"].items()
    }  # fmt: skip


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
    return [f"{slug}.{name}" for name in ("eligible", "undecided", *(["amount_fen"] if page.amount else []))]


def answer(slug: str, page: Page) -> list[pl.Expr]:
    """Give outcome, amount and bits of a programme from the columns of the file."""
    eligible, undecided = pl.col(f"{slug}.eligible"), pl.col(f"{slug}.undecided")
    outcome = pl.when(eligible).then(pl.lit(1, pl.UInt8)).when(undecided).then(pl.lit(2, pl.UInt8))
    amount: Any = pl.col(f"{slug}.amount_fen") if page.amount else pl.lit(None, pl.Int64)
    columns = (outcome.otherwise(pl.lit(0, pl.UInt8)), amount, _bits(failed_of(page)), _bits(unknown_of(page)))
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
