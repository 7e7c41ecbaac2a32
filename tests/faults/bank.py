"""
Kill the paying side until it hurts, and let the bank's own store say what was paid. Run it yourself:

    python -m tests.faults.bank --kills 200 --seed 7

The bank is a process of its own with its own store. By default it *forgets*: it pays every file it is handed, so that only
the paying side can prevent a double payment (`--bank remembers`: it pays an end-to-end id once). The worker runs the
commands `chuntian pay …`; it is killed (SIGKILL) at random moments, exactly so often, then once at every named crash point,
and restarted to the end. Exit status 1 on any doubled, missing or different line. DATABASE_URL, where set, names an empty
PostgreSQL database to use instead of SQLite (tools/with_postgres.py makes one).
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.faults.house import CRASH_POINTS, House


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.bank", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=50, help="real kills at random moments (default 50)")
    parser.add_argument("--seed", type=int, default=20240101)
    parser.add_argument("--bank", choices=["forgets", "remembers"], default="forgets")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="chuntian-faults-") as place:
        result = run(Path(place), chosen)
    print(json.dumps(result, ensure_ascii=False, indent=2) if chosen.json else text(result))
    return 1 if result["differences"] else 0


def run(place: Path, chosen: argparse.Namespace) -> dict[str, Any]:
    """Run the whole story in a folder of its own."""
    started = time.monotonic()
    house = House(place / "house", remembers=chosen.bank == "remembers", database=os.environ.get("DATABASE_URL", ""))
    try:
        attempts = house.kill_at_random(chosen.kills, chosen.seed) if chosen.kills else 0
        house.stop_at_every_point()
        found = house.compare()
    finally:
        house.close()
    told = {"bank_mode": chosen.bank, "seed": chosen.seed, "kills": chosen.kills, "attempts": attempts,
            "crash_points": len(CRASH_POINTS), "months": house.used}  # fmt: skip
    return told | found | {"seconds": round(time.monotonic() - started, 1)}


def text(result: dict[str, Any]) -> str:
    """Say it as a table."""
    rows = [f"{result['kills']} kills in {result['attempts']} attempts (seed {result['seed']}), "
            f"{result['crash_points']} crash points, {result['months']} months, "
            f"a bank that {result['bank_mode']}, {result['seconds']} s",
            f"{'':14}{'lines':>8}{'fen':>14}"]  # fmt: skip
    for side, name in (("due", "due"), ("bank", "bank's store"), ("ours", "our ledger")):
        rows.append(f"{name:14}{result[side]['lines']:>8}{result[side]['fen']:>14}")
    rows += [f"DIFFERENT  {one}" for one in result["differences"][:40]]
    end = f"{len(result['differences'])} differences" if result["differences"] else "nothing twice, nothing missing"
    return "\n".join([*rows, f"{result['obligations']} obligations, each held against the bank's store: {end}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
