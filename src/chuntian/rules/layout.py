"""
How a snapshot is laid out in its file, and the divisions it says it holds.

Parameters differ between divisions, so the columns can only be made once it is known which divisions there are. Reading
every region for that takes as long as deciding two programmes; so whoever writes a snapshot writes them into its metadata.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

KEY = "chuntian.divisions"
LARGEST_GROUP, SMALLEST_GROUP, GROUPS = 65_536, 4_096, 8
TOWNSHIP = 9
LENGTHS = (6, TOWNSHIP, 12)


def row_group_of(rows: int) -> int:
    """
    Give the rows of a group: deciding holds a few groups at a time, so its memory follows from this.

    A small snapshot is cut into enough groups that every processor finds its share.
    """
    return max(SMALLEST_GROUP, min(LARGEST_GROUP, -(-rows // GROUPS)))


def said_of(frame: pl.DataFrame) -> dict[str, str]:
    """Give the metadata with which a snapshot is to be written: the townships of its rows."""
    townships = frame["region"].drop_nulls().str.head(TOWNSHIP).unique().sort().to_list()
    return {KEY: json.dumps(townships)}


def divisions_of(frame: pl.LazyFrame, length: int, paths: Sequence[Path] = ()) -> list[str]:
    """Name the divisions of a snapshot by their first digits; `paths` are the files that the frame scans, if it does."""
    said = [pl.read_parquet_metadata(path).get(KEY) for path in paths] if length <= TOWNSHIP else []
    if said and None not in said:
        return sorted({township[:length] for one in said if one for township in json.loads(one)})
    regions = frame.select(pl.col("region").str.head(length).drop_nulls().unique())
    return sorted(regions.collect(engine="streaming").to_series().to_list())
