"""Bank accounts: ciphertext, an index to find the same account again, and the person once known."""

from typing import Any

import polars as pl

from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import indexes_after, insert_frame, moment
from chuntian.registry.matching import match
from chuntian.registry.models import Source
from chuntian.trail.sealing import index_many, seal_many

TABLE = "registry_bankaccount"


def commit_accounts(source: Source, frame: pl.DataFrame) -> dict[str, Any]:
    """Write one account row for each row of the list."""
    rows = match(frame.filter(pl.col("account").is_not_null()))
    ids = new_ids(rows.height)
    accounts = rows["account"].cast(pl.String).to_list()
    empty = pl.lit("")
    written = pl.DataFrame(
        {
            "id": ids,
            "number": seal_many(accounts, ids, table=TABLE, column="number"),
            "number_index": index_many(accounts, "account"),
        },
        schema={"id": pl.Int64, "number": pl.Binary, "number_index": pl.String},
    ).hstack(
        rows.select(
            "person_id",
            "subject_index",
            pl.coalesce(pl.col("bank").cast(pl.String) if "bank" in rows.columns else empty, empty).alias("bank"),
            pl.coalesce(pl.col("holder").cast(pl.String) if "holder" in rows.columns else empty, empty).alias("holder"),
            pl.lit(source.as_of).cast(pl.Date).alias("valid_from"),
            pl.lit(None, dtype=pl.Date).alias("valid_to"),
            pl.lit(source.as_of).cast(pl.Date).alias("as_of"),
            pl.lit(moment(source.committed_at)).alias("known_since"),
            pl.lit(source.pk).alias("source_id"),
            pl.col("row").cast(pl.Int64),
            pl.lit(source.region).alias("region"),
        )
    )
    with indexes_after(TABLE, written.height):
        insert_frame(TABLE, written)
    matched = rows["person_id"].drop_nulls().len()
    return {"matched": matched, "unmatched": rows.height - matched, "statements": rows.height}
