"""Our process: decide a snapshot, or explain one person."""

import json
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from bench.laws import TWELVE, law_with

ON = date(2024, 5, 1)


def main(count: int, snapshot: str, target: str) -> None:
    from chuntian.rules.everyone import decide_everyone

    law, slugs = law_with(count)
    start = time.perf_counter()
    decide_everyone(law, Path(snapshot), Path(target), programmes=slugs, on=ON)
    print(json.dumps({"seconds": time.perf_counter() - start}))


def explain(snapshot: str, rounds: int) -> None:
    """Time twelve decisions with their reasons for one person, warm, facts in hand."""
    law, _ = law_with(12)
    row = pl.read_parquet(snapshot, n_rows=1).to_dicts()[0]
    facts = {name: value for name, value in row.items() if name in law.facts and value is not None}
    question = law.question(on=ON, division="620104000000")
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        for slug in TWELVE:
            question.decide(slug, facts)
        taken.append(time.perf_counter() - start)
    print(json.dumps({"seconds": sorted(taken)[len(taken) // 2]}))


if __name__ == "__main__":
    if sys.argv[1] == "explain":
        explain(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
