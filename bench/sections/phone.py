"""The first pages of the portal on an old phone over 2G, from a real server (trust C36)."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench.figures import Figure, seconds
from bench.harness import ROOT, BenchFailure, ours, run_once
from bench.office import Office
from bench.plan import Plan

PAGES = ["/", "/benefits/", "/benefits/nursing_subsidy/", "/check/who/", "/sign-in/"]
TIMES, MOST, PATIENCE = 5, 10, 60  # seconds


def run(plan: Plan) -> list[Figure]:
    """Give when the slowest of the first pages could be used."""
    office = Office(plan.path("office-phone")).prepare()
    with _served(office) as address:
        plan.tell("2G")
        found = run_once(ours("phone", address, json.dumps(PAGES), TIMES)).printed
    slowest = max(found, key=lambda path: found[path]["whole"])
    whole, seen = found[slowest]["whole"], found[slowest]["seen"]
    return [
        Figure(
            "phone", "2G、2015年的手机，第一次打开 · a first visit over 2G", seconds(whole), "", "", f"< {MOST} s", whole < MOST,
            note=f"{len(found)} 页各 {TIMES} 次的中间值，最慢的是 · of {len(found)} pages the slowest is {slowest}；"
            f"看得见 · seen after {seconds(seen)}", measured=found,
        )
    ]  # fmt: skip


@contextmanager
def _served(office: Office) -> Iterator[str]:
    """Serve an office as `chuntian serve` does, until it is no longer asked."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "chuntian", "serve", "--port", str(port), "--no-work"]
    setting = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **office.environment}
    server = subprocess.Popen(command, env=setting, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise BenchFailure("服务没有起来 · the server did not start")
