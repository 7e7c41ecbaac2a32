"""Explain one person: twelve programmes with their reasons, warm, the facts in hand."""

from bench import facts
from bench.figures import Figure, seconds, times
from bench.harness import BenchFailure, interleaved, ours, peer
from bench.laws import law_with
from bench.plan import Plan
from bench.sections.decide import MONTH, write_countries

PERSONS = 20


def run(plan: Plan) -> list[Figure]:
    """Give the figure of explaining."""
    law, slugs = law_with(12)
    snapshot = facts.snapshot(law, slugs, plan.small, plan.folder)
    countries = write_countries(plan.folder)
    commands = {"ours": ours("decide_ours", "explain", snapshot, PERSONS, 50)}
    for manner, path in countries.items():
        commands[manner] = peer("openfisca_run", "explain", path, snapshot, MONTH, PERSONS, 3)
    timings = interleaved(commands, plan.rounds, plan.tell)
    found = {name: timing.printed["outcomes"] for name, timing in timings.items()}
    if any(outcomes != found["ours"] for outcomes in found.values()):
        raise BenchFailure("结果不同 · the outcomes differ")
    return [
        _figure(timings, manner, name)
        for manner, name in (("plain", "通常写法 · as written"), ("tuned", "调优 · tuned"))
    ]


def _figure(timings: dict, manner: str, name: str) -> Figure:
    mine, theirs = timings["ours"].inside(), timings[manner].inside()
    ratio = theirs / mine
    return Figure(
        "explain", f"一人 12 项，OpenFisca {name}", seconds(mine), seconds(theirs), times(ratio), "≥ 50×", ratio >= 50,
        measured={"ours_s": mine, "peer_s": theirs, "ratio": ratio},
    )  # fmt: skip
