"""The parent of the child process: gives it a file and its limits, takes what it wrote, and survives whatever it does."""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import polars as pl

from chuntian.exchange.reading.limits import patience_for
from chuntian.exchange.reading.refused import FileRefused

RESULTS = ("accepted", "refused", "refusals")


@dataclass
class Reading:
    """What the child found: `frames` is empty where the file is refused as a whole (`facts["refused"]`)."""

    facts: dict[str, Any]
    frames: dict[str, pl.DataFrame]


def _memory_file(name: str) -> IO[bytes]:
    """Give a file that lives in memory only: staged rows hold identity numbers and must not touch the disk in the clear."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create(name), "w+b")
    return tempfile.TemporaryFile()


@contextmanager
def memory_path(stream: IO[bytes]) -> Iterator[Path]:
    """Give a stream's content a path that this process and its children can open, without writing it to the disk."""
    with _memory_file("upload") as file:
        shutil.copyfileobj(stream, file)
        file.flush()
        yield Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")


def read_in_child(path: Path, *, kind: str, on: date, region: str, divisions: Mapping[str, str]) -> Reading:
    """
    Read and check a file in a limited child process.

    A child that runs out of memory or time, or dies, is a refused file: `facts` says so.
    """
    files = {name: _memory_file(name) for name in (*RESULTS, "facts")}
    order = {
        "path": str(path.absolute()),
        "kind": kind,
        "on": on.isoformat(),
        "region": region,
        "divisions": dict(divisions),
    }
    order |= {name: file.fileno() for name, file in files.items()}
    try:
        failed = _run(order, [file.fileno() for file in files.values()], patience_for(path.stat().st_size))
        if failed:
            why = FileRefused("resources", failed)
            return Reading({"refused": why.code, "message": str(why), "detail": failed, "warnings": []}, {})
        for file in files.values():
            file.seek(0)
        facts = json.loads(files["facts"].read())
        frames = (
            {} if "refused" in facts else {name: pl.read_parquet(io.BytesIO(files[name].read())) for name in RESULTS}
        )
        return Reading(facts, frames)
    finally:
        for file in files.values():
            file.close()


def _run(order: dict[str, Any], descriptors: list[int], seconds: int) -> str:
    """Run the child to its end; gives how it failed, or nothing."""
    environment = {
        name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ
    }
    environment |= {"POLARS_MAX_THREADS": "2", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"}
    child = subprocess.Popen(
        [sys.executable, "-m", "chuntian.exchange.reading.child"],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, pass_fds=descriptors, env=environment,
    )  # fmt: skip
    try:
        _, errors = child.communicate(json.dumps(order).encode(), timeout=seconds)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        return f"超过 {seconds} 秒"
    if child.returncode == 0:
        return ""
    # What the child printed may quote the file; only the kind of failure leaves here.
    last = errors.decode("utf-8", "replace").strip().rsplit("\n", 1)[-1].split(":")[0][:80]
    return f"内存不足或解析中断（{last or child.returncode}）"
