"""A9: a proxy cuts the line before, between and within; every message arrives once, and what is not known is asked."""

import json
import sqlite3
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
from tests.faults.lone import ROOT

from chuntian.kernel.outgoing import Allowed
from chuntian.trail.dispatch import dispatch
from chuntian.trail.models import Message
from chuntian.trail.operations import put_in_outbox
from chuntian.upkeep.carriers import AddressCarrier


@pytest.fixture
def line(tmp_path):
    """Give the address of a proxy in front of a receiver that takes every POST as new, and what the proxy says."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "cwd": ROOT}
    start = [sys.executable, "-m"]
    receiver = subprocess.Popen([*start, "tests.faults.receiver", str(tmp_path / "posts.sqlite3")], **pipes)
    port = receiver.stdout.readline().strip()
    said = (tmp_path / "lots.txt").open("w+")
    proxy = subprocess.Popen([*start, "tests.faults.cutting", port, "7"], **(pipes | {"stdout": said}))
    while not (first := (tmp_path / "lots.txt").read_text().partition("\n"))[1]:
        pass
    yield f"http://127.0.0.1:{first[0]}", tmp_path
    for process in (proxy, receiver):
        process.stdin.close()
        process.wait(10)
    receiver.stdout.close()
    said.close()


def cuts(place) -> Counter:
    return Counter((place / "lots.txt").read_text().split()[1:])


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_every_message_arrives_once_whatever_is_cut(line, at, wanted):
    address, place = line
    carrier, now, made, unclear = AddressCarrier(address, Allowed.of("127.0.0.1")), at, 0, 0
    for _ in range(wanted * 20):
        if made < wanted or sum(cuts(place)[lot] for lot in ("before", "after", "middle")) < wanted:
            put_in_outbox(topic="case.approve", key=f"case:{made}:1", payload={"case": made}, at=now)
            made += 1
        now += timedelta(minutes=61)
        unclear += dispatch(carrier=carrier, clock=lambda now=now: now, settle=timedelta(0)).unclear
        if (
            made >= wanted
            and not Message.objects.exclude(state="sent").exists()
            and sum(cuts(place).values()) >= wanted
        ):
            break

    with sqlite3.connect(place / "posts.sqlite3") as store:
        posts = Counter(row[0] for row in store.execute("SELECT key FROM post"))
    store.close()
    assert posts == Counter({f"case:{number}:1": 1 for number in range(made)})
    assert not Message.objects.exclude(state="sent").exists()
    assert sum(cuts(place)[lot] for lot in ("before", "after", "middle")) >= wanted
    assert unclear >= wanted // 2  # "unknown" was a state of its own each time


def assert_no_cut_changed_what_was_paid(found: dict, commits: int, asked: int) -> None:
    assert found["differences"] == []
    assert found["bank"] == found["due"] == found["ours"]
    assert sum(found["cut"]["commits"].values()) >= commits
    assert sum(found["cut"]["bank"].values()) >= asked
    assert found["attempts"] > found["months"]


@pytest.mark.crash
@pytest.mark.postgres
def test_A9_ten_cuts_during_commit_and_ten_of_the_line_to_the_bank():
    command = [sys.executable, "tools/with_postgres.py", "--", sys.executable, "-m", "tests.faults.lines"]
    done = subprocess.run([*command, "--commits", "10", "--asked", "10"], cwd=ROOT, capture_output=True, text=True)

    assert_no_cut_changed_what_was_paid(json.loads(done.stdout), 10, 10)


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_A9_two_hundred_cuts_during_commit_and_two_hundred_of_the_line_to_the_bank():
    command = [sys.executable, "tools/with_postgres.py", "--", sys.executable, "-m", "tests.faults.lines"]
    done = subprocess.run([*command, "--commits", "200", "--asked", "200"], cwd=ROOT, capture_output=True, text=True)

    found = json.loads(done.stdout)
    print(f"\nA9: {found['cut']} in {found['attempts']} attempts, {found['months']} months, {found['seconds']} s")
    assert_no_cut_changed_what_was_paid(found, 200, 200)
    assert set(found["cut"]["commits"]) == {"before", "at once", "after", "middle"}
