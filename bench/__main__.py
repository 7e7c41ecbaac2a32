"""`python -m bench [decide|explain|stage|commit|page|pages|services|phone ...] [--rows N] [--quick]`: measure, print the table, write JSON."""

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from datetime import datetime
from importlib import metadata
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench.figures import Figure, failed, show
from bench.harness import PEER, ROOT, BenchFailure
from bench.plan import FOLDER, LISTED, MANY, PERSONS, Plan

SECTIONS = ("decide", "explain", "stage", "commit", "page", "pages", "services", "phone")
RESULTS = ROOT / "bench" / "results.json"
PEERS = ("openfisca-core", "numpy", "numexpr", "openpyxl", "Django", "polars", "psycopg")
QUICK_ROWS = 20_000


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(SECTIONS))
@click.option("--rows", type=click.IntRange(min=2_000), help="人数；默认全省 · persons, the whole province by default")
@click.option("--rounds", type=click.IntRange(min=1), default=3, show_default=True, help="每项测几次 · runs of each")
@click.option("--quick", is_flag=True, help="小规模、只测一次，看能否运行 · small and once, to see that it runs")
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="生成的输入 · generated inputs")
def main(sections: tuple[str, ...], rows: int | None, rounds: int, quick: bool, folder: Path) -> None:
    """与同行比速度：同一次运行、同样的工作、核对结果相同。Speed against peers: same run, same work, results held equal."""
    rows = rows or (QUICK_ROWS if quick else None)
    console = Console(width=None if sys.stdout.isatty() else 150)
    load = os.getloadavg()[0]
    figures: list[Figure] = []
    taken: dict[str, int] = {}
    with _progress(console) as (tell, step):
        plan = Plan(rows=rows or PERSONS, listed=rows or LISTED, many=(rows or 0) * 10 or MANY,
                    rounds=1 if quick else rounds, folder=folder, tell=tell)  # fmt: skip
        versions = peer_versions()
        for section in sections or SECTIONS:
            start = time.monotonic()
            figures += measure(section, plan)
            taken[section] = round(time.monotonic() - start)
            console.print(f"{section}: {taken[section]:,} s")
            _write(figures, versions, plan, load, taken)  # a run of an hour that is stopped keeps what it measured
            step(len(sections or SECTIONS))
    show(figures, versions, console)
    if load > (os.cpu_count() or 1) / 2:
        console.print(f"[yellow]开始时机器已有负载 {load:.1f}，比值会偏 · the machine was busy, ratios suffer[/yellow]")


def measure(section: str, plan: Plan) -> list[Figure]:
    """Run one section; where it cannot run, give a row that says why."""
    try:
        return importlib.import_module(f"bench.sections.{section}").run(plan)
    except (BenchFailure, ImportError, OSError) as why:
        return [failed(section, f"{type(why).__name__}: {why}")]


class _progress:
    """A bar of sections whose text says what runs now."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        self.bar = Progress(*columns, console=console, transient=True)

    def __enter__(self) -> tuple[Callable[[str], None], Callable[[int], None]]:
        self.bar.start()
        task = self.bar.add_task("", total=None)
        return (
            lambda text: self.bar.update(task, description=text),
            lambda total: self.bar.update(task, total=total, advance=1),
        )

    def __exit__(self, *_: object) -> None:
        self.bar.stop()


def peer_versions() -> dict[str, str]:
    """Give the versions of the peers and libraries that were measured, from both environments."""
    folders = [str(path) for path in PEER.parent.parent.glob("lib/python*/site-packages")]
    found = {one.metadata["Name"].lower(): one.version for one in metadata.distributions(path=folders)}
    found |= {one.metadata["Name"].lower(): one.version for one in metadata.distributions()}
    return {name: found[name.lower()] for name in PEERS if name.lower() in found}


def _write(figures: list[Figure], versions: dict[str, str], plan: Plan, load: float, taken: dict[str, int]) -> None:
    content = {
        "measured_at": datetime.now(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds"),
        "rows": plan.rows, "listed": plan.listed, "rounds": plan.rounds, "cores": os.cpu_count(), "load_before": load,
        "versions": versions, "seconds": taken, "figures": [figure.as_dict() for figure in figures],
    }  # fmt: skip
    RESULTS.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
