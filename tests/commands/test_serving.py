"""The worker of `chuntian serve`: who waited too long reads why, and a request that hangs ends its process."""

import socket
import threading
import time
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from chuntian.commands import serving
from chuntian.commands.serving import PATIENCE, Worker, turn_away


@pytest.fixture
def line():
    near, far = socket.socketpair()
    yield SimpleNamespace(sock=near, asked_at=time.monotonic(), sent_away=False), far
    near.close()
    far.close()


@pytest.fixture
def worker(monkeypatch):
    """Give a worker that has no process, and what it did."""
    worker, did = Worker.__new__(Worker), []
    worker.turn, worker.begun, worker.cfg, worker.nr_conns = threading.Lock(), 0.0, SimpleNamespace(timeout=120), 1
    for name in ("handle", "handle_request", "finish_request", "notify"):
        monkeypatch.setattr(ThreadWorker, name, lambda *args, name=name: did.append(name) or True)
    return worker, did


def read(far: socket.socket) -> tuple[str, str]:
    far.settimeout(5)
    head, _, body = b"".join(iter(lambda: far.recv(65536), b"")).decode().partition("\r\n\r\n")
    return head, body


def test_A31_who_is_turned_away_reads_that_nothing_was_done_and_when_to_come_again(line):
    conn, far = line
    far.sendall(b"POST / HTTP/1.1\r\n\r\n")

    answer: list = []
    reading = threading.Thread(target=lambda: answer.extend(read(far)))
    reading.start()
    assert turn_away(conn) is False
    reading.join(5)

    head, body = answer
    assert head.startswith("HTTP/1.1 503 ")
    seconds = int(head.split("Retry-After: ")[1].split("\r\n")[0])
    assert serving.RETRY_FROM <= seconds <= serving.RETRY_TO
    assert f"请等 {seconds} 秒" in body
    assert f"Content-Length: {len(body.encode())}" in head
    assert "Content-Security-Policy: default-src 'none'" in head


def test_A31_who_waited_too_long_is_not_begun(worker, line):
    (worker, did), (conn, far) = worker, line
    conn.asked_at -= PATIENCE + 1
    far.close()  # and is gone

    assert worker.handle(conn) is False
    assert did == []
    worker.finish_request(conn, None)
    assert (did, worker.nr_conns) == ([], 0)


def test_A31_one_request_at_a_time_and_no_one_waits_for_ever(worker, line, monkeypatch):
    (worker, did), (conn, far) = worker, line
    monkeypatch.setattr(serving, "PATIENCE", 0.2)

    with worker.turn:  # another request is at work
        far.close()
        assert worker.handle_request(None, conn) is False
    assert did == []

    conn.asked_at = time.monotonic()
    assert worker.handle_request(None, conn) is True
    assert did == ["handle_request"]
    assert not worker.turn.locked()


def test_a_process_whose_request_hangs_no_longer_says_that_it_lives(worker):
    worker, did = worker

    worker.notify()
    worker.begun = time.monotonic() - 60
    worker.notify()
    assert did == ["notify", "notify"]
    worker.begun = time.monotonic() - 121
    worker.notify()
    assert did == ["notify", "notify"]
