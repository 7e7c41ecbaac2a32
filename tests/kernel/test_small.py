"""Outcomes, citations, crash points, files, secrets, ids: the small words."""

import itertools
import json
import os
import subprocess
import sys
import threading
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chuntian.kernel import crash, files, ids
from chuntian.kernel.citations import Source
from chuntian.kernel.outcomes import Outcome, and3, not3, or3

truths = st.lists(st.sampled_from([True, False, None]))


@pytest.mark.parametrize(("one", "other"), list(itertools.product([True, False, None], repeat=2)))
def test_kleene_tables(one, other):
    low = {True: 1.0, None: 0.5, False: 0.0}
    high = {value: key for key, value in low.items()}

    assert and3(one, other) is high[min(low[one], low[other])]
    assert or3(one, other) is high[max(low[one], low[other])]


@given(truths)
def test_de_morgan(values):
    assert not3(and3(*values)) is or3(*map(not3, values))


def test_outcomes_of_truths():
    assert [Outcome.of(value) for value in (True, False, None)] == ["eligible", "not_eligible", "unknown"]
    assert [outcome.code for outcome in (Outcome.NOT_ELIGIBLE, Outcome.ELIGIBLE, Outcome.UNKNOWN)] == [0, 1, 2]
    assert json.dumps(Outcome.UNKNOWN) == '"unknown"'
    assert all(outcome.label for outcome in Outcome)


def test_a_citation_reads_as_a_letter_writes_it():
    law = Source("employment_2007", "残疾人就业条例", "国务院令第488号", "国务院", date(2007, 2, 25))

    assert str(law.article("第八条")) == "《残疾人就业条例》（国务院令第488号）第八条"
    assert str(Source("x", "《某办法》").article("第一条")) == "《某办法》第一条"


def test_whole_files_replace_and_leave_nothing_behind(tmp_path):
    path = tmp_path / "folder" / "file.bin"

    files.write_whole(path, b"old")
    files.write_whole(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]
    assert files.sha256_file(path) == files.sha256_bytes(b"new")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "file.bin"
    files.write_whole(path, b"old")

    def no_space(handle):
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="no space"):
        files.write_whole(path, b"new")

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("setting", "status", "said"), [("", 0, "12"), ("here", 137, ""), ("here:2", 137, "1"), ("there", 0, "12")]
)
def test_crash_points(setting, status, said):
    program = (
        "from chuntian.kernel.crash import crash_point as c\n"
        "c('here'); print(1, end='', flush=True); c('here'); print(2, end='', flush=True)"
    )
    environment = {**os.environ, crash.ENVIRONMENT: setting, "PYTHONPATH": os.pathsep.join(sys.path)}

    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (status, said)


def test_ids_rise_and_fit_63_bits():
    many = [*ids.new_ids(10_000), ids.new_id()]

    assert many == sorted(set(many))
    assert all(0 < one < 2**63 for one in many)


def test_ids_of_threads_differ():
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.extend(ids.new_ids(5_000))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 20_000


def test_ids_of_two_processes_differ_at_the_same_moment(monkeypatch):
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_800_000_000_000_000_000)
    one, other = ids.Sequence(node=1), ids.Sequence(node=2)

    assert not set(one.take(20_000)) & set(other.take(20_000))


def test_ids_go_on_when_the_clock_goes_back(monkeypatch):
    sequence = ids.Sequence(node=5)
    before = sequence.take(3)
    monkeypatch.setattr(ids.time, "time_ns", lambda: 1_710_000_000_000_000_000)

    assert sequence.take(1)[0] > before[-1]


def test_a_forked_child_starts_its_own_sequence():
    parent = ids._sequence
    try:
        ids._start_afresh()
        assert ids._sequence is not parent
    finally:
        ids._sequence = parent
