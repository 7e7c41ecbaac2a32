"""The pages behind gunicorn as `chuntian serve` starts it, and a socket to say to it what no client would."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START = """import sys
from chuntian.commands.common import set_up_django
set_up_django(sees_all=False)
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from gunicorn.app.base import BaseApplication
from chuntian.commands.serve import collect_static, options, server_class
collect_static()
server_class(BaseApplication)(options("127.0.0.1", int(sys.argv[1]), 1)).run()"""


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """Serve public pages over a data folder with empty tables; gives the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN", "DJANGO", "DATABASE"))
    }
    there = {**kept, "CHUNTIAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.dev"}
    server = subprocess.Popen(
        [sys.executable, "-c", START, str(port)], env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def say(port: int, sent: bytes, *, close: bool = True, seconds: float = 20) -> bytes:
    """Send bytes and read all that comes back until the server closes, or says nothing for a while."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as line:
        said = b""
        try:
            line.sendall(sent)
            if close:
                line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                said += part
        except OSError:  # it took no more, or had nothing more to say
            pass
        return said


def _wait(port: int) -> None:
    for _ in range(240):
        try:
            if b"200 OK" in say(port, b"GET /accessibility/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"):
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError("the server never answered")
