"""Guardians the certificate register names."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

import polars as pl

from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import in_list, insert_frame, read_frame, update_frame
from chuntian.registry.models import Source
from chuntian.trail.sealing import seal_many

TABLE = "registry_guardian"
KEY = ("person_id", "name", "relation")


def keep_guardians(source: Source, rows: pl.DataFrame) -> None:
    """Keep one row for each guardian a person has had: first and last list that named him, whatever order they came in."""
    named = rows.filter(pl.col("guardian_name").is_not_null() & (pl.col("guardian_name") != "")).select(
        "person_id",
        pl.col("guardian_name").str.slice(0, 60).alias("name"),
        pl.col("guardian_relation").fill_null("").str.slice(0, 20).alias("relation"),
        pl.col("guardian_resident_id").alias("resident_id"),
    )
    named = named.unique(KEY, keep="last", maintain_order=True)
    who, params = in_list("person_id", named["person_id"].to_list())
    known = read_frame(
        f"SELECT id, person_id, name, relation, CAST(valid_from AS text), CAST(as_of AS text) FROM registry_guardian WHERE {who}",
        params,
        {
            "id": pl.Int64,
            "person_id": pl.Int64,
            "name": pl.String,
            "relation": pl.String,
            "valid_from": pl.Date,
            "as_of": pl.Date,
        },
    )
    both = named.join(known, on=KEY, how="left", maintain_order="left")
    again = both.filter(pl.col("id").is_not_null())
    day = pl.lit(source.as_of).cast(pl.Date)
    update_frame(
        TABLE,
        again.select(
            "id",
            pl.min_horizontal("valid_from", day).alias("valid_from"),
            pl.max_horizontal("as_of", day).alias("as_of"),
        ),
    )
    _insert(source, both.filter(pl.col("id").is_null()))


def _insert(source: Source, new: pl.DataFrame) -> None:
    ids = new_ids(new.height)
    sealed = seal_many(new["resident_id"].to_list(), ids, table=TABLE, column="resident_id")
    day = pl.lit(source.as_of).cast(pl.Date)
    insert_frame(
        TABLE,
        new.select(
            pl.Series("id", ids, dtype=pl.Int64),
            *KEY,
            pl.Series("resident_id", sealed, dtype=pl.Binary),
            pl.lit(None, dtype=pl.Binary).alias("phone"),
            pl.lit("残疾人证登记").alias("authority"),
            day.alias("valid_from"),
            pl.lit(None, dtype=pl.Date).alias("valid_to"),
            day.alias("as_of"),
        ),
    )
