"""
Decide on a cluster: Spark hands each partition of the snapshot to the same Polars reading (extra `cluster`).

The snapshot is a folder of Parquet files, one or more a county, on storage that every worker sees. Spark distributes
the files with `mapInArrow`; each task streams its file to a decision file of the same name, exactly as one machine does.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from chuntian.rules.everyone import decide_everyone, summary_json
from chuntian.rules.law import Law

SCHEMA = "path string, summary string"


class ClusterUnavailable(RuntimeError):
    """PySpark or its Java is not installed; the text says what to install."""


def decide_on_cluster(
    law: Law, snapshot: Path | str, out: Path | str, *, programmes: Sequence[str] | None = None, on: date, spark: Any = None
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """
    Decide every Parquet file below `snapshot` into `out` and give the summary of each.

    :raises ClusterUnavailable: PySpark cannot be imported or started.
    :raises FileNotFoundError: there is no Parquet file below the snapshot.
    """
    session = spark if spark is not None else local_session()
    source, target = Path(snapshot), Path(out)
    files = sorted(str(path.relative_to(source)) for path in source.rglob("*.parquet"))
    if not files:
        raise FileNotFoundError(f"no Parquet files below {source}")
    task = partition_task(law, str(source), str(target), list(law.decided if programmes is None else programmes), on)
    paths = session.createDataFrame([(name,) for name in files], "path string").repartition(len(files))
    rows = paths.mapInArrow(task, SCHEMA).collect()
    return {row["path"]: json.loads(row["summary"]) for row in sorted(rows, key=lambda row: row["path"])}


def partition_task(
    law: Law, source: str, target: str, slugs: list[str], on: date
) -> Callable[[Iterator[Any]], Iterator[Any]]:
    """Make the function that Spark runs on each partition: Arrow batches of paths in, summaries out."""

    def task(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow

        for batch in batches:
            for name in batch.column("path").to_pylist():
                written = Path(target) / name
                written.parent.mkdir(parents=True, exist_ok=True)
                summary = decide_everyone(law, Path(source) / name, written, programmes=slugs, on=on)
                row = {"path": [name], "summary": [json.dumps(summary_json(summary))]}
                yield pyarrow.RecordBatch.from_pydict(row)

    return task


def local_session(*, workers: int = 2) -> Any:
    """
    Start a small real cluster on this machine: a master and so many worker processes of one core each.

    :raises ClusterUnavailable: PySpark cannot be imported, or Java is missing.
    """
    try:
        from pyspark.sql import SparkSession
    except ImportError as why:
        raise ClusterUnavailable("PySpark is not installed: install chuntian[cluster] and Java 17") from why
    try:
        return (
            SparkSession.builder.master(f"local-cluster[{workers},1,1024]")
            .appName("chuntian")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.executorEnv.PYTHONPATH", ":".join(sys.path))  # workers find Chuntian where the driver did
            .config("spark.pyspark.python", sys.executable)
            .getOrCreate()
        )
    except Exception as why:
        raise ClusterUnavailable(f"Spark does not start, is Java 17 installed? ({why})") from why
