"""A2: a PostgreSQL server killed under twenty writers loses nothing it acknowledged, and our worker goes on by itself."""

import json
import subprocess
import sys

import pytest
from tests.faults.lone import ROOT


def fire(*arguments: str) -> dict:
    command = [sys.executable, "-m", "tests.faults.server", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-2000:]
    return json.loads(done.stdout)


def assert_nothing_lost(found: dict, at_least: int) -> None:
    assert found["faults"] == []
    assert found["acknowledged"] >= at_least


@pytest.mark.crash
@pytest.mark.postgres
def test_ten_kills_lose_nothing_acknowledged():
    assert_nothing_lost(fire("--kills", "10"), 200)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_forty_kills_lose_nothing_acknowledged():
    assert_nothing_lost(fire("--kills", "40", "--seed", "20240101"), 1000)
