"""
Bring PostgreSQL back to a moment from a base backup and its archived log (trust A28): `python -m tests.faults.moment`.

As docs/how-to/recover-to-a-moment.md says: a server that archives, a base backup while it works, months paid after it. At
a moment every table is weighed; then the office goes on, and the server and its disk are lost in one blow. A second cluster
recovers to the moment: every table must weigh the same, the books verify, payments are locked, and the months since are
paid once after the bank was asked. A third recovers to the end of what was archived: what it lacks is what is lost at worst.
Exit status 1 on any fault.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from tests.faults.house import House
from tests.faults.lone import ROOT
from tools.with_postgres import free_port, quiet_server, server_folder, server_user, start, wait_until_open

REGION = "620104"


class Cluster:
    """A server with its folder; as root it runs as the user PostgreSQL demands."""

    started: list["Cluster"] = []

    def __init__(self, data: Path) -> None:
        self.started.append(self)
        self.process: subprocess.Popen | None = None
        self.data, self.port = data, free_port()
        self.address = f"postgresql://chuntian@127.0.0.1:{self.port}/chuntian"

    def make(self) -> "Cluster":
        self.process = start(server_folder(), own(self.data), self.port)
        return self

    def open(self) -> "Cluster":
        self.process = quiet_server(server_folder(), self.data, self.port)
        wait_until_open(self.process, self.port)
        return self

    def end(self, number: int = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(60)

    def ask(self, *statements: str) -> Any:
        with psycopg.connect(self.address, autocommit=True) as connection:
            for one in statements:
                found = connection.execute(one)
            return found.fetchone()[0] if found.description else None


def own(folder: Path) -> Path:
    """Make a folder that the server may write to."""
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, server_user())
    return folder


def tool(name: str, *arguments: Any) -> None:
    command = [str(server_folder() / name), *map(str, arguments)]
    done = subprocess.run(command, user=server_user(), cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")


class Office:
    """The office whose server is lost, its archive, and the clusters that are made from it."""

    def __init__(self, place: Path, seconds: int) -> None:
        place.chmod(0o755)
        self.place, self.archive, self.base = place, own(place / "archive"), place / "base"
        self.first, self.took, self.faults = Cluster(place / "data").make(), {}, []
        keep = f"test ! -f {self.archive}/%f && cp %p {self.archive}/%f.part && mv {self.archive}/%f.part {self.archive}/%f"
        self.first.ask("ALTER SYSTEM SET archive_mode = on", f"ALTER SYSTEM SET archive_command = '{keep}'",
                       f"ALTER SYSTEM SET archive_timeout = {seconds}")  # fmt: skip
        self.first.end()
        self.first.open()
        self.house = House(place / "house", remembers=False, database=self.first.address)

    def back_up(self) -> None:
        own(self.base)
        tool("pg_basebackup", "-d", self.first.address, "-D", self.base, "--checkpoint=fast")
        tool("pg_verifybackup", self.base)

    def weigh(self, cluster: Cluster) -> dict[str, str]:
        """Give a digest of every table, and what the books say."""
        there = {**self.house.environment, "DATABASE_URL": cluster.address}
        command = [sys.executable, "-m", "tests.faults.moment", "--weigh"]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout.splitlines()[-1])

    def recover(self, name: str, target: str) -> Cluster:
        """Make a cluster from base backup and archive alone, brought to a moment or to the end."""
        began, cluster = time.monotonic(), Cluster(self.place / name)
        own(cluster.data)
        subprocess.run(["cp", "-a", f"{self.base}/.", str(cluster.data)], check=True)
        lines = [
            "archive_mode = off",
            f"restore_command = 'cp {self.archive}/%f %p'",
            "recovery_target_action = promote",
        ]
        lines += [f"recovery_target_time = '{target}'"] if target else []
        with (cluster.data / "postgresql.auto.conf").open("a") as settings:
            settings.write("\n".join(lines) + "\n")
        (cluster.data / "recovery.signal").touch()
        cluster.open()
        until = time.monotonic() + 120
        while cluster.ask("SELECT pg_is_in_recovery()"):
            if time.monotonic() > until:
                raise RuntimeError("the recovery came to no end")
            time.sleep(0.1)
        self.took[name] = round(time.monotonic() - began, 1)
        return cluster


def run(place: Path, seconds: int) -> dict[str, Any]:
    """Live the whole story in a folder of its own."""
    office = Office(place, seconds)
    house, first = office.house, office.first
    house.to_the_end(house.next_month())
    office.back_up()
    house.to_the_end(house.next_month())
    before, moment = office.weigh(first), datetime.now(UTC).isoformat()
    time.sleep(1.1)
    since = [house.next_month()]
    house.to_the_end(since[0])
    last = write_until_lost(first, 4 * seconds)
    shutil.rmtree(first.data)  # the disk is gone, with what was not archived
    house.close()

    lost = last - newest(end := office.recover("end", ""))
    end.end()
    again = office.recover("moment", moment)
    after = office.weigh(again)
    faults = [f"{name} weighed {before.get(name)}, weighs {after.get(name)}"
              for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]  # fmt: skip
    tool("pg_amcheck", "-h", "127.0.0.1", "-p", again.port, "-U", "chuntian", "--install-missing", "chuntian")
    faults += go_on(office, again, moment, since)
    return {"took_s": office.took, "lost_s": round(lost, 1), "archive_timeout_s": seconds, "tables": len(before),
            "faults": faults}  # fmt: skip


def write_until_lost(first: Cluster, seconds: int) -> float:
    """Write a row every twentieth of a second, then lose the server; give when the last was acknowledged."""
    first.ask("CREATE TABLE witness (at double precision)")
    until = time.time() + seconds
    with psycopg.connect(first.address, autocommit=True) as connection:
        while (last := time.time()) < until:
            connection.execute("INSERT INTO witness VALUES (%s)", [last])
            time.sleep(0.05)
    first.end(signal.SIGKILL)
    return last


def newest(cluster: Cluster) -> float:
    return cluster.ask("SELECT coalesce(max(at), 0) FROM witness")


def go_on(office: Office, again: Cluster, moment: str, since: list[str]) -> list[str]:
    """Go on with the recovered books as the how-to says; give every fault."""
    house = House(office.house.folder, remembers=False, database=again.address, bank=office.place / "the_bank")
    try:
        house.used = 2
        settled = house.run("recovered", "--to", moment, "--json")
        refused = house.run("pay", "prepare", "--region", REGION, "--month", since[0], "--by", "finance_preparer")
        lifted = house.run("pay", "unlock", "--by", "finance_approver", "--reason", "流水已逐笔核对")
        faults = [] if settled.returncode == 0 and json.loads(settled.stdout)["payments_locked"] else [settled.stderr]
        faults += [] if refused.returncode == 1 and "发放已锁定" in refused.stderr else ["payments were not locked"]
        faults += [lifted.stderr] if lifted.returncode else []
        for month in since:
            house.next_month()
            house.to_the_end(month)  # asks the bank before it hands anything over
        verified = json.loads(house.run("verify", "--json").stdout)
        faults += [f"verify: {problem}" for check in verified["checks"] for problem in check["problems"]]
        return faults + house.compare()["differences"]
    finally:
        house.close()


def weigh() -> dict[str, str]:
    from tests.faults.lone import prepare_django
    from tests.faults.migrating import digest

    prepare_django()
    from chuntian.money.queries import ledger_difference_fen
    from chuntian.trail.models import Chain

    heads = sorted(Chain.objects.values_list("region", "seq", "digest"))
    return {**digest(), "ledger": str(ledger_difference_fen()), "heads": json.dumps(heads)}


def moment(seconds: int = 2) -> dict[str, Any]:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chuntian-moment-") as place:
        try:
            return run(Path(place), seconds) | {"seconds": round(time.monotonic() - started, 1)}
        finally:
            for one in Cluster.started:
                one.end()


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.moment", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--archive-timeout", type=int, default=2, help="seconds")
    parser.add_argument("--weigh", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.weigh:
        print(json.dumps(weigh()))
        return 0
    result = moment(chosen.archive_timeout)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
