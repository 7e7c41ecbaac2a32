"""
A PostgreSQL server of one's own that is killed (SIGKILL) under writers and started again (trust A2, A10):

    python -m tests.faults.server --kills 10

Twenty writers write down what the server acknowledged; after each kill all of it must be there. Our own worker runs beside
them the whole time and must go on by itself. `--restarts` adds orderly restarts. The server is our direct child, as it must be for its lock file to be let go. Exit status 1 on any fault.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT
from tools.with_postgres import free_port, quiet_server, server_folder, start, wait_until_open

WRITERS = 20


class Server:
    """The cluster and its process."""

    def __init__(self, place: Path) -> None:
        import shutil

        from tools.with_postgres import server_user

        self.data, self.port, self.slowest = place / "data", free_port(), 0.0
        self.data.mkdir()
        if os.geteuid() == 0:
            place.chmod(0o755)
            shutil.chown(self.data, server_user())
        self.process = start(server_folder(), self.data, self.port)
        self.address = f"postgresql://chuntian@127.0.0.1:{self.port}/chuntian"

    def end(self, number: int) -> float:
        """End it with a signal and start it again; give how long nobody could come in."""
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(timeout=60)
        while time.monotonic() - began < 60:
            self.process = quiet_server(server_folder(), self.data, self.port)
            try:
                wait_until_open(self.process, self.port)
                break
            except SystemExit:  # it refuses while children of the killed one still hold its memory
                time.sleep(0.2)
        away = time.monotonic() - began
        self.slowest = max(self.slowest, away)
        return away

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


class Writers:
    """Threads that write outbox messages through the product, two rows at a time, and keep what was acknowledged."""

    def __init__(self) -> None:
        self.stop, self.acknowledged, self.failed, self.strange = threading.Event(), [], [], []
        self.threads = [threading.Thread(target=self.write, args=(number,), daemon=True) for number in range(WRITERS)]
        for one in self.threads:
            one.start()

    def write(self, number: int) -> None:
        from django.db import Error, connection, transaction
        from tests.casework.county import moment

        from chuntian.trail.operations import put_in_outbox, record

        at, count = moment(date(2024, 1, 2)), 0
        while not self.stop.is_set():
            count += 1
            key = f"case:{number}:{count}"
            try:
                with transaction.atomic():
                    record(
                        actor="test",
                        action="test.write",
                        subject_kind="case",
                        subject_id=key,
                        region=f"62{number:04d}000000",
                        at=at,
                    )
                    put_in_outbox(topic="test", key=key, payload={}, at=at)
                self.acknowledged.append((time.monotonic(), key))
            except Error:
                self.failed.append(time.monotonic())
                connection.close()
                time.sleep(0.05)
            except Exception as why:
                self.strange.append(repr(why))
                connection.close()

    def end(self) -> None:
        self.stop.set()
        for one in self.threads:
            one.join(60)


def run(kills: int, restarts: int, seed: int) -> dict[str, Any]:
    """Kill and restart in this process; say what was lost."""
    chance, started = random.Random(seed), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chuntian-server-") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder))
        data = Path(folder) / "house"
        os.environ |= {"DATABASE_URL": server.address, "CHUNTIAN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.test",
                       "CHUNTIAN_SECRET_KEY": "only-for-tests", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}  # fmt: skip
        from tests.faults.lone import prepare_django

        prepare_django()
        command = [sys.executable, "-m", "chuntian", "work", "--every", "1", "--settle", "0", "--json"]
        worker = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            told = under_fire(server, [signal.SIGKILL] * kills + [signal.SIGINT] * restarts, chance)
            faults = told.pop("faults") + aftermath(worker)
        finally:
            worker.terminate()
            worker.wait(60)
            server.close()
    return {"kills": kills, "restarts": restarts, **told, "slowest_restart_s": round(server.slowest, 1),
            "seconds": round(time.monotonic() - started, 1), "faults": faults}  # fmt: skip


def under_fire(server: Server, signals: list[int], chance: random.Random) -> dict[str, Any]:
    """End the server again and again under the writers; compare what they were told with what is there."""
    from django.db import connection

    from chuntian.trail.models import Entry, Message

    writers, away = Writers(), []
    for number in signals:
        time.sleep(chance.uniform(0.2, 0.8))
        began = time.monotonic()
        server.end(number)
        away.append((began, time.monotonic()))
    time.sleep(1)
    writers.end()
    connection.close()
    there = set(Message.objects.values_list("key", flat=True))
    entries = set(Entry.objects.filter(action="test.write").values_list("subject_id", flat=True))
    acknowledged = {key for _, key in writers.acknowledged}
    faults = [f"lost {key}" for key in acknowledged - (there & entries)]
    faults += [f"half written {key}" for key in there ^ entries]
    faults += writers.strange[:10]
    late = [at for at in writers.failed if not any(began - 0.2 <= at <= ended + 5 for began, ended in away)]
    faults += [f"{len(late)} errors outside a restart"] if late else []
    return {"acknowledged": len(acknowledged), "failed_during_restarts": len(writers.failed), "faults": faults}


def aftermath(worker: subprocess.Popen) -> list[str]:
    """See that our worker still works, that the chains verify, and that the engine says its writes are durable."""
    from django.db import connection

    from chuntian.trail.models import Message
    from chuntian.trail.verify import checks

    faults = [f"trail: {problem}" for check in checks() for problem in check.problems]
    until = time.monotonic() + 240
    while worker.poll() is None and time.monotonic() < until and Message.objects.exclude(state="sent").exists():
        time.sleep(0.5)
    left = Message.objects.exclude(state="sent").count()
    if worker.poll() is not None or left:
        faults.append(f"the worker ended with {worker.poll()} and left {left} messages")
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] != "on":
                faults.append(f"{name} is off")
        cursor.execute("SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'")
        faults += [f"{name} is not logged" for (name,) in cursor.fetchall()]
    return faults


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.server", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--restarts", type=int, default=0, help="orderly restarts after the kills")
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args(arguments)
    result = run(chosen.kills, chosen.restarts, chosen.seed)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
