"""Our process: decide a snapshot, or explain one person."""

import json
import statistics
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from bench.laws import TWELVE, law_with

ON = date(2024, 5, 1)
OUTCOMES = ("not_eligible", "eligible", "unknown")


def main(count: int, snapshot: str, target: str) -> None:
    from chuntian.rules.everyone import decide_everyone

    law, slugs = law_with(count)
    start = time.perf_counter()
    decide_everyone(law, Path(snapshot), Path(target), programmes=slugs, on=ON)
    print(json.dumps({"seconds": time.perf_counter() - start}))


def _given(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def explain(snapshot: str, persons: int, rounds: int) -> None:
    """Time twelve decisions with their reasons for one person, warm, facts in hand: the middle over several persons."""
    law, _ = law_with(12)
    question = law.question(on=ON, division="620104000000")
    taken, outcomes = [], []
    for row in pl.read_parquet(snapshot, n_rows=persons).to_dicts():
        facts = {name: _given(value) for name, value in row.items() if name in law.facts and value is not None}
        for _ in range(rounds):
            start = time.perf_counter()
            decisions = [question.decide(slug, facts) for slug in TWELVE]
            taken.append(time.perf_counter() - start)
        outcomes.append([OUTCOMES.index(one.outcome) for one in decisions])
    print(json.dumps({"seconds": statistics.median(taken), "outcomes": outcomes}))


if __name__ == "__main__":
    if sys.argv[1] == "explain":
        explain(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
    else:
        main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
