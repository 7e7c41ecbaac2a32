"""To a database on another machine only encrypted, each side proving who it is (ASVS 12.3.1, 12.3.5), tried with a real server."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from django.db import ConnectionHandler
from psycopg import OperationalError
from tests.upkeep.test_certificates import certificate
from tools import with_postgres

from chuntian.config.settings.base import database

ASKED = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"


def production(folder, url: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN", "DATABASE"))}
    there = {
        **kept, "CHUNTIAN_DATA": str(folder), "CHUNTIAN_SECRET_KEY": "k" * 60, "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.production",
    }  # fmt: skip
    return subprocess.run([sys.executable, "-c", ASKED], env=there, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(
    "way", ["", "?sslmode=require", "?sslmode=prefer", "?sslmode=disable", "?sslmode=verify-ca", "?sslrootcert=/x"]
)
def test_B1_production_refuses_a_way_that_could_be_read_or_turned_aside(tmp_path, way):
    ran = production(tmp_path, f"postgresql://chuntian:x@db.test/chuntian{way}")

    assert ran.returncode != 0
    assert "sslmode=verify-full" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "url",
    ["postgresql://chuntian:x@db.test/chuntian?sslmode=verify-full&sslrootcert=/etc/ca.pem", "postgresql://c:x@localhost/c",
     "postgresql://c@127.0.0.1/c", "postgresql://c@/c?host=/run/postgresql", ""],
)  # fmt: skip
def test_B1_production_takes_what_is_encrypted_or_does_not_leave_the_machine(tmp_path, url):
    ran = production(tmp_path, url)

    assert ran.returncode == 0, ran.stderr
    assert ("verify-full" in ran.stdout) == ("verify-full" in url)


@pytest.fixture(scope="module")
def server():
    """Start a PostgreSQL that takes encrypted connections only, of whoever shows a certificate that it trusts."""
    place = Path(tempfile.mkdtemp(prefix="chuntian-ssl-"))
    data, port = place / "data", with_postgres.free_port()
    data.mkdir()
    for name in ("127.0.0.1", "chuntian", "someone.test"):
        certificate(place, name)
    server = start(place, data, port)
    try:
        yield place, port
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(place, ignore_errors=True)


def start(place: Path, data: Path, port: int) -> subprocess.Popen:
    place.chmod(0o755)
    if with_postgres.server_user():
        shutil.chown(data, with_postgres.server_user())
    folder = with_postgres.server_folder()
    make = [str(folder / "initdb"), "-D", str(data), "-U", "chuntian", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, user=with_postgres.server_user(), cwd=data)
    for source, name in (("127.0.0.1-1.pem", "s.pem"), ("127.0.0.1-1.key", "s.key"), ("chuntian-1.pem", "ca.pem")):
        shutil.copy(place / source, data / name)
        if with_postgres.server_user():
            shutil.chown(data / name, with_postgres.server_user())
        (data / name).chmod(0o600)
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 cert\nhostnossl all all all reject\n")
    options = [f"unix_socket_directories={data}", "listen_addresses=127.0.0.1", "ssl=on"]
    options += [
        f"ssl_{what}_file={data / name}" for what, name in (("cert", "s.pem"), ("key", "s.key"), ("ca", "ca.pem"))
    ]
    command = [str(folder / "postgres"), "-D", str(data), "-p", str(port)]
    command += [part for option in options for part in ("-c", option)]
    return subprocess.Popen(
        command, user=with_postgres.server_user(), cwd=data, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )


def connected(place: Path, port: int, *, host="127.0.0.1", mode="verify-full", ca="127.0.0.1", own="chuntian"):
    """Connect as the application does, and say whether the line is encrypted."""
    url = f"postgresql://chuntian@{host}:{port}/postgres?sslmode={mode}&sslrootcert={place}/{ca}-1.pem"
    if own:
        url += f"&sslcert={place}/{own}-1.pem&sslkey={place}/{own}-1.key"
    settings = ConnectionHandler({"default": database(url)})["default"]
    with psycopg.connect(**connect_words(settings.get_connection_params())) as line:
        found = line.execute("SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
    return found


def connect_words(given: dict) -> dict:
    """Give what libpq is told of it, without what only Django's own cursors need."""
    return {name: value for name, value in given.items() if name not in ("context", "cursor_factory")}


def test_B1_the_application_and_the_server_prove_themselves_to_each_other(server):
    encrypted, version = connected_once(server)

    assert encrypted
    assert version in ("TLSv1.2", "TLSv1.3")


@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"ca": "someone.test"}, "certificate verify failed"), ({"host": "localhost"}, "does not match"),
     ({"own": ""}, "certificate"), ({"own": "someone.test"}, "unknown ca|certificate"), ({"mode": "disable"}, "no encryption|rejects")],
)  # fmt: skip
def test_B1_whoever_does_not_prove_himself_gets_no_connection(server, wrong, why):
    connected_once(server)
    with pytest.raises(OperationalError, match=why):
        connected(*server, **wrong)


def connected_once(server):
    """Wait until the server is there, so that a refusal is one of who we are."""
    for _ in range(100):
        try:
            return connected(*server)
        except OperationalError:
            time.sleep(0.2)
    raise AssertionError("the server never let anyone in")
