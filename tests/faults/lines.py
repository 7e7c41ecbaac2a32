"""
Cut the lines of the paying side: to its database during COMMIT, and to the bank (trust A9).

    python -m tests.faults.lines --commits 200 --asked 200

A proxy stands before each. The one before PostgreSQL cuts at a COMMIT: before it went on, at the moment it did, when the
server has answered, in the middle of that answer; nobody on our side can know which. The one before the bank cuts before
the question, before the answer, in the middle of the answer. The work is begun again after each cut, as a person would,
until each month is paid; then the two stores are compared as in tests/faults/bank.py. DATABASE_URL names the PostgreSQL
server for the commits (tools/with_postgres.py); without it only the bank's line is cut. Exit status 1 on any fault.
"""

import argparse
import json
import os
import random
import re
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.faults.house import MONTHS, House
from tests.faults.lone import ROOT, own_database

COMMIT = b"Q\x00\x00\x00\x0bCOMMIT\x00"
LOTS = ("before", "at once", "after", "middle", "through")
LOST = {"OperationalError", "InterfaceError", "URLError", "RemoteDisconnected", "IncompleteRead", "ConnectionResetError",
        "BadStatusLine", "ConnectionAbortedError", "JSONDecodeError"}  # fmt: skip


class CuttingCommits:
    """A proxy before PostgreSQL that carries everything and, while it is armed, draws a lot at each COMMIT."""

    def __init__(self, host: str, port: int, seed: int) -> None:
        self.target, self.chance, self.armed, self.cut = (host, port), random.Random(seed), False, Counter[str]()
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            near, _ = self.door.accept()
            threading.Thread(target=self.carry, args=(near,), daemon=True).start()

    def carry(self, near: socket.socket) -> None:
        """Carry one connection until an end closes it or a lot cuts it."""
        with suppress(OSError), near, socket.create_connection(self.target) as far:
            while True:
                for side in select.select([near, far], [], [])[0]:
                    piece = side.recv(1 << 16)
                    if not piece or (side is near and COMMIT in piece and self.cuts(piece, near, far)):
                        return
                    (far if side is near else near).sendall(piece)

    def cuts(self, piece: bytes, near: socket.socket, far: socket.socket) -> bool:
        """Draw the lot of a COMMIT; tell whether the line was cut."""
        lot = self.chance.choices(LOTS, (1, 1, 1, 1, 12))[0] if self.armed else "through"
        if lot == "through":
            return False
        if lot != "before":
            far.sendall(piece)
        answer = far.recv(1 << 16) if lot in ("after", "middle") else b""
        if lot == "middle":
            near.sendall(answer[: len(answer) // 2])
        self.cut[lot] += 1
        return True


class CuttingBank:
    """The proxy of tests/faults/cutting.py before the bank's counter, as a process of its own."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.said, self.seed, self.process = folder / "lots.txt", seed, None

    def line(self, address: str) -> str:
        """Give the address of the proxy before an address."""
        command = [sys.executable, "-m", "tests.faults.cutting", str(urlsplit(address).port), str(self.seed), "0.4"]
        with self.said.open("w") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=out)
        while "\n" not in self.said.read_text():
            time.sleep(0.05)
        return f"http://127.0.0.1:{self.said.read_text().split()[0]}"

    @property
    def cut(self) -> Counter[str]:
        return Counter(lot for lot in self.said.read_text().split()[1:] if lot != "through")

    def close(self) -> None:
        if self.process:
            self.process.stdin.close()
            self.process.wait(10)


def run(folder: Path, commits: int, asked: int, seed: int) -> dict[str, Any]:
    """Pay month after month over lines that break, until each broke often enough; hold the two stores together."""
    started, address, bank = time.monotonic(), urlsplit(os.environ.get("DATABASE_URL", "")), CuttingBank(folder, seed)
    base = CuttingCommits(address.hostname, address.port, seed) if address.hostname else None
    there = address._replace(netloc=f"{address.username}@127.0.0.1:{base.port}").geturl() if base else ""
    house, attempts = House(folder / "house", remembers=False, database=there, line=bank.line), 0
    try:
        while house.used < len(MONTHS) and (bank.cut.total() < asked or (base and base.cut.total() < commits)):
            attempts += one_month(house, base, commits)
        month = house.next_month()
        attempts += one_month(house, None, 0, month)
        found = house.compare()
    finally:
        house.close()
        bank.close()
    cut = {"commits": dict(base.cut) if base else {}, "bank": dict(bank.cut)}
    return {
        "cut": cut,
        "months": house.used,
        "attempts": attempts,
        **found,
        "seconds": round(time.monotonic() - started, 1),
    }


def one_month(house: House, base: CuttingCommits | None, commits: int, month: str = "") -> int:
    """Pay a month, beginning again after each cut; give how often it was begun."""
    month = month or house.next_month()
    for attempt in range(1, 200):
        if base:
            base.armed = base.cut.total() < commits
        ended = house.attempt(f"pay {month}")
        if base:
            base.armed = False
        if ended == 0:
            return attempt
    raise RuntimeError(f"{month} came to no end")


def lines(commits: int, asked: int, seed: int = 7) -> dict[str, Any]:
    """Run in a process and a database of its own; what the paying side died of must be lines that broke."""
    with tempfile.TemporaryDirectory(prefix="chuntian-lines-") as folder, own_database(Path(folder)) as there:
        command = [sys.executable, "-m", "tests.faults.lines", "--here", folder, "--commits", str(commits)]
        command += ["--asked", str(asked), "--seed", str(seed)]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    found = json.loads(done.stdout.splitlines()[-1])
    died = re.findall(r"^\['pay', .*?\]: (\w+): (.*)$", done.stderr, re.MULTILINE)
    found["died_of"] = dict(Counter(name for name, _ in died))
    found["differences"] += sorted({f"died of {name}: {text}" for name, text in died if name not in LOST})
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.lines", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--commits", type=int, default=20, help="cuts during COMMIT")
    parser.add_argument("--asked", type=int, default=20, help="cuts of the line to the bank")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(run(chosen.here, chosen.commits, chosen.asked, chosen.seed)), flush=True)
        return 0
    result = lines(chosen.commits, chosen.asked, chosen.seed)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["differences"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
