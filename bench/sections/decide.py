"""Decide a province: the same programmes with their reasons, Parquet to Parquet, by us and by OpenFisca in two manners."""

import tempfile
from pathlib import Path

import polars as pl

from bench import facts, openfisca_writer
from bench.decide_ours import ON
from bench.figures import Figure, megabytes, seconds, times
from bench.harness import BenchFailure, Timing, interleaved, ours, peer
from bench.laws import law_with
from bench.plan import Plan
from chuntian.rules.decided import pages_of

DIVISION = "620104000000"
MONTH = f"{ON:%Y-%m}"
FEW, MANY = 16, 3  # small and large sizes are run so many times more often: they are told from small differences
MEMORY = Path("/dev/shm")


def run(plan: Plan) -> list[Figure]:
    """
    Give the figures of deciding; whoever decides writes to memory where the machine has a folder for that.

    A disk takes what it is given in gulps (nearly nothing for 200 MB, 17 ms for 30), and ours waits until it has it all.
    """
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as memory:
        return _measured(plan, Path(memory))


def _measured(plan: Plan, memory: Path) -> list[Figure]:
    law, slugs = law_with(12)
    snapshot = facts.snapshot(law, slugs, plan.rows, plan.folder)
    countries = write_countries(plan.folder)
    out = {name: memory / f"decided-{name}.parquet" for name in ("ours", "ours36", *countries)}
    commands = {
        "ours": ours("decide_ours", 12, snapshot, out["ours"]),
        "plain": peer("openfisca_run", countries["plain"], snapshot, out["plain"], MONTH),
        "ours36": ours("decide_ours", 36, snapshot, out["ours36"]),
        "tuned": peer("openfisca_run", countries["tuned"], snapshot, out["tuned"], MONTH),
    }
    timings = interleaved(commands, plan.rounds, plan.tell)
    for manner in countries:
        hold_equal(out["ours"], out[manner])
    return [*_against_peers(timings), _thirty_six(timings), *_flat(plan, memory)]


def write_countries(folder: Path) -> dict[str, Path]:
    """Write the twelve programmes as OpenFisca country packages, plain and tuned."""
    law, slugs = law_with(12)
    values = openfisca_writer.parameter_values(law, slugs, ON, DIVISION)
    folder.mkdir(parents=True, exist_ok=True)
    countries = {}
    for manner in ("plain", "tuned"):
        countries[manner] = folder / f"openfisca_{manner}.py"
        countries[manner].write_text(openfisca_writer.write(law, slugs, values, ON, manner == "tuned"))
    return countries


def hold_equal(ours: Path, peers: Path) -> None:
    """
    Compare two decision files value by value: outcomes, amounts, and every requirement of every programme.

    :raises BenchFailure: they differ; the message names the first column and row.
    """
    mine, theirs = pl.scan_parquet(ours), pl.read_parquet(peers)
    columns = [pl.col("subject_id"), pl.col("region")]
    for slug, page in pages_of(ours).items():
        columns += [pl.col(f"{slug}.{name}") for name in ("eligible", "undecided")]
        columns += [page.amount_fen(slug).alias(f"{slug}.amount_fen")] if page.amount else []
        for one in page.requirements:
            columns.append((~(one.fails | one.unknown)).alias(f"{slug}.{one.number}.yes"))
            columns.append(one.unknown.alias(f"{slug}.{one.number}.unknown"))
    mine = mine.select(columns).collect()
    if mine.columns != theirs.columns or mine.height != theirs.height:
        raise BenchFailure(f"{peers.name}: 列或行数不同 · other columns or rows")
    for name in mine.columns:
        left, right = mine[name], theirs[name]
        if not left.equals(right):
            row = left.ne_missing(right).arg_true()[0]
            raise BenchFailure(f"{peers.name}: {name} 第 {row} 行 {left[row]} ≠ {right[row]}")


def _against_peers(timings: dict[str, Timing]) -> list[Figure]:
    mine, plain, tuned = timings["ours"], timings["plain"], timings["tuned"]
    share = mine.peak_mb / plain.peak_mb
    memory = Figure(
        "decide", "峰值内存 · peak memory", megabytes(mine.peak_mb), megabytes(plain.peak_mb), f"{share:.2f}", "< 0.25",
        share < 0.25, note=f"OpenFisca 调优版 · tuned {megabytes(tuned.peak_mb)}（{mine.peak_mb / tuned.peak_mb:.2f}）",
        measured={"ours_mb": mine.peak_mb, "plain_mb": plain.peak_mb, "tuned_mb": tuned.peak_mb, "share": share},
    )  # fmt: skip
    return [_deciding("通常写法 · as written", mine, plain, 20), _deciding("调优 · tuned", mine, tuned, 4), memory]


