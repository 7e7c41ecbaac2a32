"""A month's attendance as a provider hands it in: thousands of sessions at once."""

from datetime import datetime
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.kernel.divisions import pad
from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import in_list, insert_frame, moment, read_frame
from chuntian.services.declared import services
from chuntian.services.enums import SessionState
from chuntian.services.operations.keeping import keep_by_sheet
from chuntian.trail.operations import record

SHEET = {
    "order_id": pl.Int64, "item": pl.String, "day": pl.Date, "starts": pl.Int32, "ends": pl.Int32, "mode": pl.String,
    "proof": pl.String,
}  # fmt: skip
ORDERS = {
    "order_id": pl.Int64, "person_id": pl.Int64, "provider_id": pl.Int64, "region": pl.String, "programme": pl.String
}  # fmt: skip
OFFERS = {"provider_id": pl.Int64, "item": pl.String, "from_on": pl.Date, "to_on": pl.Date, "price_fen": pl.Int64}


class BadSheet(Exception):
    """Rows of the sheet cannot be entered; `rows` gives their numbers (from 0) with the reason."""

    def __init__(self, rows: dict[int, str]) -> None:
        self.rows = rows
        some = "；".join(f"第 {row + 1} 行 {why}" for row, why in list(rows.items())[:5])
        super().__init__(f"{len(rows)} 行不能登记：{some}")


@transaction.atomic
def take_over_sessions(*, sheet: pl.DataFrame, region: str, by: Any, at: datetime) -> pl.DataFrame:
    """
    Enter sessions (columns of SHEET; minutes after midnight; `proof` null = the person's side has not confirmed yet).

    All or nothing; gives the sheet with `session_id`. Appointments whose hours a session shares are kept. What is odd in time, place or sum is found by the claim's check.

    :raises BadSheet: an unknown order, an item that is not the programme's, no price on the day, or times out of order.
    """
    rows = sheet.select(SHEET.keys()).cast(SHEET).with_row_index("row")  # type: ignore[arg-type]
    about, ids = in_list("id", rows["order_id"].unique().to_list())
    sql = (
        "SELECT id, person_id, provider_id, region, programme FROM services_order "  # noqa: S608
        f"WHERE {about} AND provider_id IS NOT NULL"
    )
    rows = rows.join(read_frame(sql, ids, ORDERS), on="order_id", how="left", maintain_order="left")
    rows = _priced(rows)
    _refuse_bad(rows, at)
    accepted = pl.col("proof").is_not_null()
    filled = rows.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64), "order_id", "person_id", "provider_id", "region", "item",
        "day", "starts", "ends", "mode", "price_fen", pl.lit(0).alias("remarks"), pl.col("proof").fill_null(""),
        pl.when(accepted).then(pl.lit(str(SessionState.ACCEPTED))).otherwise(pl.lit(str(SessionState.DELIVERED))).alias("state"),
        pl.lit(moment(at)).alias("entered_at"),
        pl.when(accepted).then(pl.lit(moment(at))).otherwise(None).alias("confirmed_at"),
        pl.lit(None if isinstance(by, str) else by.pk, pl.Int64).alias("entered_by_id"),
    )  # fmt: skip
    insert_frame("services_session", filled)
    kept = keep_by_sheet(filled, by=by, at=at)
    record(
        actor=by, action="session.take_over", subject_kind="session", region=pad(region), at=at,
        detail={"rows": rows.height, "kept": kept},
    )  # fmt: skip
    return rows.select("row", *SHEET).with_columns(filled["id"].alias("session_id")).drop("row")


def _priced(rows: pl.DataFrame) -> pl.DataFrame:
    about, ids = in_list("provider_id", rows["provider_id"].drop_nulls().unique().to_list())
    sql = (
        "SELECT provider_id, item, CAST(from_on AS text), CAST(to_on AS text), price_fen "  # noqa: S608
        f"FROM services_offer WHERE {about}"
    )
    offers = read_frame(sql, ids, OFFERS)
    listed = rows.select("row", "provider_id", "item", "day").join(offers, on=["provider_id", "item"])
    running = (pl.col("day") >= pl.col("from_on")) & (pl.col("to_on").is_null() | (pl.col("day") <= pl.col("to_on")))
    newest = listed.filter(running).sort("from_on").unique("row", keep="last").select("row", "price_fen")
    return rows.join(newest, on="row", how="left", maintain_order="left")


def _refuse_bad(rows: pl.DataFrame, at: datetime) -> None:
    known = [(slug, item, str(mode)) for slug, one in services().items() for item in one.codes for mode in one.modes]
    schema = {"programme": pl.String, "item": pl.String, "mode": pl.String}
    catalogue = pl.DataFrame(known, schema=schema, orient="row").with_columns(pl.lit(True).alias("known"))
    rows = rows.join(catalogue, on=list(schema), how="left", maintain_order="left")
    times = (pl.col("starts") >= 0) & (pl.col("ends") > pl.col("starts")) & (pl.col("ends") <= 1440)
    why = (
        pl.when(pl.col("provider_id").is_null()).then(pl.lit("没有这张服务单，或尚未安排机构"))
        .when(pl.col("known").is_null()).then(pl.lit("项目或方式不属于该服务"))
        .when((~times).fill_null(True)).then(pl.lit("时间须有先后"))
        .when(pl.col("day") > at.date()).then(pl.lit("日期在将来"))
        .when(pl.col("price_fen").is_null()).then(pl.lit("当日没有价目"))
    )  # fmt: skip
    bad = rows.select("row", why.alias("why")).filter(pl.col("why").is_not_null())
    if not bad.is_empty():
        raise BadSheet(dict(bad.iter_rows()))
