"""The divisions of a snapshot as columns: what differs between them."""

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl


class Places:
    """
    The divisions of a snapshot: which there are, and how a column is made that differs between them.

    What differs is computed once and shared: `stages` are the columns to add to the snapshot beforehand, in two steps.
    """

    def __init__(self, regions: Sequence[str], length: int) -> None:
        self.length = length
        self.regions = sorted(regions)
        self.stages: tuple[dict[str, pl.Expr], dict[str, pl.Expr]] = ({}, {})

    def head(self, length: int) -> pl.Expr:
        """Give the first digits of the region as a shared column."""
        self.stages[0][f"@{length}"] = pl.col("region").str.head(length)
        return pl.col(f"@{length}")

    def by_place(self, name: str, value_of: Callable[[str], Any], dtype: Any) -> pl.Expr:
        """Give a literal where all places agree, else a small map on the prefix of the division, shared by its name."""
        values = [value_of(region.ljust(12, "0")) for region in self.regions]
        if len(set(values)) <= 1:
            return pl.lit(values[0] if values else None, dtype)
        self.stages[1][f"@{name}"] = self.head(self.length).replace_strict(
            self.regions, values, default=None, return_dtype=dtype
        )
        return pl.col(f"@{name}")

    def prepare(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the shared columns to a snapshot."""
        for stage in self.stages:
            frame = frame.with_columns(column.alias(name) for name, column in stage.items())
        return frame
