"""
The child process: reads one file, checks every column, writes the results to the pipes it was given, and is gone.

    python -m chuntian.exchange.reading.child ORDER_JSON

It runs under limits it sets on itself before anything of the file is opened, knows no database and no key, and writes
no file: the results go to descriptors that its parent holds.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any


def main(order: dict[str, Any]) -> None:
    """Carry out one order: {path, kind, on, region, divisions, accepted, refused, refusals, facts} (descriptors)."""
    from chuntian.exchange.reading.limits import limit_myself

    path = Path(order["path"])
    limit_myself(path.stat().st_size)
    os.environ.setdefault("POLARS_MAX_THREADS", "2")
    from chuntian.exchange.reading.whole import read_and_check

    result, facts = read_and_check(
        path, order["kind"], date.fromisoformat(order["on"]), order["region"], order["divisions"]
    )
    if result is not None:
        for name in ("accepted", "refused", "refusals"):
            with os.fdopen(order[name], "wb") as out:
                getattr(result, name).write_parquet(out, compression="zstd", compression_level=1)
    with os.fdopen(order["facts"], "w", encoding="utf-8") as out:
        json.dump(facts, out, ensure_ascii=False, default=str)


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
