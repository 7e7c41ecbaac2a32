"""Take a large list in: read, check and stage it, where the peer merely reads it."""

from dataclasses import replace

from bench import inputs
from bench.figures import Figure, faster, megabytes, seconds, times
from bench.harness import BenchFailure, Run, Timing, ours
from bench.office import Office
from bench.plan import Plan

MOST_MB = 2048


def run(plan: Plan) -> list[Figure]:
    """Give the figures of staging."""
    plan.tell("xlsx, csv")
    xlsx, csv = inputs.xlsx(plan.listed, plan.folder), inputs.csv(plan.listed, plan.folder)
    empty = Office(plan.path("office-empty")).prepare()
    runs: dict[str, list[Run]] = {"xlsx": [], "csv": [], "openpyxl": []}
    for number in range(plan.rounds):
        for name, path in (("xlsx", xlsx), ("csv", csv)):
            plan.tell(f"{name} {number + 1}/{plan.rounds}")
            office = empty.copy("stage")
            runs[name].append(_staged(office.work("stage", path), plan.listed))
        plan.tell(f"openpyxl {number + 1}/{plan.rounds}")
        reading = empty.run(ours("peer_openpyxl", xlsx))
        runs["openpyxl"].append(_read(reading, plan.listed))
    timing = {name: Timing(tuple(found)) for name, found in runs.items()}
    return [
        faster(
            "stage", f"{plan.listed:,} 行 xlsx 读、核、存 · read, check, stage", timing["xlsx"], timing["openpyxl"], 5
        ),
        _memory(timing["xlsx"]),
        _csv(timing["csv"], timing["xlsx"]),
    ]


def _staged(run: Run, rows: int) -> Run:
    if run.printed["state"] != "staged" or run.printed["accepted"] != rows:
        raise BenchFailure(f"没有全部接受 · not all rows accepted: {run.printed}")
    # The reading process is a child of a child that nobody waits for: it tells its processor time itself.
    return replace(run, cpu=run.cpu + run.printed["child_cpu_s"])


def _read(run: Run, rows: int) -> Run:
    if run.printed["rows"] != rows + 1:
        raise BenchFailure(f"openpyxl 读到 {run.printed['rows']} 行 · rows")
    return run


def _memory(timing: Timing) -> Figure:
    peak = max(run.printed["parent_mb"] + run.printed["child_mb"] for run in timing.runs)
    return Figure(
        "stage", "内存，父子进程相加 · memory, parent and child", megabytes(peak), "", "", "< 2 GiB", peak < MOST_MB, measured={"peak_mb": peak},
    )  # fmt: skip


def _csv(csv: Timing, xlsx: Timing) -> Figure:
    ratio = xlsx.seconds / csv.seconds
    return Figure(
        "stage", "同一名单 csv · the same list as csv", seconds(csv.seconds), f"{seconds(xlsx.seconds)}（xlsx）", times(ratio), "> 1×", ratio > 1,
        measured={"csv_s": csv.seconds, "xlsx_s": xlsx.seconds, "csv_mb": csv.peak_mb},
    )  # fmt: skip
