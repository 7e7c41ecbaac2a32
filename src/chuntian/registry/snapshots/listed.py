"""Facts that lists bring: who is on the current whole list, who is not, what changes and cases say since."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from chuntian.registry.snapshots.pending import Pending
from chuntian.registry.snapshots.reader import Reader
from chuntian.registry.snapshots.readings import DTYPES, combine, from_text, reading_of
from chuntian.registry.snapshots.sources import KindSources
from chuntian.rules import FactDeclaration, Kind

# One value of one fact for one person, with the day it is true for, and where it comes from.
LONG = ("subject_id", "value", "as_of", "source")


def list_rows(
    reader: Reader, kind: str, facts: Sequence[FactDeclaration], sources: KindSources, pending: Pending | None
) -> pl.DataFrame:
    """Read the rows of a kind's current lists with the columns its facts need."""
    fields = sorted({column for fact in facts for column in reading_of(fact).columns})
    wanted = [one.id for one in (*sources.current, *sources.partial)]
    rows = reader.rows(kind, fields, wanted)
    if pending is not None and pending.source.kind == kind and pending.source in (*sources.current, *sources.partial):
        rows = pl.concat([rows, pending.statement_rows(fields)])
    return rows


def whole_values(
    fact: FactDeclaration, rows: pl.DataFrame, places: pl.DataFrame, sources: KindSources, on: date
) -> pl.DataFrame:
    """
    Give what the whole lists say of each person of `places` (subject_id, hukou): a value, or `absent` where the list of
    his region does not name him. A person on a list of another region is on a list all the same, if that list is not older.
    """
    whole = pl.DataFrame(
        [(one.id, one.as_of, one.prefix) for one in sources.current],
        schema={"source": pl.Int64, "source_as_of": pl.Date, "prefix": pl.String},
        orient="row",
    )
    regions = places["hukou"].unique().to_list()
    covering = {region: sources.covering(region) for region in regions}
    cover = pl.DataFrame(
        [(region, one.id if one else None, one.as_of if one else None) for region, one in covering.items()],
        schema={"hukou": pl.String, "cover": pl.Int64, "cover_as_of": pl.Date},
        orient="row",
    )
    based = places.select("subject_id", "hukou").join(cover, on="hukou", how="left")
    listed = _combined(fact, rows.join(whole, on="source", how="inner"), on).join(based, on="subject_id", how="inner")
    own = pl.col("source") == pl.col("cover")
    counts = own | pl.col("cover").is_null() | (pl.col("as_of") >= pl.col("cover_as_of"))
    best = (
        listed.filter(counts.fill_null(True))
        .with_columns(own.fill_null(False).alias("own"))
        .sort("as_of", "own", "source")
        .unique("subject_id", keep="last", maintain_order=True)
        .select("subject_id", "value", "as_of", "source")
    )
    absent = based.filter(pl.col("cover").is_not_null()).join(best, on="subject_id", how="anti")
    nobody = absent.select(
        "subject_id",
        _literal(fact, fact.source.absent).alias("value"),  # type: ignore[union-attr]
        pl.col("cover_as_of").alias("as_of"),
        pl.col("cover").alias("source"),
    )
    return pl.concat([best, nobody])


def changed_values(fact: FactDeclaration, rows: pl.DataFrame, sources: KindSources, on: date) -> pl.DataFrame:
    """Give what lists of changes say: a person's newest row."""
    partial = [one.id for one in sources.partial]
    found = _combined(fact, rows.filter(pl.col("source").is_in(partial)), on)
    return found.sort("as_of", "known", "source").unique("subject_id", keep="last", maintain_order=True).select(LONG)


def _combined(fact: FactDeclaration, rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Give one value for each person and list."""
    valued = rows.with_columns(reading_of(fact).value(on).cast(DTYPES[fact.kind]).alias("value"))
    twice = valued.select(pl.struct("subject_id", "source").is_duplicated().any()).item() if valued.height else False
    if not twice:
        return valued.select("subject_id", "source", "as_of", "known", "value")
    return (
        valued.sort("row")
        .group_by("subject_id", "source", maintain_order=True)
        .agg(pl.col("as_of").first(), pl.col("known").first(), combine(fact).alias("value"))
    )


def stated_values(fact: FactDeclaration, statements: pl.DataFrame, on: date) -> pl.DataFrame:
    """Give what cases and visits state of a fact on the day: the newest statement that has begun and not ended."""
    in_time = (pl.col("as_of") <= on) & (pl.col("true_to").is_null() | (pl.col("true_to") >= on))
    told = statements.filter(pl.col("values").str.contains(f'"{fact.name}"', literal=True) & in_time)
    texts = [json.loads(text) for text in told["values"].to_list()]
    kept = told.with_columns(
        pl.Series("named", [fact.name in one for one in texts], dtype=pl.Boolean),
        pl.Series("text", [_as_text(one.get(fact.name)) for one in texts], dtype=pl.String),
    ).filter("named")
    valued = kept.with_columns(from_text("text", fact.kind).cast(DTYPES[fact.kind]).alias("value"))
    return valued.sort("as_of", "known", "source").unique("subject_id", keep="last", maintain_order=True).select(LONG)


def death_dates(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """
    Give each person's day of death, if it lies on or before the day asked about.

    Notices tell of the past, so every notice known counts whatever its date; the newest one decides, and a correction
    takes the death back.
    """
    corrected = pl.col("correction").is_in(("true", "1", "True")).fill_null(False)
    newest = rows.sort("as_of", "known", "row").unique("subject_id", keep="last", maintain_order=True)
    day = pl.col("death_date").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    dead = newest.filter(~corrected).with_columns(day.alias("value"))
    return dead.filter(pl.col("value") <= on).select(LONG)


def merge_candidates(candidates: Sequence[pl.DataFrame], fact: FactDeclaration, on: date) -> pl.DataFrame:
    """Give each person's newest value; of equal days the later candidate counts. What is too old is unknown."""
    merged = pl.concat([one.select(LONG).with_columns(pl.lit(at).alias("rank")) for at, one in enumerate(candidates)])
    merged = merged.sort("as_of", "rank").unique("subject_id", keep="last", maintain_order=True)
    if fact.max_age_months is not None:
        oldest = pl.col("as_of").dt.offset_by(f"{fact.max_age_months}mo") >= on
        merged = merged.with_columns(pl.when(oldest).then("value").alias("value"))
    return merged.select(LONG)


def _literal(fact: FactDeclaration, value: Any) -> pl.Expr:
    if fact.kind == Kind.SLUGS and value is not None:
        return pl.lit(pl.Series([list(value)], dtype=pl.List(pl.String)).first())
    return pl.lit(value).cast(DTYPES[fact.kind])


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
