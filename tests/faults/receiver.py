"""
A receiver of messages in a process of its own that takes every POST as new: `python -m tests.faults.receiver STORE`.

Whoever sends a message twice is caught here, whatever its own books say.
"""

import os
import sqlite3
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


def serve(books: sqlite3.Connection) -> None:
    """Be open for ever, one request at a time, so that no question overtakes a message."""

    class Counter(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender died in the middle
                return
            with books:
                books.execute("INSERT INTO post VALUES (?, ?)", (self.headers["Idempotency-Key"], body))
            self.say(200)

        def do_GET(self) -> None:
            found = books.execute("SELECT 1 FROM post WHERE key = ?", (self.path.strip("/"),)).fetchone()
            self.say(200 if found else 404)

        def say(self, code: int) -> None:
            self.send_response(code)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Counter)
    print(server.server_address[1], flush=True)
    server.serve_forever()


def leave_with_the_parent() -> None:
    """End when standard input does: whoever started us is gone."""
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=leave_with_the_parent, daemon=True).start()
    store = sqlite3.connect(sys.argv[1])
    store.execute("CREATE TABLE IF NOT EXISTS post (key TEXT, body BLOB)")
    serve(store)
