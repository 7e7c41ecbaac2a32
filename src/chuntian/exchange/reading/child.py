"""
The child process: reads one file, checks every column, writes the results to the descriptors it was given, and is gone.

It is forked by `nursery.py` from a process that has imported what reading needs and nothing else: it knows no database,
no key and no other file, and binds itself to its limits before anything of the file is opened.
"""

import json
import os
import resource
import signal
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

RESULTS = ("accepted", "refused", "refusals")
# The order in which the descriptors of an order come: its text, the three results, the facts, and the line to the parent.
DESCRIPTORS = ("order", *RESULTS, "facts", "line")
STARTED, DONE = b"+", b"."


def work_and_leave(descriptors: Sequence[int]) -> None:
    """Carry out one order and end this process; what went wrong is told as the name of the exception, never its text."""
    given = dict(zip(DESCRIPTORS, descriptors, strict=True))
    try:
        os.write(given["line"], STARTED)
        with os.fdopen(given["order"], "rb") as order:
            order.seek(0)
            carry_out(json.loads(order.read()), given)
        os.write(given["line"], DONE)
    except BaseException as why:
        # A Rust panic is no Exception; whatever it was, this process ends here.
        os.write(given["line"], type(why).__name__.encode()[:80])
    finally:
        os._exit(0)


def carry_out(order: dict[str, Any], given: dict[str, int]) -> None:
    """Read and check the file of one order {path, kind, on, region, divisions} within limits."""
    from chuntian.exchange.reading.limits import limit_myself, patience_for

    path = Path(order["path"])
    size = path.stat().st_size
    limit_myself(size)
    signal.alarm(patience_for(size))
    from chuntian.exchange.reading.whole import read_and_check

    result, facts = read_and_check(
        path, order["kind"], date.fromisoformat(order["on"]), order["region"], order["divisions"]
    )
    if result is not None:
        for name in RESULTS:
            with os.fdopen(given[name], "wb") as out:
                getattr(result, name).write_parquet(out, compression="zstd", compression_level=1)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    facts |= {"peak_bytes": usage.ru_maxrss * 1024, "processor_seconds": round(usage.ru_utime + usage.ru_stime, 2)}
    with os.fdopen(given["facts"], "w", encoding="utf-8") as out:
        json.dump(facts, out, ensure_ascii=False, default=str)
