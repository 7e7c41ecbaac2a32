"""
Check claimed sessions line by line: frames in, a mask of findings out. Knows no database, so every rule is tested alone.

No line is refused here: a finding holds the line until a person has said what is to become of it.
"""

from dataclasses import dataclass

import polars as pl

from chuntian.services.enums import Finding

LINES = {
    "session_id": pl.Int64, "order_id": pl.Int64, "person_id": pl.Int64, "provider_id": pl.Int64, "programme": pl.String,
    "item": pl.String, "day": pl.Date, "starts": pl.Int32, "ends": pl.Int32, "fen": pl.Int64,
}  # fmt: skip
ORDERS = {"order_id": pl.Int64, "starts_on": pl.Date, "ends_on": pl.Date, "ceiling_fen": pl.Int64}
ITEMS = {"order_id": pl.Int64, "item": pl.String, "quantity": pl.Int64}
SPANS = {
    "agreement_id": pl.Int64, "provider_id": pl.Int64, "programme": pl.String, "from_on": pl.Date, "to_on": pl.Date,
    "year_fen": pl.Int64,
}  # fmt: skip
PRICES = {"provider_id": pl.Int64, "item": pl.String, "from_on": pl.Date, "to_on": pl.Date, "price_fen": pl.Int64}
DEAD = {"person_id": pl.Int64, "death_date": pl.Date}
PLACES = {"provider_id": pl.Int64, "capacity": pl.Int64, "shut_weekdays": pl.String}
SHUT = {"provider_id": pl.Int64, "day": pl.Date}
# Every session of the persons on the days, and of the providers: `owed` = it stands in a claim and is owed.
BESIDE = {
    "session_id": pl.Int64, "person_id": pl.Int64, "provider_id": pl.Int64, "day": pl.Date, "starts": pl.Int32,
    "ends": pl.Int32, "owed": pl.Boolean,
}  # fmt: skip
USED = {"order_id": pl.Int64, "item": pl.String, "fen": pl.Int64, "times": pl.Int64}
USED_YEAR = {"provider_id": pl.Int64, "programme": pl.String, "year": pl.Int32, "fen": pl.Int64}


@dataclass(frozen=True)
class Book:
    """What lines are checked against. `used` and `used_year` are what earlier lines took, those in hand left out."""

    orders: pl.DataFrame
    items: pl.DataFrame
    spans: pl.DataFrame
    prices: pl.DataFrame
    dead: pl.DataFrame
    places: pl.DataFrame
    shut: pl.DataFrame
    beside: pl.DataFrame
    used: pl.DataFrame
    used_year: pl.DataFrame


def check(lines: pl.DataFrame, book: Book) -> pl.DataFrame:
    """
    Give the lines in the order of their days with `findings`, a mask of enums.Finding (0 = passes).

    Sums run over the lines that nothing else is said against, so that those which pass never exceed a ceiling together.
    """
    rows = lines.sort("day", "starts", "session_id").with_columns(pl.lit(0, pl.UInt32).alias("findings"))
    for one in (_order, _item, _agreement, _price, _dead, _shut):
        rows = one(rows, book)
    rows = _mark(rows, _doubles(rows, book), Finding.DOUBLE)
    rows = _mark(rows, _crowded(rows, book), Finding.OVER_CAPACITY)
    return _year_sum(_ceiling(_quantity(rows, book), book), book).drop("agreement_id", "year_fen")


def _add(rows: pl.DataFrame, when: pl.Expr, finding: Finding) -> pl.DataFrame:
    bit = pl.when(when.fill_null(True)).then(pl.lit(int(finding), pl.UInt32)).otherwise(pl.lit(0, pl.UInt32))
    return rows.with_columns((pl.col("findings") | bit).alias("findings"))


def _mark(rows: pl.DataFrame, found: pl.Series, finding: Finding) -> pl.DataFrame:
    return _add(rows, pl.col("session_id").is_in(found.implode()), finding)


