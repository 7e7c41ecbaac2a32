"""What the scanners of `make test-long` are sent against: the running pages on loopback, and a careless page that has the fault to find."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from tests.journeys.office import NOW, furnish

from chuntian.accounts.models import User

SCANNERS = Path(__file__).resolve().parents[2] / ".venv-scan" / "bin"


def scanner(name: str) -> Path:
    """Give a scanner of the environment of scanners; without one the long run fails and others skip."""
    if not (SCANNERS / name).exists():
        assert not os.environ.get("CHUNTIAN_LONG"), "make .venv-scan/.done"
        pytest.skip("no scanner: make .venv-scan/.done")
    return SCANNERS / name


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):  # type: ignore[no-untyped-def]
    """Furnish the database, hold the clock, serve; empty everything afterwards."""
    from django.core.management import call_command
    from pytest_django.live_server_helper import LiveServer

    from chuntian.web import clock

    kept, folder = (settings.DATA_FOLDER, clock.now), tmp_path_factory.mktemp("scanned")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.DATA_FOLDER, clock.now = folder, lambda: NOW
    with django_db_blocker.unblock():
        server = None
        try:
            furnish(folder)
            server = LiveServer("localhost")
            yield server.url
        finally:
            if server:
                server.stop()
            settings.DATA_FOLDER, clock.now = kept
            call_command("flush", verbosity=0, interactive=False)


def signed_in(role: str) -> Client:
    """Give a client that is signed in as the first user of a role, with a form's token."""
    client = Client()
    client.force_login(User.objects.get(username=role))
    client.get("/account/")
    return client


def cookies(client: Client) -> str:
    """Give the cookies of a client as one header."""
    return "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())


class Careless(BaseHTTPRequestHandler):
    """A page that puts what it is asked into SQL and into its own text."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query).get("q", [""])[0]
        said = self._found(asked) if parts.path == "/find" else '<a href="/find?q=1">find</a>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<html><body>{said}<p>{asked}</p></body></html>".encode())

    def _found(self, asked: str) -> str:
        store = sqlite3.connect(":memory:")
        store.execute("CREATE TABLE person (id, name)")
        store.execute("INSERT INTO person VALUES (1, 'a')")
        try:
            return f"{store.execute('SELECT name FROM person WHERE id = ' + asked).fetchall()} of the people"  # noqa: S608 (the fault to find)
        except (sqlite3.Error, ValueError) as why:
            return f"sqlite3.OperationalError: {why}"
        finally:
            store.close()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@contextmanager
def careless() -> Iterator[str]:
    """Serve the careless page meanwhile."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
