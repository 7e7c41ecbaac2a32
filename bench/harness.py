"""Whole processes, timed from outside: seconds, processor time, peak memory, what they printed."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEER = ROOT / ".venv-bench" / "bin" / "python"


# A new process begins with the peak memory of the one that starts it: so a small one starts what is measured.
LAUNCHER = """
import json, os, sys, time
start = time.perf_counter()
child = os.posix_spawn(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
taken = time.perf_counter() - start
with open(sys.argv[1], "w") as out:
    json.dump([status, taken, usage.ru_utime + usage.ru_stime, usage.ru_maxrss], out)
"""


class BenchFailure(RuntimeError):
    """A measured process failed, or its result differs from the peer's: no ratio is printed then."""


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    seconds: float
    cpu: float
    peak_mb: float
    printed: dict


@dataclass(frozen=True)
class Timing:
    """The middle of several runs of one command; its memory is the largest seen."""

    runs: tuple[Run, ...]

    @property
    def seconds(self) -> float:
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.runs)

    @property
    def printed(self) -> dict:
        return self.runs[-1].printed

    def inside(self, name: str = "seconds") -> float:
        """Give the middle of what the process measured itself."""
        return statistics.median(run.printed[name] for run in self.runs)


def run_once(command: list[str], env: Mapping[str, str] | None = None) -> Run:
    """
    Run a command to its end and measure it from outside, its children with it.

    :raises BenchFailure: it ended with an error; the last lines it wrote are in the message.
    """
    setting = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", **(env or {})}
    with tempfile.TemporaryFile() as output, tempfile.NamedTemporaryFile("r") as measured:
        launch = [sys.executable, "-I", "-S", "-c", LAUNCHER, measured.name, *command]
        subprocess.run(launch, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, env=setting, check=True)
        status, seconds, cpu, peak = json.load(measured)
        output.seek(0)
        lines = output.read().decode(errors="replace").splitlines()
    if status:
        raise BenchFailure(f"{' '.join(command[1:4])}: " + " | ".join(lines[-3:]))
    found = [line for line in lines if line.startswith("{")]
    return Run(seconds, cpu, peak / 1024, json.loads(found[-1]) if found else {})


def interleaved(
    commands: Mapping[str, list[str]],
    rounds: int,
    tell: Callable[[str], None] = lambda _: None,
    env: Mapping[str, str] | None = None,
) -> dict[str, Timing]:
    """Run several commands in turn, round after round, so that what else the machine does falls on all alike."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            tell(f"{name} {number + 1}/{rounds}")
            runs[name].append(run_once(command, env))
    return {name: Timing(tuple(found)) for name, found in runs.items()}


def ours(module: str, *arguments: object) -> list[str]:
    """Give the command of one of our own measured processes."""
    return [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]


def peer(module: str, *arguments: object) -> list[str]:
    """
    Give the command of a peer's process, in the peers' environment.

    :raises BenchFailure: that environment is not there.
    """
    if not PEER.exists():
        raise BenchFailure("没有 .venv-bench，请运行 make .venv-bench/.done · run make bench, it makes .venv-bench")
    return [str(PEER), "-m", f"bench.{module}", *map(str, arguments)]
