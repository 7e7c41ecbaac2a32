"""Main pages at the scale of a county and of a province, on SQLite and on PostgreSQL: time on the server, queries, weight."""

import json
import sys
from dataclasses import asdict, replace
from typing import Any

from bench.figures import Figure, failed, seconds
from bench.harness import ROOT, BenchFailure, ours, run_once
from bench.office import COPY_DATABASE, Office
from bench.pages import COUNTY_PERSONS
from bench.plan import Plan
from bench.sections.commit import staged_office
from bench.sections.page import register_of, within_of

REQUESTS = 200  # of each page
MIDDLE, P95, MOST_QUERIES, MOST_BYTES = 0.1, 0.3, 30, 150 * 1024


def run(plan: Plan) -> list[Figure]:
    """Give the figures of the main pages."""
    return [*on_engine(plan, "SQLite", ""), *_on_postgresql(plan)]


def on_engine(plan: Plan, engine: str, database: str) -> list[Figure]:
    """Measure on one engine at each scale; `database` is the address of the server, empty for SQLite."""
    figures = []
    for scale in sorted({min(COUNTY_PERSONS, plan.rows), plan.rows}):
        plan.tell(f"{engine}: {scale:,}")
        office = _register(plan, database, scale)
        found = office.work("pages", _requests(plan)).printed
        office.drop()
        if found["persons"] != scale:
            raise BenchFailure(f"登记册有 {found['persons']:,} 人 · persons in the register")
        figures += _figures(f"{scale:,} 人 {engine}", found, _requests(plan))
    return figures


def _requests(plan: Plan) -> int:
    return REQUESTS if plan.rows > COUNTY_PERSONS else REQUESTS // 10


def _register(plan: Plan, database: str, scale: int) -> Office:
    """Give a register of `scale` persons; on a server each scale has a database of its own, for a register is never emptied."""
    if not database:
        return register_of(plan, scale).copy("waiting")
    server, _, source = database.rpartition("/")
    run_once([sys.executable, "-c", COPY_DATABASE, database, source, f"pages_{scale}"])
    office = staged_office(replace(plan, listed=scale), f"pages-{scale}", f"{server}/pages_{scale}", within_of(scale))
    office.work("commit")
    return office


def _figures(scale: str, found: dict[str, Any], requests: int) -> list[Figure]:
    rows = found["pages"]
    slow = {part: max(rows, key=lambda name: rows[name][part]) for part in ("middle", "p95", "queries", "bytes")}
    work = f"；{sum(found['work'].values()):,} 件任务 · tasks"
    behind = f"；指标在后台算 · figures computed behind it: {seconds(found['behind'])}" if found["behind"] else ""
    worst = {part: rows[name][part] for part, name in slow.items()}

    def figure(
        name: str, part: str, written: str, goal: str, most: float, measured: dict[str, Any] | None = None
    ) -> Figure:
        note = f"{len(rows)} 种页面各 {requests} 次，最高的是 · of {len(rows)} pages the highest is {slow[part]}{work}{behind}"
        return Figure(
            "pages", f"{scale} {name}", written, "", "", goal, worst[part] <= most, note=note, measured=measured
        )

    return [
        figure("服务器用时中间值 · server time, middle", "middle", seconds(worst["middle"]), "< 100 ms", MIDDLE, rows),
        figure("第95百分位 · 95th percentile", "p95", seconds(worst["p95"]), "< 300 ms", P95),
        figure("查询次数 · queries", "queries", str(worst["queries"]), f"≤ {MOST_QUERIES}", MOST_QUERIES),
        figure(
            "首次打开的重量 · weight of a first visit",
            "bytes",
            f"{worst['bytes'] / 1024:.0f} KB",
            "≤ 150 KB",
            MOST_BYTES,
        ),
    ]


def _on_postgresql(plan: Plan) -> list[Figure]:
    order = {"rows": plan.rows, "listed": plan.listed, "rounds": plan.rounds, "folder": str(plan.folder)}
    command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--"]
    try:
        done = run_once([*command, *ours("sections.pages", json.dumps(order))])
    except BenchFailure as why:
        return [failed("pages", f"PostgreSQL: {why}")]
    return [Figure(**figure) for figure in done.printed["figures"]]


def _inside_server(order: dict[str, Any]) -> None:
    import os
    from pathlib import Path

    plan = Plan(**{**order, "folder": Path(order["folder"])})
    figures = on_engine(plan, "PostgreSQL", os.environ["DATABASE_URL"])
    print(json.dumps({"figures": [asdict(figure) for figure in figures]}))


if __name__ == "__main__":
    _inside_server(json.loads(sys.argv[1]))
