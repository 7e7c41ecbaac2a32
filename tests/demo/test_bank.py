"""The bank pays each transfer once, whatever it is sent, and says why when it does not pay."""

import subprocess
import sys

import pytest

from chuntian.demo.bank import Bank
from chuntian.money.layouts import Instruction, payment_file, read_answer_file

ACCOUNT, OTHER = "6229990000000000019", "6229990000000000027"


@pytest.fixture
def bank(tmp_path):
    bank = Bank(tmp_path)
    bank.open_accounts({ACCOUNT: "张演示", OTHER: "李演示"}, closed={OTHER})
    yield bank
    bank.close()


def send(bank, *instructions, name="one.txt"):
    path = bank.folder / "outbox" / name
    path.write_bytes(payment_file(batch="CT620104000000202401001", month="2024-01", instructions=instructions))
    return bank.take_all("2024-01-20")


def test_a_transfer_is_paid_and_answered(bank):
    taken = send(bank, Instruction("CTA", ACCOUNT, "张演示", 10000, "2024-01"))

    line = read_answer_file(taken[0].answer.read_bytes())[0]

    assert (line.end_to_end_id, line.status, line.amount_fen) == ("CTA", "paid", 10000)
    assert bank.paid_fen() == 10000


def test_the_same_file_twice_is_paid_once_and_answered_alike(bank):
    one = Instruction("CTA", ACCOUNT, "张演示", 10000, "2024-01")

    first, second = send(bank, one, name="a.txt"), send(bank, one, name="b.txt")

    assert first[0].answer.read_bytes() == second[0].answer.read_bytes()
    assert bank.paid_fen() == 10000


@pytest.mark.parametrize(
    ("account", "name", "reason"),
    [(OTHER, "李演示", "账户已销户"), (ACCOUNT, "张演市", "户名不符"), ("6229990000000000035", "王演示", "账户不存在")],
)
def test_what_cannot_be_booked_is_sent_back_with_the_reason(bank, account, name, reason):
    taken = send(bank, Instruction("CTB", account, name, 5000, "2024-01"))

    line = read_answer_file(taken[0].answer.read_bytes())[0]

    assert (line.status, line.reason) == ("failed", reason)
    assert bank.paid_fen() == 0


def test_half_a_file_is_not_carried_out(bank):
    content = payment_file(
        batch="B", month="2024-01", instructions=[Instruction("CTA", ACCOUNT, "张演示", 1, "2024-01")]
    )
    (bank.folder / "outbox" / "half.txt").write_bytes(content[: len(content) // 2])

    taken = bank.take_all("2024-01-20")

    assert taken[0].answer is None
    assert taken[0].problem
    assert bank.paid_fen() == 0


def test_it_runs_as_a_process_of_its_own(tmp_path):
    (tmp_path / "outbox").mkdir()
    (tmp_path / "accounts.csv").write_text(f"account,holder\n{ACCOUNT},张演示\n", encoding="utf-8")
    content = payment_file(
        batch="B", month="2024-01", instructions=[Instruction("CTA", ACCOUNT, "张演示", 1, "2024-01")]
    )
    (tmp_path / "outbox" / "a.txt").write_bytes(content)

    done = subprocess.run(
        [sys.executable, "-m", "chuntian.demo.bank", str(tmp_path), "2024-01-20"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "inbox" / "a.answer.csv").exists()
