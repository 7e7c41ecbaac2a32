"""Rows whose protected columns are sealed and indexed piece by piece, while the piece before is being written."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from chuntian.kernel.sealing import AHEAD, PIECE, IndexOrder, Order, Sealer, SealOrder


def sealed_pieces(
    rows: pl.DataFrame,
    *,
    table: str,
    sealing: Sealer,
    seal: Sequence[str],
    index: Mapping[str, tuple[str, str]] | None = None,
    ahead: int = AHEAD,
) -> Iterator[pl.DataFrame]:
    """
    Give the rows in pieces with the columns `seal` as ciphertexts bound to `table` and `id`.

    `index` names new columns: each the blind index of a column for a purpose. The work begins at once, on `ahead` pieces.
    """
    indexed = index or {}

    def orders() -> Iterator[tuple[Sequence[int], list[Order]]]:
        for piece in rows.iter_slices(PIECE):
            wanted: list[Order] = [SealOrder(piece[name].to_list(), f"{table}.{name}:") for name in seal]
            wanted += [IndexOrder(piece[name].to_list(), purpose) for name, purpose in indexed.values()]
            yield piece["id"].to_list(), wanted

    types = [*((name, pl.Binary) for name in seal), *((name, pl.String) for name in indexed)]
    done = sealing.stream(orders(), ahead)
    return (
        piece.with_columns(
            pl.Series(name, values, dtype=kind) for (name, kind), values in zip(types, columns, strict=True)
        )
        for piece, columns in zip(rows.iter_slices(PIECE), done, strict=True)
    )
