"""`chuntian serve` refuses an unprepared database, and serves pages and style sheets from a prepared one."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress

import pytest

pytestmark = pytest.mark.slow


def environment(folder) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN", "DJANGO", "DATABASE"))
    }
    return {**kept, "CHUNTIAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.dev"}


def test_an_unprepared_database_is_one_line_that_says_what_to_do(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-m", "chuntian", "serve"], env=environment(tmp_path), capture_output=True, text=True, timeout=120
    )  # fmt: skip

    assert ran.returncode == 1
    assert "chuntian init" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_pages_and_style_sheets_come_with_their_headers(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"], env=environment(tmp_path), check=True, timeout=240
    )
    command = [sys.executable, "-m", "chuntian", "serve", "--port", str(port), "--workers", "1", "--no-work"]
    server = subprocess.Popen(command, env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = opened(f"http://127.0.0.1:{port}/sign-in/")
        sheet = opened(f"http://127.0.0.1:{port}/static/desk/base.css")
    finally:
        server.terminate()
        server.wait(30)

    assert "登录" in page.read().decode()
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert sheet.status == 200
    assert not (tmp_path / "work.lock").exists()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_one_background_worker_runs_beside_the_pages_and_ends_with_them(tmp_path, end):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    there = environment(tmp_path)
    subprocess.run([sys.executable, "-m", "django", "migrate", "-v0"], env=there, check=True, timeout=240)
    command = [sys.executable, "-m", "chuntian", "serve", "--port", str(port), "--workers", "3"]
    server = subprocess.Popen(command, env=there, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        opened(f"http://127.0.0.1:{port}/sign-in/")
        assert held(tmp_path / "work.lock", True)
        second = subprocess.run(
            [sys.executable, "-m", "chuntian", "work", "--once"], env=there, capture_output=True, text=True, timeout=60
        )
    finally:
        server.send_signal(end)
        server.wait(60)

    assert "another chuntian work is running" in second.stderr
    assert held(tmp_path / "work.lock", False)


def held(lock, wanted: bool) -> bool:
    """Wait until the lock of the background work is held, or free again."""
    for _ in range(60):
        with suppress(FileNotFoundError), lock.open() as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.flock(handle, fcntl.LOCK_UN)
                is_held = False
            except BlockingIOError:
                is_held = True
            if is_held == wanted:
                return True
        time.sleep(0.5)
    return False


def opened(url: str):
    for _ in range(60):
        try:
            return urllib.request.urlopen(url, timeout=10)
        except OSError:
            time.sleep(1)
    raise AssertionError(f"{url} never answered")
