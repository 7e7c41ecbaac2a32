"""Who is meant: persons by the keyed index of their identity number, as sets."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

import polars as pl

from chuntian.kernel.sealing import Sealer
from chuntian.registry.bulk import LARGE, in_list, read_frame
from chuntian.trail.sealing import index_many

KNOWN = {
    "subject_index": pl.String,
    "person_id": pl.Int64,
    "person_as_of": pl.Date,
    "person_phone_as_of": pl.Date,
    "person_name": pl.String,
    "person_region": pl.String,
}


def subject_indexes(resident_ids: pl.Series, sealing: Sealer | None = None) -> pl.Series:
    """Give the blind index of each identity number; a missing one gives "". A sealer shares the work of a large list."""
    index = sealing.index if sealing else index_many
    return pl.Series("subject_index", index(resident_ids.to_list(), "resident_id"), dtype=pl.String)


def persons_by_index(indexes: pl.Series) -> pl.DataFrame:
    """Give the registered persons among the indexes. A merged person stands for the one he was merged into."""
    wanted = indexes.unique().to_list()
    condition, params = ("1 = 1", []) if len(wanted) > LARGE else in_list("p.resident_index", wanted)
    return read_frame(
        "SELECT p.resident_index, COALESCE(p.merged_into_id, p.id), CAST(p.as_of AS text), CAST(p.phone_as_of AS text), "
        f"p.name, p.region FROM registry_person p WHERE {condition}",
        params,
        KNOWN,
    )


def match(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `subject_index` and, where the person is known, `person_id` to the rows of a list; the number itself goes."""
    indexed = frame.with_columns(subject_indexes(frame["resident_id"]).alias("subject_index")).drop("resident_id")
    known = persons_by_index(indexed["subject_index"]).select("subject_index", "person_id")
    return indexed.join(known, on="subject_index", how="left", maintain_order="left")
