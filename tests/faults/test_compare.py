"""The witness is worth nothing unless it sees each kind of difference between the two stores."""

import copy

import pytest
from tests.faults.house import compare
from tests.faults.witness import Witness, read_file

from chuntian.money.layouts import Instruction, payment_file

DUE = [["622", "2024-01", 8000], ["623", "2024-01", 9000]]
BANK = {"refused": 0, "transfers": [["A", "622", "2024-01", 8000], ["B", "623", "2024-01", 9000]]}
OURS = {
    "obligations": [
        {"name": "1", "fen": 8000, "lines": [["A", 8000, "paid"]]},
        {"name": "2", "fen": 9000, "lines": [["B", 9000, "paid"]]},
    ],
    "ledger_difference_fen": 0, "paid_twice": 0, "problems": [],
}  # fmt: skip


@pytest.fixture
def stores():
    return copy.deepcopy((DUE, BANK, OURS))


def test_equal_stores_have_no_difference(stores):
    found = compare(*stores)

    assert found["differences"] == []
    assert found["due"] == found["bank"] == found["ours"] == {"lines": 2, "fen": 17000}


def test_a_line_paid_twice_at_the_bank_shows_though_our_books_balance(stores):
    stores[1]["transfers"].append(["A", "622", "2024-01", 8000])

    assert any("was paid 2 times" in one for one in compare(*stores)["differences"])


def test_a_missing_line_shows(stores):
    del stores[1]["transfers"][0]

    assert any("did not pay what was due" in one for one in compare(*stores)["differences"])


def test_two_errors_that_cancel_in_the_total_show(stores):
    stores[1]["transfers"][0][3], stores[1]["transfers"][1][3] = 9000, 8000

    found = compare(*stores)

    assert found["bank"]["fen"] == found["due"]["fen"]
    assert len(found["differences"]) >= 4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda due, bank, ours: bank["transfers"].append(["X", "9", "2024-01", 1]), "an id we do not know"),
        (lambda due, bank, ours: bank.update(refused=1), "files refused 1"),
        (lambda due, bank, ours: ours.update(ledger_difference_fen=1), "ledger 1 fen"),
        (lambda due, bank, ours: ours["problems"].append("chain"), "our books: chain"),
        (lambda due, bank, ours: ours["obligations"][0]["lines"][0].__setitem__(2, "sent"), "is sent with us"),
        (lambda due, bank, ours: ours["obligations"][0].update(fen=1), "owed 1 fen"),
    ],
)
def test_each_other_difference_shows(stores, change, said):
    change(*stores)

    assert any(said in one for one in compare(*stores)["differences"])


def test_the_witness_reads_our_file_by_the_agreed_layout_and_refuses_a_broken_one():
    content = payment_file(batch="B1", month="2024-01", instructions=[Instruction("E1", "622", "甲", 8000, "2024-01")])

    assert read_file(content) == ("B1", [("E1", "622", "甲", "2024-01", 8000)])
    for broken in (content[:-30], content.replace(b"80.00|2024", b"90.00|2024"), b"", b"T|1|1.00|0"):
        with pytest.raises((ValueError, IndexError)):
            read_file(broken)


@pytest.mark.parametrize(("remembers", "times"), [(True, 1), (False, 2)])
def test_a_bank_that_forgets_pays_what_it_is_handed_again(tmp_path, remembers, times):
    bank = Witness(tmp_path, remembers)
    content = payment_file(batch="B1", month="2024-01", instructions=[Instruction("E1", "622", "甲", 8000, "2024-01")])

    for _ in range(2):
        (tmp_path / "outbox" / "B1.txt").write_bytes(content)
        bank.take_all()

    assert len(bank.answer_to("/report")["transfers"]) == times
    assert bank.answer_to("/has/B1") is True
    assert len(bank.answer_to("/answers/B1")) == 2
    bank.books.close()
