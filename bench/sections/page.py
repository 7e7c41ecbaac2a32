"""Open persons' pages in a register of a whole province."""

from dataclasses import replace

from bench.figures import Figure, seconds
from bench.harness import BenchFailure
from bench.inputs import PROVINCE, XIGU
from bench.office import Office
from bench.pages import COUNTY_PERSONS
from bench.plan import Plan
from bench.sections.commit import staged_office

REQUESTS, MOST_QUERIES, MOST_SECONDS = 200, 12, 0.1


def run(plan: Plan) -> list[Figure]:
    """Give the figures of a person's page."""
    office = register_of(plan, plan.rows)
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


def within_of(persons: int) -> str:
    """Give where so many persons live: up to a county's number in one county, more all over the province."""
    return XIGU if persons <= COUNTY_PERSONS else PROVINCE


def register_of(plan: Plan, persons: int) -> Office:
    """Give a register of so many persons on SQLite (`within_of`), made through the real operations once and kept; tables of today."""
    office = Office(plan.path(f"office-of-{persons}"))
    if (office.folder / "ready").exists():
        office.work("prepare")
        return office
    plan.tell(f"{persons:,}")
    staged = staged_office(replace(plan, listed=persons), f"of-{persons}", within=within_of(persons))
    staged.work("commit")
    (office.folder / "ready").touch()
    return office