def _order(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    rows = rows.join(book.orders, on="order_id", how="left", maintain_order="left")
    outside = ~pl.col("day").is_between(pl.col("starts_on"), pl.col("ends_on"))
    return _add(rows, outside, Finding.OUTSIDE_ORDER).drop("starts_on", "ends_on")


def _item(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    known = book.items.with_columns(pl.lit(True).alias("ordered"))
    rows = rows.join(known, on=["order_id", "item"], how="left", maintain_order="left")
    return _add(rows, pl.col("ordered").is_null(), Finding.NOT_ORDERED).drop("ordered")


def _agreement(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    keys = rows.select("session_id", "provider_id", "programme", "day")
    held = keys.join(book.spans, on=["provider_id", "programme"])
    held = held.filter(pl.col("day").is_between(pl.col("from_on"), pl.col("to_on")))
    held = held.unique("session_id", keep="first").select("session_id", "agreement_id", "year_fen")
    rows = rows.join(held, on="session_id", how="left", maintain_order="left")
    return _add(rows, pl.col("agreement_id").is_null(), Finding.OUTSIDE_AGREEMENT)


def _price(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    keys = rows.select("session_id", "provider_id", "item", "day")
    listed = keys.join(book.prices, on=["provider_id", "item"])
    running = (pl.col("day") >= pl.col("from_on")) & (pl.col("to_on").is_null() | (pl.col("day") <= pl.col("to_on")))
    listed = listed.filter(running).group_by("session_id").agg(pl.col("price_fen").min())
    rows = rows.join(listed, on="session_id", how="left", maintain_order="left")
    return _add(rows, pl.col("fen") > pl.col("price_fen"), Finding.OVER_PRICE).drop("price_fen")


def _dead(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    rows = rows.join(book.dead, on="person_id", how="left", maintain_order="left")
    return _add(rows, (pl.col("day") > pl.col("death_date")).fill_null(False), Finding.DEAD).drop("death_date")


def _shut(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    closed = book.shut.unique().with_columns(pl.lit(True).alias("closed"))
    rows = rows.join(closed, on=["provider_id", "day"], how="left", maintain_order="left")
    rows = rows.join(book.places, on="provider_id", how="left", maintain_order="left")
    weekly = (
        pl.col("shut_weekdays").fill_null("").str.contains(pl.col("day").dt.weekday().cast(pl.String), literal=True)
    )
    rows = _add(rows, pl.col("closed").fill_null(False) | weekly, Finding.SHUT_DAY)
    return rows.drop("closed", "shut_weekdays", "capacity")


def _doubles(rows: pl.DataFrame, book: Book) -> pl.Series:
    """Give the lines that lie over a session which counts before them: one that is owed, else the one entered first."""
    other = book.beside.select(
        "person_id", "day", pl.col("session_id").alias("other"), pl.col("starts").alias("from"),
        pl.col("ends").alias("to"), pl.col("owed").alias("other_owed"),
    )  # fmt: skip
    own = book.beside.select("session_id", "owed")
    pairs = rows.select("session_id", "person_id", "day", "starts", "ends").join(other, on=["person_id", "day"])
    pairs = pairs.filter(
        (pl.col("session_id") != pl.col("other"))
        & (pl.col("from") < pl.col("ends"))
        & (pl.col("to") > pl.col("starts"))
    ).join(own, on="session_id", how="left")
    owed = pl.col("owed").fill_null(False)
    first = (pl.col("other_owed") & ~owed) | ((pl.col("other_owed") == owed) & (pl.col("other") < pl.col("session_id")))
    return pairs.filter(first)["session_id"].unique()


def _crowded(rows: pl.DataFrame, book: Book) -> pl.Series:
    """Give the lines entered after a provider's places of the day were full."""
    room = book.places.filter(pl.col("capacity").is_not_null()).select("provider_id", "capacity")
    days = rows.select("provider_id", "day").unique()
    there = book.beside.join(days, on=["provider_id", "day"], how="semi").join(room, on="provider_id")
    ranked = there.with_columns(pl.col("session_id").rank("ordinal").over("provider_id", "day").alias("rank"))
    return ranked.filter(pl.col("rank") > pl.col("capacity"))["session_id"]


def _clean(name: str) -> pl.Expr:
    """Give a number where nothing is said against the line, else nothing."""
    return pl.when(pl.col("findings") == 0).then(pl.col(name)).otherwise(0)


def _running(name: str, *over: str) -> pl.Expr:
    """Give the sum up to and with the line: of the clean lines before it, and itself."""
    clean = _clean(name)
    return clean.cum_sum().over(*over) - clean + pl.col(name)


def _quantity(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    before = book.used.group_by("order_id", "item").agg(pl.col("times").sum().alias("before"))
    rows = rows.join(before, on=["order_id", "item"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.lit(1, pl.Int64).alias("one"))
    rows = rows.with_columns((_running("one", "order_id", "item") + pl.col("before").fill_null(0)).alias("times"))
    over = (pl.col("times") > pl.col("quantity")).fill_null(False)
    return _add(rows, over, Finding.NOT_ORDERED).drop("before", "one", "times", "quantity")


def _ceiling(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    before = book.used.group_by("order_id").agg(pl.col("fen").sum().alias("before"))
    rows = rows.join(before, on="order_id", how="left", maintain_order="left")
    rows = rows.with_columns((_running("fen", "order_id") + pl.col("before").fill_null(0)).alias("sum"))
    over = (pl.col("sum") > pl.col("ceiling_fen")).fill_null(False)
    return _add(rows, over, Finding.OVER_CEILING).drop("before", "sum", "ceiling_fen")


def _year_sum(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    keys = ["provider_id", "programme", "year"]
    rows = rows.with_columns(pl.col("day").dt.year().cast(pl.Int32).alias("year"))
    before = book.used_year.rename({"fen": "before"})
    rows = rows.join(before, on=keys, how="left", maintain_order="left")
    rows = rows.with_columns((_running("fen", *keys) + pl.col("before").fill_null(0)).alias("sum"))
    over = (pl.col("sum") > pl.col("year_fen")).fill_null(False)
    return _add(rows, over, Finding.OVER_AGREEMENT_SUM).drop("before", "sum", "year")
