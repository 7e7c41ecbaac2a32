"""
Two to fifty operators at once on one thing, each with a connection of his own behind a barrier (trust A11):

    python -m tests.faults.rivals --rounds 1000 --seed 7

Exactly one wins; the others are told so by the operation's own exception, never by the database's; the books and the trail
hold one deed. DATABASE_URL, where set, names the PostgreSQL server to use instead of SQLite. Exit status 1 on any fault.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.lone import ROOT, own_database, prepare_django
from tests.faults.races import RACES, Office


def run(rounds: int, seed: int, most: int) -> dict[str, Any]:
    """Run the rounds in this process; say what was raced, and every fault with its round."""
    prepare_django()
    from chuntian.money.queries import ledger_difference_fen, paid_twice
    from chuntian.money.verify import checks

    started = time.monotonic()
    office, chance, raced, operators, faults = Office(most, seed), random.Random(seed), Counter(), 0, []
    for number in range(rounds):
        race = RACES[number % len(RACES)]
        count = most if number in (rounds // 2, rounds - 1) else min(most, chance.choice([2, 2, 3, 4, 6, 8]))
        faults += [f"round {number} {race} of {count}: {one}" for one in getattr(office, race)(count)]
        raced[race] += 1
        operators += count
    faults += [f"books: {problem}" for check in checks() for problem in check.problems]
    if ledger_difference_fen() or paid_twice():
        faults.append(f"ledger {ledger_difference_fen()}, twice {len(paid_twice())}")
    return {"rounds": rounds, "operators": operators, "races": dict(raced), "faults": faults,
            "seconds": round(time.monotonic() - started, 1)}  # fmt: skip


def rivals(rounds: int, seed: int = 7, most: int = 50) -> dict[str, Any]:
    """Run the rounds in a process and a database of their own."""
    with tempfile.TemporaryDirectory(prefix="chuntian-rivals-") as folder, own_database(Path(folder)) as there:
        command = [sys.executable, "-m", "tests.faults.rivals", "--here", f"{rounds}:{seed}:{most}"]
        done = subprocess.run(command, cwd=ROOT, env=there, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return json.loads(done.stdout.splitlines()[-1])


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.rivals", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--most", type=int, default=50, help="operators in the largest rounds")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        print(json.dumps(run(*map(int, chosen.here.split(":")))), flush=True)
        os._exit(0)  # the crowd waits for ever
    result = rivals(chosen.rounds, chosen.seed, chosen.most)
    print(json.dumps(result, ensure_ascii=False, indent=2))
    return 1 if result["faults"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
