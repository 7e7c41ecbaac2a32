"""Whole processes, timed from outside: seconds, peak memory, what they printed."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / "bin" / "python"


class BenchFailure(RuntimeError):
    """A measured process failed, or its result differs from the peer's: no ratio is printed then."""


@dataclass(frozen=True)
class Timing:
    """The middle of several runs of one command."""

    seconds: float
    peak_mb: float
    printed: dict
    runs: int


def timed(command: list[str], rounds: int = 3, env: dict | None = None) -> Timing:
    """Run a command several times; give its middle time, its largest peak memory and the last JSON line it printed."""
    seconds, peaks, printed = [], [], {}
    for _ in range(rounds):
        with tempfile.TemporaryFile() as output:
            start = time.perf_counter()
            process = subprocess.Popen(command, stdout=output, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **(env or {})})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            seconds.append(time.perf_counter() - start)
            if process.returncode:
                raise BenchFailure(f"{' '.join(command)}: exit status {process.returncode}")
            output.seek(0)
            lines = [line for line in output.read().decode().splitlines() if line.startswith("{")]
            printed = json.loads(lines[-1]) if lines else {}
        peaks.append(usage.ru_maxrss / 1024)
    return Timing(statistics.median(seconds), max(peaks), printed, rounds)


def ours(module: str, *arguments: object) -> list[str]:
    """Give the command of one of our own measured processes."""
    return [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]


def peer(module: str, *arguments: object) -> list[str]:
    """Give the command of a peer's process, in the peers' environment."""
    return [str(PEER), "-m", f"bench.{module}", *map(str, arguments)]
