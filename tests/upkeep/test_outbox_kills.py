"""Kill the worker that sends the outbox; the receiver's own store holds every message once (trust A7)."""

import sqlite3
import subprocess
import sys
from collections import Counter

import pytest
from tests.faults.house import CRASHED, ROOT, House

WANTED = 120


@pytest.fixture
def receiver(tmp_path):
    command = [sys.executable, "-m", "tests.faults.receiver", str(tmp_path / "posts.sqlite3")]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    process.kill()
    process.wait(timeout=10)
    process.stdin.close()
    process.stdout.close()


@pytest.fixture
def house(tmp_path, receiver):
    house = House(tmp_path / "house", remembers=False, CHUNTIAN_OUTBOX_URL=receiver, CHUNTIAN_OUTGOING="127.0.0.1")
    yield house
    house.close()


def run(house, kills):
    """Kill so often at random, once at each crash point, then work to the end."""
    house.put_messages(WANTED)
    for point in ("work.before_send", "work.after_send:3"):
        assert house.attempt(f"work - {point}") == CRASHED
    house.kill_often(lambda: "work -", kills, seed=3, more=lambda: house.put_messages(WANTED))
    while house.attempt("work -"):
        pass


def posts(tmp_path):
    store = sqlite3.connect(tmp_path / "posts.sqlite3")
    found = Counter(row[0] for row in store.execute("SELECT key FROM post"))
    store.close()
    return found


@pytest.mark.crash
def test_twelve_kills_send_every_message_once(house, tmp_path):
    run(house, 12)

    assert house.killed == 12
    assert posts(tmp_path) == Counter({f"case:{n}:1": 1 for n in range(house.messages)})


@pytest.mark.crash
@pytest.mark.slow
def test_two_hundred_kills_send_every_message_once(house, tmp_path):
    run(house, 200)

    assert house.killed == 200
    assert posts(tmp_path) == Counter({f"case:{n}:1": 1 for n in range(house.messages)})
