import polars as pl
import pytest
from tests.rules.samples import DAY, XIGU, sample_law, snapshot

from chuntian.rules.cluster import decide_on_cluster, local_session
from chuntian.rules.everyone import decide_everyone

pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark():
    session = local_session()  # without PySpark this fails: the lane that asks for Spark must have it
    yield session
    session.stop()


def test_spark_and_one_machine_write_the_same(spark, tmp_path):
    law = sample_law()
    for number, region in enumerate([XIGU, "620102003001"]):
        rows = [
            (region, {"hukou": region, "certificate_valid": True, "grade": one % 4 + 1, "tekun": False})
            for one in range(50)
        ]
        folder = tmp_path / "snapshot" / f"county={region[:6]}"
        folder.mkdir(parents=True)
        snapshot(rows).write_parquet(folder / f"{number}.parquet")

    summaries = decide_on_cluster(
        law, tmp_path / "snapshot", tmp_path / "out", programmes=["care"], on=DAY, spark=spark
    )

    assert sum(one["rows"] for one in summaries.values()) == 100
    for name in summaries:
        alone = tmp_path / "alone.parquet"
        decide_everyone(law, tmp_path / "snapshot" / name, alone, programmes=["care"], on=DAY)
        assert pl.read_parquet(alone).equals(pl.read_parquet(tmp_path / "out" / name))
