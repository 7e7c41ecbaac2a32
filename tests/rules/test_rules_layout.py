"""How a snapshot is laid out: its groups, the divisions it says it holds, and the answers laid ready beside the facts."""

import json

import polars as pl
import pytest
from tests.rules.samples import DAY, FACTS, XIGU, sample_law, snapshot

from chuntian.rules import decide_everyone
from chuntian.rules.decided import scan_decisions
from chuntian.rules.flags import asked_words, with_flags
from chuntian.rules.layout import KEY, divisions_of, row_group_of, said_of

CHENGGUAN = "620102001001"
ROWS = [
    (XIGU, {"tekun": True, "dibao": "household", "hukou": XIGU, "chosen": ("living",)}),
    (CHENGGUAN, {"tekun": False}),
    (XIGU, {}),
]


@pytest.mark.parametrize(
    ("rows", "group"), [(0, 4096), (60_000, 7_500), (100_000, 12_500), (853_772, 65_536), (8_000_000, 65_536)]
)
def test_a_small_snapshot_is_cut_so_that_every_processor_has_its_share(rows, group):
    assert row_group_of(rows) == group


@pytest.mark.parametrize("length", [6, 9, 12])
def test_the_file_says_the_divisions_that_its_rows_have(tmp_path, length):
    frame, path = snapshot(ROWS), tmp_path / "said.parquet"
    frame.write_parquet(path, metadata=said_of(frame))

    said = divisions_of(pl.scan_parquet(path), length, [path])

    assert said == divisions_of(frame.lazy(), length) == sorted({region[:length] for region, _facts in ROWS})
    assert json.loads(pl.read_parquet_metadata(path)[KEY]) == ["620102001", "620104001"]


def test_a_file_that_says_nothing_is_looked_through(tmp_path):
    frame = snapshot(ROWS)
    frame.head(1).write_parquet(tmp_path / "a.parquet", metadata=said_of(frame.head(1)))
    frame.tail(2).write_parquet(tmp_path / "b.parquet")
    paths = [tmp_path / "a.parquet", tmp_path / "b.parquet"]

    assert divisions_of(pl.scan_parquet(paths), 6, paths) == ["620102", "620104"]


def test_what_the_law_asks_is_laid_ready_and_never_null():
    law, frame = sample_law(), snapshot(ROWS)

    laid = with_flags(law, frame)

    assert asked_words(law)["dibao"] == ["household", "single"]
    assert laid.select("dibao.household", "dibao.single", "dibao.unknown").rows() == [
        (True, False, False),
        (False, False, True),
        (False, False, True),
    ]
    assert laid.select("tekun.yes", "tekun.unknown").rows() == [(True, False), (False, False), (False, True)]
    assert laid.select("chosen.living", "chosen.unknown").rows() == [(True, False), (False, True), (False, True)]
    assert laid["hukou.county"].to_list() == [620104, 0, 0]
    assert laid.select(laid.columns[len(frame.columns) :]).null_count().row(0) == (0,) * (
        len(laid.columns) - len(frame.columns)
    )


def test_what_is_laid_ready_changes_no_decision(tmp_path):
    law, frame = sample_law(), snapshot([(XIGU, {one.name: None for one in FACTS}), *ROWS])
    frame.write_parquet(tmp_path / "plain.parquet")
    with_flags(law, frame).write_parquet(tmp_path / "laid.parquet", metadata=said_of(frame))

    for name in ("plain", "laid"):
        decide_everyone(
            law, tmp_path / f"{name}.parquet", tmp_path / f"{name}.out", programmes=["care", "living"], on=DAY
        )

    plain, laid = (scan_decisions(tmp_path / f"{name}.out").collect() for name in ("plain", "laid"))
    assert plain.equals(laid)
    assert plain["care.unknown"].n_unique() > 1
