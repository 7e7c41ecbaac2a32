"""
A PostgreSQL server whose clock is not ours, and goes from one wrong time to the next (trust A19):

    python -m tests.faults.clocks --clocks +10m,-10m,-1h,+400d --months 2

Under each clock (written as `faketime` takes it) months are decided and paid through the commands, whose own clock is right;
afterwards the bank's store, ours and what was due are held against each other. Exit status 1 on any fault.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.house import House
from tools.with_postgres import free_port, quiet_server, server_folder, server_user, start, wait_until_open

CLOCKS = ("+10m", "-10m", "-1h", "+400d")
UNITS = {"m": 60, "h": 3600, "d": 86400}


def seconds(clock: str) -> int:
    """Give by how many seconds a clock is ahead."""
    return int(clock[:-1]) * UNITS[clock[-1]]


class Server:
    """A cluster that is started again with another clock."""

    def __init__(self, place: Path, clock: str) -> None:
        self.data, self.port = place / "data", free_port()
        self.data.mkdir()
        if os.geteuid() == 0:
            place.chmod(0o755)
            shutil.chown(self.data, server_user())
        self.process = start(server_folder(), self.data, self.port, clock)
        self.address = f"postgresql://chuntian@127.0.0.1:{self.port}/chuntian"

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def go_on(self, clock: str) -> None:
        self.stop()
        self.process = quiet_server(server_folder(), self.data, self.port, clock)
        wait_until_open(self.process, self.port)

    def ahead(self) -> float:
        """Give by how many seconds its clock is ahead of ours."""
        import psycopg

        with psycopg.connect(self.address) as connection:
            return float(connection.execute("SELECT extract(epoch FROM clock_timestamp())").fetchone()[0]) - time.time()


def clock_faults(house: House, server: Server, clock: str) -> list[str]:
    """See that the clock is as wrong as it should be, and that `chuntian check` says so."""
    ahead, told = server.ahead(), json.loads(house.run("check", "--json").stdout)
    line = next(one for one in told["lines"] if one["name"] == "clock")
    faults = [] if abs(ahead - seconds(clock)) < 30 else [f"{clock}: the server is {ahead:.0f} s ahead"]
    return faults + ([] if line["state"] == "bad" else [f"{clock}: check says {line}"])


def clocks(wanted: tuple[str, ...] = CLOCKS, months: int = 2) -> dict[str, Any]:
    """Live so many months under each clock; compare the stores."""
    started, faults = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="chuntian-clocks-") as folder:
        server = Server(Path(folder), wanted[0])
        house = House(Path(folder) / "house", remembers=False, database=server.address)
        try:
            for number, clock in enumerate(wanted):
                if number:
                    server.go_on(clock)
                faults += clock_faults(house, server, clock)
                for _ in range(months):
                    house.to_the_end(house.next_month())
            found = house.compare()
        finally:
            house.close()
            server.stop()
    faults += found.pop("differences")
    return {"clocks": wanted, "months": house.used, **found, "faults": faults,
            "seconds": round(time.monotonic() - started, 1)}  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.clocks", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--clocks", default=",".join(CLOCKS))
    parser.add_argument("--months", type=int, default=2, help="under each clock")
    chosen = parser.parse_args(arguments)
    result = clocks(tuple(chosen.clocks.split(",")), chosen.months)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
