"""The child process that reads a file: forked from a warm process, alone, limited, replaced when it is gone."""

import os
import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from tests.exchange.builders import REGION, csv_bytes, resident_id

from chuntian.exchange.reading import parent
from chuntian.exchange.reading.parent import read_in_child


def test_children_of_one_warm_process_are_limited_and_independent(tmp_path):
    """Each child is a fork of its own: what one leaves behind, the next does not see, and its limits are its own."""
    good, bad = tmp_path / "good.csv", tmp_path / "bad.xlsx"
    good.write_bytes(csv_bytes([["公民身份号码", "姓名"], [resident_id(1), "张三"]]))
    bad.write_bytes(b"PK\x03\x04 no workbook")

    def read(path):
        return read_in_child(path, kind="medical", on=date(2024, 3, 5), region=REGION, divisions={}).facts

    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(read, [good, bad] * 6))

    assert [facts.get("refused") for facts in found] == [None, "broken"] * 6


def test_a_killed_nursery_is_started_again(tmp_path):
    path = tmp_path / "good.csv"
    path.write_bytes(csv_bytes([["公民身份号码", "姓名"], [resident_id(1), "张三"]]))
    order = {"kind": "medical", "on": date(2024, 3, 5), "region": REGION, "divisions": {}}
    before = read_in_child(path, **order)

    parent._nursery._process.kill()
    parent._nursery._process.wait()

    assert read_in_child(path, **order).facts["counts"] == before.facts["counts"] != {}


def test_a_child_that_takes_too_long_is_given_up(tmp_path, monkeypatch):
    """A named pipe never ends; the child would wait for it until its alarm."""
    os.mkfifo(tmp_path / "pipe.csv")
    writer = os.open(tmp_path / "pipe.csv", os.O_RDWR)
    monkeypatch.setattr(parent, "patience_for", lambda size: 1)
    monkeypatch.setattr(parent, "GRACE_SECONDS", 0)

    facts = read_in_child(tmp_path / "pipe.csv", kind="medical", on=date(2024, 3, 5), region=REGION, divisions={}).facts
    os.close(writer)

    assert facts["refused"] == "resources"
    assert "超过 1 秒" in facts["detail"]


ALARM = """
    import os, signal, sys
    from chuntian.exchange.reading import child, limits
    limits.patience_for = lambda size: 1
    order = os.memfd_create("order")
    os.write(order, ('{"path": "%s", "kind": "medical", "on": "2024-03-05", "region": "620104000000", "divisions": {}}'
                     % sys.argv[1]).encode())
    child.work_and_leave([order, 1, 1, 1, 1, 1])
"""


def test_a_child_ends_itself_by_its_alarm(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    writer = os.open(tmp_path / "pipe.csv", os.O_RDWR)

    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(ALARM), str(tmp_path / "pipe.csv")],
        capture_output=True,
        timeout=60,
        check=False,
    )
    os.close(writer)

    assert run.returncode == -14
    assert run.stdout == b"+"
