"""
How a fact is read from the columns of a list, and how a text from JSON becomes a value of its kind.

Most facts are a column of their list under the fact's own name or under the field of the declaration. What needs more
than that stands in READINGS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import polars as pl

from chuntian.rules import FactDeclaration, FromList, Kind

TRUE = ("true", "1", "True")
FALSE = ("false", "0", "False")


@dataclass(frozen=True, slots=True)
class Reading:
    """The columns a fact needs and the expression over them (all texts) that gives its value on a day."""

    columns: tuple[str, ...]
    value: Callable[[date], pl.Expr]


def day_of(column: str) -> pl.Expr:
    """Give a text column as days."""
    return pl.col(column).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)


def _equals(column: str, word: str) -> Reading:
    return Reading((column,), lambda on: pl.col(column) == word)


def _present() -> Reading:
    return Reading((), lambda on: pl.lit(True))


def _serving(on: date) -> pl.Expr:
    return (day_of("from").fill_null(on) <= on) & (day_of("to").fill_null(on) >= on)


def _amount(word: str) -> Reading:
    amount = pl.col("amount").cast(pl.Int64, strict=False)
    return Reading(("kind", "amount"), lambda on: pl.when(pl.col("kind") == word).then(amount).otherwise(0))


READINGS: dict[tuple[str, str], Reading] = {
    ("dibao_margin", "dibao_margin"): _present(),
    ("tekun", "tekun"): _present(),
    ("tekun", "in_welfare_institution"): _equals("mode", "institution"),
    ("orphans", "orphan_benefit"): _equals("group", "orphan"),
    ("orphans", "unattended_child_benefit"): _equals("group", "unattended"),
    ("work_injury_care", "work_injury_care"): _present(),
    ("prison", "in_prison"): Reading(("from", "to"), _serving),
    ("elderly_allowance", "living_allowance_other"): _amount("living"),
    ("elderly_allowance", "care_allowance_other"): _amount("care"),
    ("pension", "pays_pension"): _equals("status", "pays"),
    ("pension", "draws_pension"): _equals("status", "draws"),
    ("medical", "medical_insured"): _present(),
    ("employment", "employed"): _present(),
    ("pupils", "in_school"): _present(),
}
# The list's own column behind a fact, where the row does not carry the fact under its name.
OWN_COLUMNS = {
    "survey_outcome": "outcome",
    "school_stage": "stage",
    "dibao": "kind",
    "dibao_area": "area",
    "dibao_class": "class",
}


def reading_of(fact: FactDeclaration) -> Reading:
    """Give how a listed fact is read."""
    source = fact.source
    if not isinstance(source, FromList):
        raise TypeError(f"{fact.name} comes from no list")
    known = READINGS.get((source.kind, fact.name))
    if known is not None:
        return known
    columns = tuple(dict.fromkeys((fact.name, source.field, OWN_COLUMNS.get(fact.name, source.field))))
    return Reading(columns, lambda on: pl.coalesce(from_text(name, fact.kind) for name in columns))


def from_text(column: str, kind: Kind) -> pl.Expr:
    """Give a text column as values of a kind of fact; what does not read is unknown."""
    text = pl.col(column)
    if kind == Kind.BOOL:
        return pl.when(text.is_in(TRUE)).then(pl.lit(True)).when(text.is_in(FALSE)).then(pl.lit(False))
    if kind == Kind.INT:
        return text.cast(pl.Int32, strict=False)
    if kind in (Kind.FEN, Kind.COMPONENTS):
        return text.cast(pl.Int64, strict=False)
    if kind == Kind.DATE:
        return day_of(column)
    if kind == Kind.DIVISION:
        return text.str.pad_end(12, "0")
    if kind == Kind.SLUGS:
        return slugs(text)
    return text


def slugs(text: pl.Expr) -> pl.Expr:
    """Give a JSON list, or words between semicolons, as a sorted list."""
    bare = text.str.replace_all(r'[\[\]"\s]', "").str.replace_all(r"[;；,，]+", ";").str.strip_chars(";")
    words = bare.str.split(";").list.eval(pl.element().filter(pl.element() != "")).list.unique().list.sort()
    return pl.when(text.is_not_null()).then(words)


def combine(fact: FactDeclaration) -> pl.Expr:
    """Give how several rows of one list about one person become one value: any, the sum, all words, else the last row."""
    value = pl.col(fact.name)
    if fact.kind == Kind.BOOL:
        return value.any(ignore_nulls=False)
    if fact.kind == Kind.FEN:
        return value.sum()
    if fact.kind == Kind.SLUGS:
        return value.explode().drop_nulls().unique().sort()
    return value.drop_nulls().last()


DTYPES = {
    Kind.BOOL: pl.Boolean,
    Kind.INT: pl.Int32,
    Kind.FEN: pl.Int64,
    Kind.DATE: pl.Date,
    Kind.TEXT: pl.String,
    Kind.DIVISION: pl.String,
    Kind.COMPONENTS: pl.UInt64,
    Kind.SLUGS: pl.List(pl.String),
}
