"""Columns sealed with the help of a second process are the same as those sealed here."""

import os

import pytest

from chuntian.kernel import sealing
from chuntian.kernel.crypto import Keyring
from chuntian.kernel.sealing import IndexOrder, Sealer, SealOrder

NUMBERS = [f"6201991990010{at:05d}" for at in range(50)] + [None, ""]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 10)
    monkeypatch.setattr(sealing, "LARGE", 40)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


@pytest.mark.parametrize("rows", [len(NUMBERS), 3])
def test_two_processes_give_what_one_gives(tmp_path, rows):
    keys, numbers = Keyring.load(tmp_path), NUMBERS[-rows:]
    ids = list(range(rows))

    with Sealer(tmp_path, rows) as sealer:
        assert (sealer._pool is None) == (rows == 3)
        indexes = sealer.index(numbers, "resident_id")
        pieces = [(ids[at : at + 10], numbers[at : at + 10]) for at in range(0, rows, 10)]
        orders = [(some, [SealOrder(values, "t.c:"), IndexOrder(values, "p")]) for some, values in pieces]
        found = list(sealer.stream(orders))

    assert indexes == [keys.index(one, "resident_id") if one else "" for one in numbers]
    sealed = [one for piece in found for one in piece[0]]
    assert [keys.open(one, f"t.c:{at}") if one else one for at, one in enumerate(sealed)] == [
        one or None for one in numbers
    ]
    assert [one for piece in found for one in piece[1]] == keys.index_many(numbers, "p")


def test_the_second_process_ends_with_the_work(tmp_path):
    Keyring.load(tmp_path)
    with Sealer(tmp_path, len(NUMBERS)) as sealer:
        helper = sealer._pool.submit(os.getpid).result()

    assert helper != os.getpid()
    with pytest.raises(ProcessLookupError):
        os.kill(helper, 0)
