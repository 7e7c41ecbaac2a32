"""Open persons' pages in a register of a whole province."""

from dataclasses import replace

from bench.figures import Figure, seconds
from bench.harness import BenchFailure
from bench.office import Office
from bench.plan import Plan
from bench.sections.commit import staged_office

REQUESTS, MOST_QUERIES, MOST_SECONDS = 200, 12, 0.1


def run(plan: Plan) -> list[Figure]:
    """Give the figures of a person's page."""
    office = _province(plan)
    found = office.work("page", REQUESTS).printed
    if found["persons"] != plan.rows:
        raise BenchFailure(f"登记册有 {found['persons']:,} 人 · persons in the register")
    return [
        Figure(
            "page", f"{plan.rows:,} 人中一人的档案 · a person's page", seconds(found["seconds"]), "", "", "< 100 ms", found["seconds"] < MOST_SECONDS,
            note=f"{REQUESTS} 次请求的中间值，最慢 · middle of {REQUESTS} requests, slowest {seconds(found['most'])}", measured=found,
        ),
        Figure(
            "page", "查询次数 · queries", str(found["queries"]), "", "", f"≤ {MOST_QUERIES}", found["queries"] <= MOST_QUERIES,
        ),
    ]  # fmt: skip


def _province(plan: Plan) -> Office:
    """Give a register of all persons, made through the real operations once and kept."""
    office = Office(plan.path(f"office-province-{plan.rows}"))
    if (office.folder / "ready").exists():
        return office
    plan.tell(f"{plan.rows:,}")
    staged = staged_office(replace(plan, listed=plan.rows), f"province-{plan.rows}")
    staged.work("commit")
    (office.folder / "ready").touch()
    return office
