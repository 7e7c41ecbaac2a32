"""A platform and a bank in processes of their own, a knife, and the comparison of the two stores afterwards."""

import json
import os
import random
import re
import select
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
CRASH_POINTS = sorted(
    name
    for path in (ROOT / "src/chuntian/money").rglob("*.py")
    for name in re.findall(r'crash_point\("(pay\.[a-z._]+)"\)', path.read_text(encoding="utf-8"))
)
CRASHED = 137
MONTHS = [f"{year}-{month:02d}" for year in range(2024, 2040) for month in range(1, 13)]


class House:
    """The two sides. Months are decided when they are needed, so there is always something left to kill."""

    def __init__(
        self, folder: Path, *, remembers: bool, database: str = "", template: Path | None = None,
        bank: Path | None = None, line: Callable[[str], str] = str, **environment: str,
    ) -> None:  # fmt: skip
        self.folder, self.used, self.killed, self.messages = folder, 0, 0, 0
        bank = bank or folder.with_name("the_bank")
        if template is not None:
            shutil.copytree(template, folder)
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        self.environment = {
            **os.environ, "CHUNTIAN_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.test",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CHUNTIAN_SECRET_KEY": "only-for-tests", "DATABASE_URL": database,
            "BANK_OUTBOX": str(bank / "outbox"), **environment,
        }  # fmt: skip
        self.environment.pop("CHUNTIAN_SECRETS", None)
        if is_new:
            self.ask_ours("setup")
        self.witness = self.start("witness", str(bank), "remembers" if remembers else "forgets")
        self.counter = f"http://127.0.0.1:{self.witness.stdout.readline().strip()}"
        self.environment["BANK_URL"] = line(self.counter)  # what the paying side sees of the bank
        self.server = self.start("drive", "serve")
        if self.server.stdout.readline() != "ready\n":
            self.close()
            raise RuntimeError("the paying side did not start")

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        """Run a command of ours to its end."""
        command = [sys.executable, "-m", "chuntian", *arguments]
        there = {**self.environment, **environment}
        return subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)

    def start(self, module: str, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"tests.faults.{module}", *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, text=True, **pipes)

    def close(self) -> None:
        for process in (self.server, self.witness):
            process.stdin.close()
        self.witness.kill()
        for process in (self.server, self.witness):
            process.wait(timeout=30)
            process.stdout.close()

    def ask_ours(self, what: str) -> Any:
        command = [sys.executable, "-m", "tests.faults.drive", what]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout or "null")

    def ask_bank(self, what: str) -> Any:
        with urlopen(f"{self.counter}/{what}", timeout=30) as answer:
            return json.load(answer)

    def attempt(self, what: str, *, kill_after: float | None = None) -> int:
        """Let a worker do something; give how it ended (0 done, 137 crash point, -9 killed while it worked)."""
        self.server.stdin.write(f"{what}\n")
        self.server.stdin.flush()
        pid = int(self.server.stdout.readline().split()[1])
        if kill_after is not None and not select.select([self.server.stdout], [], [], kill_after)[0]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return int(self.server.stdout.readline().split()[1])

    def next_month(self) -> str:
        """Decide one more month and give it."""
        month = MONTHS[self.used]
        if self.attempt(f"decide {month}"):
            raise RuntimeError(f"{month} could not be decided")
        self.used += 1
        return month

    def put_messages(self, count: int) -> None:
        """Put so many new messages into the outbox."""
        if self.attempt(f"messages {self.messages}:{self.messages + count}"):
            raise RuntimeError("no messages")
        self.messages += count

    def to_the_end(self, month: str) -> None:
        """Pay a month until it is paid."""
        if self.attempt(f"pay {month}"):
            raise RuntimeError(f"{month} did not come to its end")

    def kill_at_random(self, kills: int, seed: int) -> int:
        """Kill the paying worker exactly so often while it works, then let it finish; give the number of attempts."""
        months = [self.next_month()]
        attempts = self.kill_often(
            lambda: f"pay {months[-1]}", kills, seed, more=lambda: months.append(self.next_month())
        )
        self.to_the_end(months[-1])
        return attempts

    def kill_often(self, what: Callable[[], str], kills: int, seed: int, *, more: Callable[[], Any]) -> int:
        """
        Start a worker again and again and kill it at a random moment, until exactly so many were killed while they worked.

        The moment adapts to how long the work takes; where a worker was done before it, `more` makes new work.
        """
        chance, reach, wanted, attempts = random.Random(seed), 0.5, self.killed + kills, 0
        while self.killed < wanted:
            ended = self.attempt(what(), kill_after=chance.uniform(0, reach))
            attempts += 1
            if ended == -signal.SIGKILL:
                self.killed, reach = self.killed + 1, reach * 1.1
            elif ended == 0:
                reach = max(0.02, reach * 0.7)
                more()
            else:
                raise RuntimeError(f"the worker ended with {ended} at {what()}")
        return attempts

    def stop_at_every_point(self) -> None:
        """Let the worker die once at every named crash point, a month each, and then finish."""
        for point in CRASH_POINTS:
            month = self.next_month()
            ended = self.attempt(f"pay {month} {point}")
            if ended != CRASHED:
                raise RuntimeError(f"{point} was not passed ({ended})")
            self.to_the_end(month)

    def compare(self) -> dict[str, Any]:
        """Hold the bank's store against what was due and against ours."""
        due = [row for month in MONTHS[: self.used] for row in self._due(month)]
        return compare(due, self.ask_bank("report"), self.ask_ours("books"))

    def _due(self, month: str) -> list:
        return json.loads((self.folder / f"due-{month}.json").read_text(encoding="utf-8"))


