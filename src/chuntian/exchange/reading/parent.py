"""The parent of the child process: gives it a file and its limits, takes what it wrote, and survives whatever it does."""

import atexit
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any

import polars as pl

from chuntian.exchange.reading.child import DESCRIPTORS, DONE, RESULTS, STARTED
from chuntian.exchange.reading.limits import patience_for
from chuntian.exchange.reading.refused import FileRefused

# Beyond the child's own alarm: by then the kernel has ended it, and only a machine at a standstill leaves us waiting.
GRACE_SECONDS = 30
TRIES = 3


class NoChild(RuntimeError):
    """No child could be started: the machine has no room for a process. The file is not to blame."""


class ResultsDiffer(AssertionError):
    """The child's rows are not as many as it says; a fault of ours, nothing of the file may be used then."""


@dataclass
class Reading:
    """
    What the child found: `results` is empty where the file is refused as a whole (`facts["refused"]`).

    Each result is a parquet as the child wrote it; it is kept so, and this process need not unpack it.
    """

    facts: dict[str, Any]
    results: dict[str, bytes]


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

    :raises NoChild: not one could be started.
    :raises ResultsDiffer: a fault of ours.
    """
    files = {name: _memory_file(name) for name in DESCRIPTORS if name != "line"}
    order = {"path": str(path.absolute()), "kind": kind, "on": on.isoformat(), "region": region}
    try:
        files["order"].write(json.dumps({**order, "divisions": dict(divisions)}).encode())
        files["order"].flush()
        failed = _run([file.fileno() for file in files.values()], patience_for(path.stat().st_size))
        if failed:
            why = FileRefused("resources", failed)
            return Reading({"refused": why.code, "message": str(why), "detail": failed, "warnings": []}, {})
        for file in files.values():
            file.seek(0)
        facts = json.loads(files["facts"].read())
        if "refused" in facts:
            return Reading(facts, {})
        results = {name: files[name].read() for name in RESULTS}
        _hold_counts(facts["counts"], results)
        return Reading(facts, results)
    finally:
        for file in files.values():
            file.close()


def _hold_counts(counts: dict[str, int], results: Mapping[str, bytes]) -> None:
    """Hold the rows of the results to be as many as the child says there are."""
    for name in ("accepted", "refused"):
        if pl.scan_parquet(io.BytesIO(results[name])).select(pl.len()).collect().item() != counts[name]:
            raise ResultsDiffer(name)


def _run(descriptors: list[int], seconds: int) -> str:
    """Have a child carry out the order to its end; gives how it failed, or nothing."""
    for _ in range(TRIES):
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                _nursery.order([*descriptors, theirs.fileno()])
            ours.settimeout(seconds + GRACE_SECONDS)
            began = time.monotonic()
            said = _all_said(ours)
        if said.startswith(STARTED):
            return _failure(said.removeprefix(STARTED), time.monotonic() - began, seconds)
    raise NoChild("读取名单的子进程无法启动，请检查内存和进程数限制")


def _all_said(line: socket.socket) -> bytes:
    said = b""
    with suppress(TimeoutError):
        while piece := line.recv(200):
            said += piece
    return said


def _failure(said: bytes, took: float, seconds: int) -> str:
    if said == DONE:
        return ""
    if not said and took >= seconds:
        return f"超过 {seconds} 秒"
    return f"内存不足或解析中断（{said.decode('ascii', 'replace') or '进程被终止'}）"


class Nursery:
    """This process's handle on the process that children are forked from; started when first needed, again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def order(self, descriptors: Sequence[int]) -> None:
        """Ask for a child that works on these descriptors."""
        with self._lock:
            if self._process is None or self._owner != os.getpid() or self._process.poll() is not None:
                self._start()
            try:
                socket.send_fds(self._control, [b"!"], descriptors)  # type: ignore[list-item]
            except OSError:
                self._start()
                socket.send_fds(self._control, [b"!"], descriptors)  # type: ignore[list-item]

    def _start(self) -> None:
        self.end()
        environment = {
            name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ
        }
        environment |= {"POLARS_MAX_THREADS": "2", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"}
        # The allocator of Polars and NumPy would start threads of their own; a process that is forked does best without.
        environment["OPENBLAS_NUM_THREADS"] = "1"
        environment["_RJEM_MALLOC_CONF"] = "background_thread:false"
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "chuntian.exchange.reading.nursery", str(theirs.fileno())],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
                pass_fds=[theirs.fileno()], env=environment,
            )  # fmt: skip
        self._control, self._owner = ours, os.getpid()

    def end(self) -> None:
        """Let it go; after a fork the child only lets go of its own end."""
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.wait()
        self._process = self._control = None


_nursery = Nursery()
atexit.register(_nursery.end)
os.register_at_fork(after_in_child=lambda: _nursery.__init__())  # type: ignore[misc]
