"""Take a staged list over into the register, where the peer writes the same rows with Django's bulk_create."""

import json
import sys
from dataclasses import asdict
from itertools import count

from bench import inputs
from bench.figures import Figure, failed, faster
from bench.harness import ROOT, BenchFailure, Run, Timing, ours, run_once
from bench.office import Office
from bench.plan import Plan

REGISTER = ("registry.Person", "registry.Certificate", "registry.Source")


def run(plan: Plan) -> list[Figure]:
    """Give the figures of committing, on SQLite and on PostgreSQL."""
    return [*on_engine(plan, "SQLite", ""), *_on_postgresql(plan)]


def on_engine(plan: Plan, engine: str, database: str) -> list[Figure]:
    """Measure on one engine; `database` is the address of the server, empty for SQLite."""
    office = staged_office(plan, engine, database)
    committed, rows = office.copy("committed"), plan.path(f"rows-{engine}")
    plan.tell(f"{engine}: {plan.listed:,}")
    runs: dict[str, list[Run]] = {"ours": [_committed(committed.work("commit"), plan.listed)], "bulk_create": []}
    wanted = _register(committed)
    committed.run(ours("peer_bulk_create", "dump", rows))
    for number in count(1):
        plan.tell(f"{engine} bulk_create {number}/{plan.rounds}")
        other = office.copy("bulk")
        runs["bulk_create"].append(other.run(ours("peer_bulk_create", "load", rows)))
        if _register(other) != wanted:
            raise BenchFailure(f"{engine}: 行数不同 · other rows: {_register(other)} {wanted}")
        other.drop()
        if not plan.another(number, runs["bulk_create"][-1].seconds):
            break
        plan.tell(f"{engine} {number + 1}/{plan.rounds}")
        again = office.copy("again")
        runs["ours"].append(_committed(again.work("commit"), plan.listed))
        again.drop()
    timing = {name: Timing(tuple(found)) for name, found in runs.items()}
    return [faster("commit", f"{plan.listed:,} 行入库 {engine}，bulk_create", timing["ours"], timing["bulk_create"], 5)]


def staged_office(plan: Plan, engine: str, database: str = "", within: str = inputs.XIGU) -> Office:
    """Give an office in which the list is staged and nothing is committed: of a county, or `within` a larger place."""
    office = Office(plan.path(f"office-{engine}"), database)
    office.prepare()
    path, region = inputs.csv(plan.listed, plan.folder, within), within.ljust(12, "0")
    staged = office.work("stage", path, region).printed
    if staged["state"] != "staged" or staged["accepted"] != plan.listed:
        raise BenchFailure(f"没有全部接受 · not all rows accepted: {staged}")
    return office


def _committed(run: Run, rows: int) -> Run:
    if run.printed["state"] != "committed" or run.printed["persons_new"] != rows:
        raise BenchFailure(f"没有全部入库 · not all rows committed: {run.printed}")
    return run


def _register(office: Office) -> dict[str, int]:
    counted = office.work("counts").printed
    return {name: counted[name] for name in REGISTER}


def _on_postgresql(plan: Plan) -> list[Figure]:
    order = {"rows": plan.rows, "listed": plan.listed, "rounds": plan.rounds, "folder": str(plan.folder)}
    command = [sys.executable, str(ROOT / "tools" / "with_postgres.py"), "--"]
    try:
        done = run_once([*command, *ours("sections.commit", json.dumps(order))])
    except BenchFailure as why:
        return [failed("commit", f"PostgreSQL: {why}")]
    return [Figure(**figure) for figure in done.printed["figures"]]


def _inside_server(order: dict) -> None:
    import os
    from pathlib import Path

    plan = Plan(**{**order, "folder": Path(order["folder"])})
    figures = on_engine(plan, "PostgreSQL", os.environ["DATABASE_URL"])
    print(json.dumps({"figures": [asdict(figure) for figure in figures]}))


if __name__ == "__main__":
    _inside_server(json.loads(sys.argv[1]))
