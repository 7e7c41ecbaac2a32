"""What was measured, against what it had to reach: one row a figure, a table for people, JSON for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Figure:
    """One figure: what we did and what the peer did in the same run, the ratio, and the goal it is held to."""

    section: str
    name: str
    ours: str
    peer: str
    ratio: str
    goal: str
    met: bool | None
    note: str = ""
    measured: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def failed(section: str, why: str) -> Figure:
    """Give the row of a section that could not run."""
    return Figure(section, "没有测成 · could not run", "", "", "", "", None, note=why)


def faster(section: str, name: str, ours: Any, peer: Any, goal: float, *, note: str = "", **measured: Any) -> Figure:
    """Compare two timings of whole processes: how many times faster ours is."""
    ratio, used = peer.seconds / ours.seconds, peer.cpu / ours.cpu
    numbers = {
        "ours_s": ours.seconds, "peer_s": peer.seconds, "ours_cpu_s": ours.cpu, "peer_cpu_s": peer.cpu,
        "ours_mb": ours.peak_mb, "peer_mb": peer.peak_mb, "ratio": ratio, "cpu_ratio": used, "runs": len(ours.runs), **measured,
    }  # fmt: skip
    return Figure(
        section, name, seconds(ours.seconds), seconds(peer.seconds), times(ratio), f"≥ {goal:g}×", ratio >= goal,
        note=note or f"处理器时间 · processor time {times(used)}", measured=numbers,
    )  # fmt: skip


def seconds(value: float) -> str:
    """Write a duration with the unit that suits it."""
    for limit, factor, unit in ((1e-3, 1e6, "µs"), (1, 1e3, "ms")):
        if value < limit:
            return f"{value * factor:.3g} {unit}"
    return f"{value:.3g} s"


def times(value: float) -> str:
    return f"{value:.1f}×" if value < 100 else f"{value:.0f}×"


def megabytes(value: float) -> str:
    return f"{value:,.0f} MB"


def show(figures: list[Figure], versions: dict[str, str], console: Console) -> None:
    """Print the table, the notes below it, and the versions of what was measured against."""
    table = Table(show_edge=False, pad_edge=False, header_style="bold")
    for heading in ("", "春天 · ours", "同行 · peer", "比 · ratio", "目标 · goal", ""):
        table.add_column(heading, overflow="fold")
    for number, figure in enumerate(figures, start=1):
        name = f"{number} {figure.section}: {figure.name}"
        table.add_row(name, figure.ours, figure.peer, figure.ratio, figure.goal, _mark(figure.met))
    console.print(table)
    for number, figure in enumerate(figures, start=1):
        if figure.note:
            console.print(f"{number} {figure.note}", style="red" if figure.met is None else "dim", markup=False)
    console.print("，".join(f"{name} {version}" for name, version in versions.items()), style="dim")


def _mark(met: bool | None) -> str:
    return {True: "[green]达到 · met[/green]", False: "[yellow]未达到 · not met[/yellow]", None: "[red]失败[/red]"}[met]
