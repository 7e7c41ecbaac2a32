"""Columns joined into one value each, and taken apart by the database, are what they were."""

import random
import sqlite3

import polars as pl
import pytest

from chuntian.registry import packed

ROWS = 400
COLUMNS = {
    "whole": ([0, -5, 17, 2**62, -(2**63)], pl.Int64),
    "gaps": ([None, 3, None, -1, 120], pl.Int16),
    "text": (["王小明", "", " 前后 ", "12", "x\0y", "é'\""], pl.String),
    "missing": ([None, "", "甲", "很长" * 90], pl.String),
    "same_size": (["甲乙", "abcdef"], pl.String),
    "sealed": ([b"\0\1\2", b"abc"], pl.Binary),
    "bytes": ([None, b"", b"\0\xff ", b" 1" * 40], pl.Binary),
    "nothing": ([None], pl.String),
}


def rows_of(frame: pl.DataFrame) -> list[tuple]:
    base = sqlite3.connect(":memory:")
    cells, rows, params = packed.unpacked(frame)
    base.execute(f"CREATE TABLE t ({', '.join(f'c{at}' for at in range(frame.width))})")
    base.execute(f"INSERT INTO t SELECT {', '.join(cells)} FROM {rows}", params)  # noqa: S608 (our own statement)
    return base.execute("SELECT * FROM t ORDER BY rowid").fetchall()


@pytest.mark.parametrize("piece", [slice(0, ROWS), slice(150, 151), slice(7, 90)])
def test_what_goes_in_together_comes_out_row_by_row(piece):
    chosen = random.Random(11)
    frame = pl.DataFrame(
        {
            name: pl.Series([chosen.choice(values) for _ in range(ROWS)], dtype=kind)
            for name, (values, kind) in COLUMNS.items()
        }
    )

    found = rows_of(frame[piece])

    assert found == frame[piece].rows()
    assert [tuple(map(type, row)) for row in found] == [tuple(map(type, row)) for row in frame[piece].rows()]


@pytest.mark.parametrize(
    ("kind", "packs"), [(pl.Int64, True), (pl.String, True), (pl.Binary, True), (pl.Float64, False)]
)
def test_only_what_has_an_exact_text_is_packed(kind, packs):
    frame = pl.DataFrame({"one": pl.Series([None] * packed.WORTH, dtype=kind)})

    assert packed.can_pack(frame) is packs
    assert not packed.can_pack(frame[1:])
