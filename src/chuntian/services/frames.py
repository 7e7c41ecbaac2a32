"""Read claims, sessions and what they are checked against as columns: a few queries whatever the number of lines."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

from collections.abc import Sequence
from datetime import date, datetime

import polars as pl

from chuntian.kernel.days import Month
from chuntian.places.regions import in_region_q
from chuntian.registry.bulk import in_list, read_frame
from chuntian.registry.snapshots import facts_frame
from chuntian.services import checks
from chuntian.services.checks import Book

LINES = {**checks.LINES, "region": pl.String, "record_id": pl.Int64}
_LINES = """
SELECT s.id, s.order_id, coalesce(p.merged_into_id, p.id), s.provider_id, o.programme, s.item, {day}, s.starts, s.ends,
s.price_fen, s.region, s.person_id{more}
FROM services_session s JOIN services_order o ON o.id = s.order_id JOIN registry_person p ON p.id = s.person_id
LEFT JOIN services_claimline l ON l.session_id = s.id
"""
DAY = "CAST(s.day AS text)"


def _region(column: str, region: str) -> tuple[str, list[str]]:
    low, high = (value for _, value in in_region_q(region).children)
    return f"{column} BETWEEN %s AND %s", [low, high]


def unclaimed(region: str, upto: date, provider_id: int | None = None) -> pl.DataFrame:
    """Give the accepted sessions up to a day that stand in no claim yet."""
    where, params = _region("s.region", region)
    sql = f"{_LINES.format(day=DAY, more='')} WHERE l.id IS NULL AND s.state = 'accepted' AND s.day <= %s AND {where}"
    given: list[object] = [str(upto), *params]
    if provider_id is not None:
        sql, given = f"{sql} AND s.provider_id = %s", [*given, provider_id]
    return read_frame(sql, given, LINES)


def claimed(claim_ids: Sequence[int], states: Sequence[str], *, billed: bool) -> pl.DataFrame:
    """Give the lines of claims in some states, billed or not yet, with `owed_fen`: what each takes of the sums already."""
    about, ids = in_list("l.claim_id", claim_ids)
    kinds, given = in_list("l.state", states)
    lines = _LINES.format(day=DAY, more=", l.allowed_fen")
    sql = f"{lines} WHERE {about} AND {kinds} AND l.bill_id IS {'NOT ' if billed else ''}NULL"
    return read_frame(sql, [*ids, *given], {**LINES, "owed_fen": pl.Int64})


def book_for(lines: pl.DataFrame, *, region: str, at: datetime) -> Book:
    """Give what lines are checked against, as known at a moment."""
    orders, providers = lines["order_id"].unique().to_list(), lines["provider_id"].unique().to_list()
    of_orders, order_ids = in_list("id", orders)
    of_items, _ = in_list("order_id", orders)
    of_providers, provider_ids = in_list("provider_id", providers)
    own_places, _ = in_list("id", providers)
    return Book(
        orders=read_frame(
            f"SELECT id, CAST(starts_on AS text), CAST(ends_on AS text), ceiling_fen FROM services_order WHERE {of_orders}",
            order_ids, checks.ORDERS,
        ),
        items=read_frame(
            f"SELECT order_id, item, quantity FROM services_orderitem WHERE {of_items}", order_ids, checks.ITEMS
        ),
        spans=read_frame(
            "SELECT a.id, a.provider_id, a.programme, CAST(s.from_on AS text), CAST(s.to_on AS text), a.year_fen "
            f"FROM services_agreementspan s JOIN services_agreement a ON a.id = s.agreement_id WHERE {of_providers}",
            provider_ids, checks.SPANS,
        ),
        prices=read_frame(
            "SELECT provider_id, item, CAST(from_on AS text), CAST(to_on AS text), price_fen FROM services_offer "
            f"WHERE {of_providers}", provider_ids, checks.PRICES,
        ),
        places=read_frame(
            f"SELECT id, capacity, shut_weekdays FROM services_provider WHERE {own_places}", provider_ids, checks.PLACES
        ),
        shut=read_frame(
            f"SELECT provider_id, CAST(day AS text) FROM services_shutday WHERE {of_providers}", provider_ids, checks.SHUT
        ),
        dead=dead(lines, region=region, at=at), beside=beside(lines), **_used(lines, orders, providers),
    )  # fmt: skip


def dead(lines: pl.DataFrame, *, region: str, at: datetime) -> pl.DataFrame:
    """Give the day of death of the persons of lines, as lists and statements tell it at a moment."""
    people = lines.select("record_id", "person_id").unique()
    ids = pl.concat([people["record_id"], people["person_id"]]).unique().to_list()
    facts = facts_frame(region=region, on=at.date(), known_at=at, subjects=ids, names=["death_date"])
    known = facts.filter(pl.col("death_date").is_not_null()).select("subject_id", "death_date")
    both = pl.concat([people, people.select(pl.col("person_id").alias("record_id"), "person_id")]).unique()
    found = both.join(known, left_on="record_id", right_on="subject_id")
    return found.group_by("person_id").agg(pl.col("death_date").min()).select(checks.DEAD.keys())


def beside(lines: pl.DataFrame) -> pl.DataFrame:
    """Give every session that took place, by what was entered, between the first and the last day of the lines."""
    if lines.is_empty():
        return pl.DataFrame(schema=checks.BESIDE)
    sql = f"""
    SELECT s.id, coalesce(p.merged_into_id, p.id), s.provider_id, {DAY}, s.starts, s.ends,
    CASE WHEN l.state IN ('passes', 'allowed') THEN 'true' ELSE 'false' END
    FROM services_session s JOIN registry_person p ON p.id = s.person_id
    LEFT JOIN services_claimline l ON l.session_id = s.id
    WHERE s.day BETWEEN %s AND %s AND s.state IN ('delivered', 'accepted') AND coalesce(l.state, '') <> 'refused'
    """
    return read_frame(sql, [str(lines["day"].min()), str(lines["day"].max())], checks.BESIDE)


def _used(lines: pl.DataFrame, orders: Sequence[int], providers: Sequence[int]) -> dict[str, pl.DataFrame]:
    """Give what owed lines other than those in hand (which bear `owed_fen`) took of each order, and of each provider's year."""
    of_orders, ids = in_list("s.order_id", orders)
    of_providers, provider_ids = in_list("s.provider_id", providers)
    source = """FROM services_claimline l JOIN services_session s ON s.id = l.session_id
    JOIN services_order o ON o.id = s.order_id WHERE l.state IN ('passes', 'allowed')"""
    used = read_frame(
        f"SELECT s.order_id, s.item, sum(l.allowed_fen), count(*) {source} AND {of_orders} GROUP BY s.order_id, s.item",
        ids, checks.USED,
    )  # fmt: skip
    year = "substr(CAST(s.day AS text), 1, 4)"
    sums = read_frame(
        f"SELECT s.provider_id, o.programme, {year}, sum(l.allowed_fen) {source} AND {of_providers} "
        f"GROUP BY s.provider_id, o.programme, {year}",
        provider_ids, checks.USED_YEAR,
    )  # fmt: skip
    year_of = pl.col("day").dt.year().cast(pl.Int32).alias("year")
    return {
        "used": _without(used, lines, ["order_id", "item"]),
        "used_year": _without(sums, lines.with_columns(year_of), ["provider_id", "programme", "year"]),
    }


def _without(sums: pl.DataFrame, lines: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Take lines in hand that are owed already out of what was summed with them."""
    if "owed_fen" not in lines.columns:
        return sums
    own = lines.group_by(keys).agg(pl.col("owed_fen").sum(), pl.len().cast(pl.Int64).alias("own"))
    left = sums.join(own, on=keys, how="left").with_columns(pl.col("fen") - pl.col("owed_fen").fill_null(0))
    if "times" in sums.columns:
        left = left.with_columns(pl.col("times") - pl.col("own").fill_null(0))
    return left.select(sums.columns)


def last_day(month: str) -> date:
    """Give the last day of a month."""
    return Month.parse(month).last
