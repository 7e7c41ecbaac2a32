"""
The worker that serves pages: who waited too long is turned away at once, with a page that says so (trust A31).

One request at a time is worked on in a process, as before; threads beside it read what slow lines send, and turn away.
Under more than it can do, a plain queue serves everyone too late and nobody in time, and goes on so long after the rush.
Why it is so: docs/decisions/0012-turn-away-in-time.md.
"""

import random
import threading
import time
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import ThreadWorker

PATIENCE = 5.0  # seconds from the connection to the moment its request is begun
THREADS = 4
RETRY_FROM, RETRY_TO = 5, 20  # apart from each other, or all would come back in step
PAGE = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>请稍后再试 · 春天</title></head>
<body><main><h1>现在使用的人太多</h1>
<p>这次请求没有办理，什么都没有改变。请等 {seconds} 秒，再试一次；如果是提交表单，请返回上一页再提交。</p>
<p lang="en">Too many people are using this just now. Nothing was done and nothing was changed. Please wait {seconds} seconds and
try again; if you sent a form, go back and send it again.</p></main></body></html>
"""
HEAD = (
    "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n"
    "Retry-After: {seconds}\r\nCache-Control: no-store\r\nContent-Security-Policy: default-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\nX-Content-Type-Options: nosniff\r\n"
    "X-Frame-Options: DENY\r\nReferrer-Policy: same-origin\r\nConnection: close\r\n\r\n"
)


class Worker(ThreadWorker):
    """A worker of gunicorn with one request at work, some at the door, and an end to waiting."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.turn, self.begun = threading.Lock(), 0.0

    def enqueue_req(self, conn: Any) -> None:
        conn.asked_at, conn.sent_away = time.monotonic(), False
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        if time.monotonic() - conn.asked_at > PATIENCE:
            return turn_away(conn)
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Any) -> bool:
        left = PATIENCE - (time.monotonic() - conn.asked_at)
        if not self.turn.acquire(timeout=max(0.0, left)):
            return turn_away(conn)
        try:
            self.begun = time.monotonic()
            return super().handle_request(req, conn)
        finally:
            self.begun = 0.0
            self.turn.release()

    def finish_request(self, conn: Any, fs: Any) -> None:
        if conn.sent_away:  # its line is closed already, by the thread that turned it away
            self.nr_conns -= 1
            return
        super().finish_request(conn, fs)

    def notify(self) -> None:
        """Say that this process lives, unless its request has hung: then it is ended and another takes its place."""
        begun = self.begun
        if not begun or time.monotonic() - begun < self.cfg.timeout:
            super().notify()


def turn_away(conn: Any) -> bool:
    """Answer that there are too many, without a look at what was asked: it is not begun."""
    seconds = random.randint(RETRY_FROM, RETRY_TO)
    body = PAGE.format(seconds=seconds).encode()
    conn.sent_away = True
    try:
        conn.sock.settimeout(1)
        conn.sock.sendall(HEAD.format(length=len(body), seconds=seconds).encode() + body)
        util.close_graceful(conn.sock, timeout=0.5, max_drain=1 << 20)
    except OSError:  # whoever asked is gone
        util.close(conn.sock)
    return False
