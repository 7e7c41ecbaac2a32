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
ORIGIN = ("as_of", "source")
LONG = ("subject_id", "value", *ORIGIN)


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


def list_values(
    facts: Sequence[FactDeclaration], rows: pl.DataFrame, places: pl.DataFrame, sources: KindSources, on: date
) -> pl.DataFrame:
    """Give what the lists of one kind say of each person: a column a fact, with the day it is true for and its source."""
    whole = whole_values(facts, rows, places, sources, on)
    if not sources.partial:
        return whole
    both = pl.concat([whole, changed_values(facts, rows, sources, on)])
    return both.sort("as_of", maintain_order=True).unique("subject_id", keep="last", maintain_order=True)


def whole_values(
    facts: Sequence[FactDeclaration], rows: pl.DataFrame, places: pl.DataFrame, sources: KindSources, on: date
) -> pl.DataFrame:
    """
    Give what the whole lists say of each person of `places` (subject_id, hukou): values, or `absent` where the list of
    his region does not name him. A person on a list of another region is on a list all the same, if that list is not older.
    """
    names = [fact.name for fact in facts]
    based = _covered(places, sources)
    absent = based.filter(pl.col("cover").is_not_null())
    best = None
    if rows.height:
        best = _best(_combined(facts, _of_whole(rows, sources), on), based).select("subject_id", *names, *ORIGIN)
        absent = absent.join(best, on="subject_id", how="anti")
    nobody = absent.select(
        "subject_id",
        *(_literal(fact, fact.source.absent).alias(fact.name) for fact in facts),  # type: ignore[union-attr]
        pl.col("cover_as_of").alias("as_of"),
        pl.col("cover").alias("source"),
    )
    return nobody if best is None else pl.concat([best, nobody])


def _covered(places: pl.DataFrame, sources: KindSources) -> pl.DataFrame:
    """Give each person of `places` with the list that speaks for his place."""
    covering = {region: sources.covering(region) for region in places["hukou"].unique().to_list()}
    cover = pl.DataFrame(
        [(region, one.id if one else None, one.as_of if one else None) for region, one in covering.items()],
        schema={"hukou": pl.String, "cover": pl.Int64, "cover_as_of": pl.Date},
        orient="row",
    )
    return places.select("subject_id", "hukou").join(cover, on="hukou", how="left")


def _of_whole(rows: pl.DataFrame, sources: KindSources) -> pl.DataFrame:
    whole = pl.Series([one.id for one in sources.current], dtype=pl.Int64)
    return rows.filter(pl.col("source").is_in(whole.implode()))


def _best(listed: pl.DataFrame, based: pl.DataFrame) -> pl.DataFrame:
    """Give each person's row of the newest list; of lists of equal days that of his own region."""
    joined = listed.join(based, on="subject_id", how="inner")
    own = pl.col("source") == pl.col("cover")
    counts = own | pl.col("cover").is_null() | (pl.col("as_of") >= pl.col("cover_as_of"))
    return (
        joined.filter(counts.fill_null(True))
        .sort("as_of", own.fill_null(False), "source")
        .unique("subject_id", keep="last", maintain_order=True)
    )


def changed_values(
    facts: Sequence[FactDeclaration], rows: pl.DataFrame, sources: KindSources, on: date
) -> pl.DataFrame:
    """Give what lists of changes say: a person's newest row."""
    partial = pl.Series([one.id for one in sources.partial], dtype=pl.Int64)
    found = _combined(facts, rows.filter(pl.col("source").is_in(partial.implode())), on)
    newest = found.sort("as_of", "known", "source").unique("subject_id", keep="last", maintain_order=True)
    return newest.select("subject_id", *(fact.name for fact in facts), *ORIGIN)


def _combined(facts: Sequence[FactDeclaration], rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Give one row of values for each person and list."""
    names = [fact.name for fact in facts]
    valued = rows.select(
        "subject_id",
        "source",
        "as_of",
        "known",
        "row",
        *(reading_of(fact).value(on).cast(DTYPES[fact.kind]).alias(fact.name) for fact in facts),
    )
    twice = valued.select(pl.struct("subject_id", "source").is_duplicated().any()).item() if valued.height else False
    if not twice:
        return valued.select("subject_id", "source", "as_of", "known", *names)
    return (
        valued.sort("row")
        .group_by("subject_id", "source", maintain_order=True)
        .agg(pl.col("as_of").first(), pl.col("known").first(), *(combine(fact).alias(fact.name) for fact in facts))
    )


def aged(facts: Sequence[FactDeclaration], table: pl.DataFrame, on: date) -> pl.DataFrame:
    """Make unknown what is too old."""
    late = [fact for fact in facts if fact.max_age_months is not None]
    if not late or table.is_empty():
        return table
    return table.with_columns(
        pl.when(pl.col("as_of").dt.offset_by(f"{fact.max_age_months}mo") >= on).then(fact.name).alias(fact.name)
        for fact in late
    )


def stated_values(facts: Sequence[FactDeclaration], statements: pl.DataFrame, on: date) -> dict[str, pl.DataFrame]:
    """Give what cases and visits state of each fact on the day: the newest statement that has begun and not ended."""
    in_time = (pl.col("as_of") <= on) & (pl.col("true_to").is_null() | (pl.col("true_to") >= on))
    told = statements.filter(in_time)
    texts = [json.loads(text) for text in told["values"].to_list()]
    named = {name for one in texts for name in one}
    return {fact.name: _stated(fact, told, texts) for fact in facts if fact.name in named}


def _stated(fact: FactDeclaration, told: pl.DataFrame, texts: list[dict[str, Any]]) -> pl.DataFrame:
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


def with_stated(fact: FactDeclaration, table: pl.DataFrame | None, told: pl.DataFrame, on: date) -> pl.DataFrame:
    """Give each person's newest value of a fact from lists or register and from statements; of equal days the stated one."""
    told = told.rename({"value": fact.name}).select("subject_id", fact.name, *ORIGIN)
    both = told if table is None else pl.concat([table.select("subject_id", fact.name, *ORIGIN), told])
    newest = both.sort("as_of", maintain_order=True).unique("subject_id", keep="last", maintain_order=True)
    return aged([fact], newest, on)


def _literal(fact: FactDeclaration, value: Any) -> pl.Expr:
    if fact.kind == Kind.SLUGS and value is not None:
        return pl.lit(pl.Series([list(value)], dtype=pl.List(pl.String)).first())
    return pl.lit(value).cast(DTYPES[fact.kind])


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