def _deciding(manner: str, mine: Timing, other: Timing, goal: float) -> Figure:
    """Compare from the opening of the snapshot to the written file; interpreter, libraries and law are loaded before, on both sides."""
    ratio, whole = other.inside() / mine.inside(), other.seconds / mine.seconds
    return Figure(
        "decide", f"12 项，OpenFisca {manner}", seconds(mine.inside()), seconds(other.inside()), times(ratio), f"≥ {goal:g}×", ratio >= goal,
        note=f"整个进程（含启动）· whole process, start included {seconds(mine.seconds)} : {seconds(other.seconds)} = {times(whole)}；"
             f"处理器时间 · processor time {times(other.cpu / mine.cpu)}",
        measured={
            "ours_s": mine.inside(), "peer_s": other.inside(), "ratio": ratio, "ours_whole_s": mine.seconds, "peer_whole_s": other.seconds,
            "whole_ratio": whole, "ours_cpu_s": mine.cpu, "peer_cpu_s": other.cpu, "ours_mb": mine.peak_mb, "peer_mb": other.peak_mb,
            "runs": len(mine.runs),
        },
    )  # fmt: skip


def _thirty_six(timings: dict[str, Timing]) -> Figure:
    few, many = timings["ours"], timings["ours36"]
    ratio = many.inside() / few.inside()
    return Figure(
        "decide", "36 项对 12 项 · 36 programmes against 12", seconds(many.inside()), f"{seconds(few.inside())}（12）", times(ratio), "≤ 2.5×",
        ratio <= 2.5, note=f"整个进程 · whole process {times(many.seconds / few.seconds)}；处理器时间 · processor time {times(many.cpu / few.cpu)}",
        measured={"twelve_s": few.inside(), "thirty_six_s": many.inside(), "ratio": ratio, "whole_ratio": many.seconds / few.seconds},
    )  # fmt: skip


def _flat(plan: Plan, memory: Path) -> list[Figure]:
    """
    Hold what one more person costs level from few to many: at each size, twice as many less so many, over so many.

    What a process pays once (its plan, its threads, its first memory) is in both and falls out; it is told beside.
    """
    law, slugs = law_with(12)
    at = sorted({plan.small, plan.rows, plan.many // 2})
    timings: dict[str, Timing] = {}
    for size in at:
        commands = {}
        for rows in (size, 2 * size):
            plan.tell(f"{rows:,}")
            target = memory / f"decided-{rows}.parquet"
            commands[str(rows)] = ours("decide_ours", 12, facts.snapshot(law, slugs, rows, plan.folder), target)
        timings |= interleaved(commands, plan.rounds * (FEW if size <= plan.small else MANY), plan.tell)
    cost = {size: (_best(timings[str(2 * size)]) - _best(timings[str(size)])) / size for size in at}
    once = {size: _best(timings[str(size)]) - size * cost[size] for size in at}
    least, most = min(cost.values()), max(cost.values())
    spread = most / least if least > 0 else float("inf")
    whole = {size: _best(timings[str(size)]) / size for size in at}
    level = Figure(
        "decide", f"多一人的用时，{min(at):,} 至 {2 * max(at):,} 人 · cost of one more person", "，".join(seconds(one) for one in cost.values()),
        "", f"{spread:.2f}", "≤ 1.20", spread <= 1.2,
        note=f"每次一回的 · paid once {'，'.join(map(seconds, once.values()))}；连它平摊 · with it, a person {'，'.join(map(seconds, whole.values()))}",
        measured={"seconds_a_person": cost, "paid_once_s": once, "with_it_a_person": whole, "spread": spread},
    )  # fmt: skip
    peak = {size: timings[str(size)].peak_mb for size in (min(at), 2 * max(at))}
    streamed = Figure(
        "decide", f"{2 * max(at):,} 人，内存 · memory", megabytes(peak[2 * max(at)]), f"{megabytes(peak[min(at)])}（{min(at):,}）",
        f"{peak[2 * max(at)] / peak[min(at)]:.2f}", "≤ 2 GB", peak[2 * max(at)] <= 2048, measured={"peak_mb": peak},
    )  # fmt: skip
    return [level, streamed]


def _best(timing: Timing) -> float:
    """Give the quickest run: what else the machine does only ever adds."""
    return min(run.printed["seconds"] for run in timing.runs)
