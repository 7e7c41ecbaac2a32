"""
A bank of our own to play against: it keeps its own books in its own folder and never pays one transfer twice.

`python -m chuntian.demo.bank FOLDER DAY` takes every payment file in FOLDER/outbox and puts an answer into FOLDER/inbox.
It knows nothing of the platform but the layout of the two files.
"""

import csv
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

from chuntian.kernel.files import write_whole
from chuntian.money.layouts import Instruction, Unreadable, WrongTrailer, answer_file, read_payment_file

PAID, FAILED = "paid", "failed"
BOOKS = """
CREATE TABLE IF NOT EXISTS payment (
    end_to_end_id TEXT PRIMARY KEY, batch TEXT, account TEXT, name TEXT, period TEXT, fen INTEGER,
    status TEXT, reference TEXT, booked_on TEXT, reason TEXT
);
CREATE TABLE IF NOT EXISTS account (number TEXT PRIMARY KEY, holder TEXT, closed INTEGER DEFAULT 0);
"""
Answer = tuple[str, int, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Taken:
    """What the bank did with one payment file."""

    path: Path
    answer: Path | None
    paid: int
    failed: int
    problem: str = ""


class Bank:
    """The bank's books: accounts with their holders, and every transfer it was ever asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for part in ("outbox", "inbox", "done"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.books = sqlite3.connect(folder / "books.sqlite3")
        self.books.executescript(BOOKS)

    def close(self) -> None:
        """Close the books."""
        self.books.close()

    def open_accounts(self, holders: dict[str, str], closed: set[str] = frozenset()) -> None:  # type: ignore[assignment]
        """Open accounts under the names of their holders; those in `closed` are closed again."""
        rows = [(number, holder, int(number in closed)) for number, holder in holders.items()]
        with self.books:
            self.books.executemany("INSERT OR REPLACE INTO account VALUES (?, ?, ?)", rows)

    def take(self, path: Path, booked_on: str) -> Taken:
        """Carry out one payment file, once: whatever it was asked before, it answers as it did then."""
        try:
            batch, instructions = read_payment_file(path.read_bytes())
        except (Unreadable, WrongTrailer) as why:
            return Taken(path, None, 0, 0, str(why))
        with self.books:
            answers = [self.carry_out(batch, one, booked_on) for one in instructions]
        target = self.folder / "inbox" / f"{path.stem}.answer.csv"
        write_whole(target, answer_file(batch=batch, answers=answers))
        paid = sum(answer[2] == PAID for answer in answers)
        return Taken(path, target, paid, len(answers) - paid)

    def carry_out(self, batch: str, one: Instruction, booked_on: str) -> Answer:
        """Pay one transfer, or say why not; an id that is known already is answered from the books."""
        known = self.books.execute(
            "SELECT end_to_end_id, fen, status, reference, booked_on, reason FROM payment WHERE end_to_end_id = ?",
            (one.end_to_end_id,),
        ).fetchone()
        if known:
            return known
        reason = self.refusal(one)
        status = FAILED if reason else PAID
        reference = "" if reason else f"YH{one.end_to_end_id[-12:]}"
        row = (
            one.end_to_end_id,
            batch,
            one.account,
            one.name,
            one.period,
            one.amount_fen,
            status,
            reference,
            booked_on,
            reason,
        )
        self.books.execute("INSERT INTO payment VALUES (?,?,?,?,?,?,?,?,?,?)", row)
        return one.end_to_end_id, one.amount_fen, status, reference, booked_on, reason

    def refusal(self, one: Instruction) -> str:
        """Say why a transfer cannot be booked, or nothing."""
        found = self.books.execute("SELECT holder, closed FROM account WHERE number = ?", (one.account,)).fetchone()
        if found is None:
            return "账户不存在"
        holder, closed = found
        if closed:
            return "账户已销户"
        return "" if holder == one.name else "户名不符"

    def take_all(self, booked_on: str) -> list[Taken]:
        """Take every file of the outbox in the order of their names, and put it away."""
        done = []
        for path in sorted((self.folder / "outbox").glob("*")):
            if path.is_file():
                done.append(self.take(path, booked_on))
                path.rename(self.folder / "done" / path.name)
        return done

    def paid_fen(self) -> int:
        """Give all that ever left the bank."""
        return self.books.execute("SELECT COALESCE(SUM(fen), 0) FROM payment WHERE status = 'paid'").fetchone()[0]

    def transfers(self) -> list[tuple[str, str, int]]:
        """Give account, period and fen of every transfer that was booked."""
        return self.books.execute("SELECT account, period, fen FROM payment WHERE status = 'paid'").fetchall()


def read_accounts(path: Path) -> dict[str, str]:
    """Read account and holder from a csv the bank keeps for itself."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["account"]: row["holder"] for row in csv.DictReader(file)}


def main(arguments: list[str]) -> int:
    """Take what waits in the folder's outbox once."""
    if len(arguments) != 2:
        sys.stderr.write("python -m chuntian.demo.bank FOLDER YYYY-MM-DD\n")
        return 2
    folder, booked_on = Path(arguments[0]), arguments[1]
    bank = Bank(folder)
    try:
        if (folder / "accounts.csv").exists():
            bank.open_accounts(read_accounts(folder / "accounts.csv"))
        for taken in bank.take_all(booked_on):
            sys.stdout.write(f"{taken.path.name}: {taken.paid} paid, {taken.failed} failed {taken.problem}\n")
    finally:
        bank.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
