"""Who was erased does not come back with the next list, nor with a restored backup."""

import polars as pl

from chuntian.registry.models import Erasure
from chuntian.trail.sealing import index_many


def erased_indexes() -> set[str]:
    """Give the keyed indexes of those who were erased, and whose erasure was not lifted."""
    done = Erasure.objects.filter(done_at__isnull=False, lifted_at__isnull=True)
    return set(done.values_list("resident_index", flat=True))


def without_erased(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out the rows about persons who were erased."""
    erased = erased_indexes()
    if not erased or "resident_id" not in frame.columns:
        return frame
    indexes = pl.Series(index_many(frame["resident_id"].to_list(), "resident_id"), dtype=pl.String)
    return frame.filter(~indexes.is_in(list(erased)))
