"""
A bank in a process of its own, with a store of its own: the witness of what was really paid.

    python -m tests.faults.witness FOLDER remembers|forgets

It takes payment files out of FOLDER/outbox as soon as they lie there and writes every transfer it carries out into
FOLDER/books.sqlite3. A bank that *remembers* pays an end-to-end id once. A bank that *forgets* pays whatever it is handed,
as often as it is handed it: then nobody but the paying side can prevent a double payment. It uses no code of Chuntian.

Over HTTP on loopback it gives what a person at the counter can ask: GET /has/BATCH, GET /answers/BATCH, GET /report.
"""

import hashlib
import json
import os
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

BOOKS = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, name TEXT, batch TEXT, answer TEXT, problem TEXT);
CREATE TABLE IF NOT EXISTS transfer (
    id INTEGER PRIMARY KEY, file INTEGER, end_to_end_id TEXT, account TEXT, name TEXT, period TEXT, fen INTEGER
);
"""
BOOKED_ON = "2024-01-20"


def fen_of(amount: str) -> int:
    """Read an amount such as 130.00 as whole fen."""
    yuan, _, cents = amount.partition(".")
    if len(cents) != 2:
        raise ValueError(amount)
    return int(yuan) * 100 + int(cents)


def read_file(content: bytes) -> tuple[str, list[tuple[str, str, str, str, int]]]:
    """Read a payment file by the agreed layout; ValueError where it is not whole."""
    body, mark, tail = content.rpartition(b"T|")
    count, total, digest = tail.decode().strip().split("|")
    rows = [line.split("|") for line in body.decode().splitlines()]
    found = [(row[2], row[3], row[4], row[6], fen_of(row[5])) for row in rows[1:]]
    if not mark or hashlib.sha256(body).hexdigest() != digest or int(count) != len(found):
        raise ValueError("not whole")
    if fen_of(total) != sum(one[-1] for one in found):
        raise ValueError("total")
    return rows[0][3], found


class Witness:
    """The bank's counter and its books."""

    def __init__(self, folder: Path, remembers: bool) -> None:
        self.folder, self.remembers = folder, remembers
        for part in ("outbox", "taken"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        self.books = sqlite3.connect(folder / "books.sqlite3")
        self.books.executescript(BOOKS)

    def take_all(self) -> None:
        """Take what lies in the outbox and carry it out."""
        for path in sorted((self.folder / "outbox").glob("*.txt")):
            with self.books:
                number = self.books.execute("INSERT INTO file (name) VALUES (?)", (path.name,)).lastrowid
                taken = path.rename(self.folder / "taken" / f"{number:06d}-{path.name}")
                self.carry_out(number, taken.read_bytes())

    def carry_out(self, number: int, content: bytes) -> None:
        """Carry out one file and write its answer."""
        try:
            batch, found = read_file(content)
        except (ValueError, IndexError) as why:
            self.books.execute("UPDATE file SET problem = ? WHERE id = ?", (repr(why), number))
            return
        lines = [self.pay(number, one) for one in found]
        total = sum(one[-1] for one in found)
        rows = ["batch,end_to_end_id,amount,status,reference,booked_on,reason"]
        rows += [
            f"{batch},{one[0]},{yuan(one[-1])},paid,YH{paid},{BOOKED_ON},"
            for one, paid in zip(found, lines, strict=True)
        ]
        answer = "\n".join([*rows, f"TRAILER,{len(found)},{yuan(total)},,,,"]) + "\n"
        self.books.execute("UPDATE file SET batch = ?, answer = ? WHERE id = ?", (batch, answer, number))

    def pay(self, number: int, one: tuple[str, str, str, str, int]) -> int:
        """Pay one transfer, or give the one that was paid under its id by a bank that remembers."""
        known = self.books.execute("SELECT id FROM transfer WHERE end_to_end_id = ?", (one[0],)).fetchone()
        if known and self.remembers:
            return known[0]
        values = (number, *one)
        sql = "INSERT INTO transfer (file, end_to_end_id, account, name, period, fen) VALUES (?, ?, ?, ?, ?, ?)"
        return self.books.execute(sql, values).lastrowid

    def answer_to(self, path: str) -> object:
        """Answer a question at the counter."""
        what, _, batch = path.strip("/").partition("/")
        if what == "has":
            return bool(self.books.execute("SELECT 1 FROM file WHERE batch = ?", (batch,)).fetchone())
        if what == "answers":
            return [row[0] for row in self.books.execute("SELECT answer FROM file WHERE batch = ?", (batch,))]
        refused = self.books.execute("SELECT count(*) FROM file WHERE problem IS NOT NULL").fetchone()[0]
        transfers = self.books.execute("SELECT end_to_end_id, account, period, fen FROM transfer").fetchall()
        return {"refused": refused, "transfers": transfers}


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def serve(witness: Witness) -> None:
    """Be open until standard input ends: one customer at a time, so that no answer overtakes a file."""

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            witness.take_all()
            body = json.dumps(witness.answer_to(self.path)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Counter)
    server.timeout = 0.01
    print(server.server_address[1], flush=True)
    while True:
        server.handle_request()
        witness.take_all()


def leave_with_the_parent() -> None:
    """End when standard input does: whoever started us is gone."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=leave_with_the_parent, daemon=True).start()
    serve(Witness(Path(sys.argv[1]), sys.argv[2] == "remembers"))
