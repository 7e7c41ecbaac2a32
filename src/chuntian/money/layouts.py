"""
The two file layouts that we and a bank agree on: the payment file we send, the answer file we get.

Both are UTF-8 (the names of persons hold characters that GBK does not have), with `\\n` at the end of each line.
docs/explanation/money.md describes them column by column.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from chuntian.kernel.files import sha256_bytes
from chuntian.kernel.money import Money, MoneyError

VERSION = "1"
ANSWER_COLUMNS = ("batch", "end_to_end_id", "amount", "status", "reference", "booked_on", "reason")
UNWRITABLE = re.compile(r"[|\x00-\x1f]")
STATUSES = ("paid", "failed", "pending")


class CannotWrite(Exception):
    """A value would break the layout of the file."""


class Unreadable(Exception):
    """A file is not in the layout."""


class WrongTrailer(Exception):
    """Count or total of a file do not agree with its lines: it is not whole."""


@dataclass(frozen=True)
class Instruction:
    """One transfer that we ask for."""

    end_to_end_id: str
    account: str
    name: str
    amount_fen: int
    period: str


@dataclass(frozen=True)
class Answered:
    """One line of an answer, as it stands there; `amount_fen` is None where it is no amount."""

    row: int
    batch: str
    end_to_end_id: str
    amount_fen: int | None
    status: str
    reference: str
    booked_on: str
    reason: str


def _plain(text: str) -> str:
    if UNWRITABLE.search(text):
        raise CannotWrite("姓名、账号或用途中有不能写入报盘文件的字符")
    return text


def payment_file(*, batch: str, month: str, instructions: Iterable[Instruction]) -> bytes:
    """
    Write the payment file of a batch: the same batch gives the same bytes.

    :raises CannotWrite: a name or an account holds the separator or a control character.
    """
    lines = sorted(instructions, key=lambda one: one.end_to_end_id)
    total = Money(sum(one.amount_fen for one in lines)).yuan
    rows = ["|".join(("H", "CHUNTIAN", VERSION, batch, month, str(len(lines)), total))]
    for number, one in enumerate(lines, start=1):
        cells = ("D", str(number), one.end_to_end_id, one.account, one.name, Money(one.amount_fen).yuan, one.period)
        rows.append("|".join(map(_plain, cells)))
    body = ("\n".join(rows) + "\n").encode()
    return body + "|".join(("T", str(len(lines)), total, sha256_bytes(body))).encode() + b"\n"


def read_payment_file(content: bytes) -> tuple[str, list[Instruction]]:
    """
    Read a payment file as a bank does: batch number and transfers.

    :raises Unreadable: it is not in the layout. :raises WrongTrailer: it is not whole.
    """
    body, _, last = content.rstrip(b"\n").rpartition(b"\n")
    try:
        rows = [line.split("|") for line in body.decode().split("\n")]
        mark, count, total, digest = last.decode().split("|")
        head, details = rows[0], rows[1:]
        found = [Instruction(row[2], row[3], row[4], Money.from_yuan(row[5]).fen, row[6]) for row in details]
        batch = head[3]
    except (UnicodeDecodeError, ValueError, IndexError) as why:
        raise Unreadable("不是报盘文件") from why
    whole = (mark, int(count), digest) == ("T", len(found), sha256_bytes(body + b"\n"))
    if not whole or Money.from_yuan(total).fen != sum(one.amount_fen for one in found):
        raise WrongTrailer("报盘文件不完整")
    return batch, found


def answer_file(*, batch: str, answers: Iterable[tuple[str, int, str, str, str, str]]) -> bytes:
    """Write an answer file: (end-to-end id, fen, status, reference, booked on, reason) a line, and the trailer."""
    answers = list(answers)
    rows = [(batch, ref, Money(fen).yuan, *rest) for ref, fen, *rest in answers]
    total = Money(sum(fen for _, fen, *_ in answers)).yuan
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([ANSWER_COLUMNS, *rows, ("TRAILER", len(rows), total, "", "", "", "")])
    return out.getvalue().encode()


def read_answer_file(content: bytes) -> list[Answered]:
    """
    Read an answer file, UTF-8 or GBK; lines that make no sense are given as they are, for the exception list.

    :raises Unreadable: it is not in the layout. :raises WrongTrailer: it is not whole.
    """
    rows = [row for row in csv.reader(io.StringIO(_text(content))) if row]
    if not rows or tuple(rows[0]) != ANSWER_COLUMNS:
        raise Unreadable("表头不符，不是银行回盘文件")
    if rows[-1][0] != "TRAILER" or len(rows[-1]) < 3:
        raise WrongTrailer("回盘文件没有尾行，可能不完整")
    lines = [_answered(number, row) for number, row in enumerate(rows[1:-1], start=2)]
    total = sum(line.amount_fen or 0 for line in lines)
    if rows[-1][1] != str(len(lines)) or _fen(rows[-1][2]) != total:
        raise WrongTrailer("回盘文件的笔数或合计与尾行不符")
    return lines


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("编码既不是 UTF-8 也不是 GB18030")


def _fen(text: str) -> int | None:
    try:
        return Money.from_yuan(text).fen
    except MoneyError:
        return None


def _answered(number: int, row: list[str]) -> Answered:
    cells = [cell.strip() for cell in (row + [""] * len(ANSWER_COLUMNS))[: len(ANSWER_COLUMNS)]]
    batch, end_to_end_id, amount, *rest = cells
    fine = len(row) == len(ANSWER_COLUMNS)
    return Answered(number, batch, end_to_end_id if fine else "", _fen(amount), *rest)