def compare(due: list, bank: dict[str, Any], ours: dict[str, Any]) -> dict[str, Any]:
    """Give both stores' totals, and every difference in words; none is the only good answer."""
    wanted = Counter(tuple(one) for one in due)
    paid = Counter(tuple(one[1:]) for one in bank["transfers"])
    there: dict[str, list[int]] = {}
    for ref, _, _, fen in bank["transfers"]:
        there.setdefault(ref, []).append(fen)
    found = [f"the bank paid what was not due: {key} x {count}" for key, count in (paid - wanted).items()]
    found += [f"the bank did not pay what was due: {key} x {count}" for key, count in (wanted - paid).items()]
    for one in ours["obligations"]:
        found += _of_one(one, there)
    found += [f"the bank paid an id we do not know: {ref}" for ref in there]
    found += [f"our books: {problem}" for problem in ours["problems"]]
    if ours["ledger_difference_fen"] or ours["paid_twice"] or bank["refused"]:
        found.append(f"ledger {ours['ledger_difference_fen']} fen, paid twice {ours['paid_twice']}, "
                     f"files refused {bank['refused']}")  # fmt: skip
    lines = [line for one in ours["obligations"] for line in one["lines"] if line[2] == "paid"]
    return {
        "due": {"lines": len(due), "fen": sum(one[2] for one in due)},
        "bank": {"lines": len(bank["transfers"]), "fen": sum(one[3] for one in bank["transfers"])},
        "ours": {"lines": len(lines), "fen": sum(line[1] for line in lines)},
        "obligations": len(ours["obligations"]),
        "differences": found,
    }


def _of_one(one: dict[str, Any], there: dict[str, list[int]]) -> list[str]:
    """Hold one obligation against the bank's transfers of its ids, which are taken out of `there`."""
    found, total = [], 0
    for ref, fen, state in one["lines"]:
        executed = there.pop(ref, [])
        total += sum(executed)
        if len(executed) > 1:
            found.append(f"{one['name']}: {ref} was paid {len(executed)} times")
        if executed != [fen] and state == "paid":
            found.append(f"{one['name']}: {ref} is {fen} fen with us, {executed} at the bank")
        if state != "paid":
            found.append(f"{one['name']}: {ref} is {state} with us")
    if total != one["fen"]:
        found.append(f"{one['name']}: owed {one['fen']} fen, the bank paid {total}")
    return found
