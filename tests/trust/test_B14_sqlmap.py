"""B14: sqlmap, level 3, finds no parameter of the running pages injectable, and finds one that is (`make test-long`)."""

import os
import re
import sqlite3
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from tests.journeys.office import NOW, furnish

from chuntian.accounts.models import User

ROOT = Path(__file__).resolve().parents[2]
SQLMAP = ROOT / ".venv-scan" / "bin" / "sqlmap"
pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(3600)]
CLEAN = "do not appear to be injectable"
# Who asks what: each parameter of each page that takes one.
ASKED = [
    ("county_clerk", "/?kind=tell&whose=all&page=1", ""),
    ("county_clerk", "/people/", "q=chun&offset=0"),
    ("county_clerk", "/lists/dibao/?page=1", ""),
    ("county_clerk", "/discrepancies/?kind=dead&state=open&page=1", ""),
    ("county_clerk", "/cases/?state=open&page=1", ""),
    ("county_clerk", "/programmes/simulate/?programme=nursing_subsidy", ""),
    ("finance_approver", "/payments/recoveries/?state=proposed&page=1", ""),
    ("supervisor", "/measures/?year=2024&month=3&region=620104000000&plan=x", ""),
    ("admin", "/accounts/?q=a&page=1", ""),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _scanner():
    if not SQLMAP.exists():
        assert not os.environ.get("CHUNTIAN_LONG"), "make .venv-scan/.done"
        pytest.skip("no scanner: make .venv-scan/.done")


@pytest.fixture(scope="module")
def pages(django_db_setup, django_db_blocker, tmp_path_factory):
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


def scan(url: str, folder: Path, *words: str) -> str:
    """Give what sqlmap says of the parameters of an address."""
    command = [
        str(SQLMAP), "-u", url, "--batch", "--level", "3", "--risk", "2", "--threads", "2", "--dbms", "SQLite", "--technique", "BEU",
        "--output-dir", str(folder), "--disable-coloring", "--skip", "User-Agent,Referer,Host,Cookie", "--timeout", "60", *words,
    ]  # fmt: skip
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=3000, env={**os.environ, "HOME": str(folder)}
    ).stdout


@pytest.mark.parametrize(("role", "address", "data"), ASKED, ids=[address for _, address, _ in ASKED])
def test_B14_sqlmap_finds_nothing_injectable(pages, tmp_path, role, address, data):
    client = Client()
    client.force_login(User.objects.get(username=role))
    page = client.get("/people/" if data else "/account/")
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    words = ["--cookie", cookies]
    if data:
        words += ["--data", f"{data}&csrfmiddlewaretoken={page.context['csrf_token']}", "-p", "q,offset"]

    said = scan(pages + address, tmp_path, *words)

    assert CLEAN in said, said[-3000:]
    assert not re.search(r"Type: (boolean|error|UNION)|is vulnerable", said)
    assert not re.search(r"\b5\d\d \(", said), said[-2000:]


def test_B14_sqlmap_finds_what_is_injectable(tmp_path):
    class Careless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = parse_qs(urlsplit(self.path).query).get("q", ["1"])[0]
            store = sqlite3.connect(":memory:")
            store.execute("CREATE TABLE person (id, name)")
            store.execute("INSERT INTO person VALUES (1, 'a')")
            try:
                found = store.execute("SELECT name FROM person WHERE id = " + asked).fetchall()  # noqa: S608 (the fault to find)
            except sqlite3.Error:
                found = ["error"]
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"<html><body>{found} of the people</body></html>".encode())

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Careless)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        said = scan(f"http://127.0.0.1:{server.server_port}/?q=1", tmp_path)
    finally:
        server.shutdown()
        server.server_close()

    assert "Type: " in said
    assert CLEAN not in said
