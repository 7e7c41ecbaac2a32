"""
Kill the payment worker wherever it may die; then the bank's books and ours tell the same story.

The bank keeps its own store: a ledger that only looked at itself would balance while the bank pays twice.
"""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from chuntian.demo.bank import Bank

ROOT = Path(__file__).resolve().parents[2]
MONTHS = [f"2024-{month:02d}" for month in range(1, 13)]
CRASH_POINTS = sorted(
    name
    for path in (ROOT / "src/chuntian/money").rglob("*.py")
    for name in re.findall(r'crash_point\("(pay\.[a-z._]+)"\)', path.read_text(encoding="utf-8"))
)


class House:
    """A platform and a bank in a folder of their own, and a server that forks workers to be killed."""

    def __init__(self, folder: Path, expected: list | None = None) -> None:
        self.folder = folder
        self.environment = {
            **os.environ, "CHUNTIAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.test",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CHUNTIAN_SECRET_KEY": "only-for-tests", "DATABASE_URL": "",
        }  # fmt: skip
        self.environment.pop("CHUNTIAN_SECRETS", None)
        self.made = self.ask("setup") if expected is None else expected
        self.expected = Counter(map(tuple, self.made))
        self.server = subprocess.Popen(
            self.command("serve"),
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.server.stdout.readline() == "ready\n"

    def command(self, what: str) -> list[str]:
        return [sys.executable, "-m", "tests.money.drive", what]

    def ask(self, what: str):  # type: ignore[no-untyped-def]
        done = subprocess.run(
            self.command(what), cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return json.loads(done.stdout)

    def attempt(self, month: str, *, crash_at: str = "", kill_after: float | None = None) -> int:
        """Run a month's payday once; give how it ended (0 done, 137 crash point, -9 killed)."""
        self.server.stdin.write(f"{month} {crash_at}\n")
        self.server.stdin.flush()
        pid = int(self.server.stdout.readline().split()[1])
        if kill_after is not None:
            time.sleep(kill_after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return int(self.server.stdout.readline().split()[1])

    def to_the_end(self, month: str) -> float:
        """Run a month until it is done; give the seconds it took."""
        started = time.perf_counter()
        assert self.attempt(month) == 0
        return time.perf_counter() - started

    def close(self) -> None:
        self.server.stdin.close()
        self.server.wait(timeout=30)

    def compare(self, months: list[str]) -> None:
        """Hold the bank's books against what was due, and against ours."""
        bank = Bank(self.folder / "the_bank")
        paid, paid_fen = Counter(bank.transfers()), bank.paid_fen()
        bank.close()
        due = Counter({key: count for key, count in self.expected.items() if key[1] in months})
        assert paid - due == Counter(), "the bank paid what was not due"
        assert due - paid == Counter(), "the bank did not pay what was due"
        ours = self.ask("verify")
        assert ours == {"states": ["paid"], "paid_fen": paid_fen, "difference": 0, "twice": 0, "problems": []}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A year of decisions, made once and copied for each test."""
    house = House(tmp_path_factory.mktemp("template"))
    house.close()
    return house


@pytest.fixture
def house(template, tmp_path):
    shutil.copytree(template.folder, tmp_path / "house")
    house = House(tmp_path / "house", template.made)
    yield house
    house.close()


def kill_at_random(house: House, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    took, done, killed, struck = house.to_the_end(MONTHS[0]), [MONTHS[0]], 0, 0
    months = MONTHS[1:]
    while killed < kills:
        month = months[min(len(done) - 1, len(months) - 1)]
        left = kills - killed
        tries = max(1, left // max(1, len(months) - len(done) + 1))
        for _ in range(min(tries, left)):
            # A worker that was quicker than the knife counts as a kill too: what it leaves must be the same.
            struck += house.attempt(month, kill_after=chance.uniform(0, took)) == -signal.SIGKILL
            killed += 1
        took = max(took / 2, house.to_the_end(month))
        done.append(month)
    assert struck >= kills // 2, "the knife came too late to prove anything"
    house.compare(sorted(set(done)))


@pytest.mark.crash
def test_twelve_kills_pay_nothing_twice_and_miss_nothing(house):
    kill_at_random(house, kills=12, seed=20240101)


@pytest.mark.crash
def test_every_crash_point_once(house):
    assert len(CRASH_POINTS) >= 10
    for number, point in enumerate(CRASH_POINTS):
        assert house.attempt(MONTHS[number], crash_at=point) == 137, point
        house.to_the_end(MONTHS[number])

    house.compare(MONTHS[: len(CRASH_POINTS)])


@pytest.mark.crash
@pytest.mark.slow
def test_fifty_kills_pay_nothing_twice_and_miss_nothing(house):
    kill_at_random(house, kills=50, seed=7)
