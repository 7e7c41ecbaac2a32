"""Claim, check, settle and order to pay a province's month of services, after the months before it; then the providers' pages."""

from dataclasses import replace

from bench.figures import Figure, seconds
from bench.harness import BenchFailure, ours
from bench.office import Office
from bench.plan import Plan
from bench.sections.commit import staged_office

ORDERS, MOST_SECONDS, MOST_PAGE = 128_194, 300, 0.15
MONTHS_A_ROUND = 4  # three rounds are a whole year, two million sessions


def run(plan: Plan) -> list[Figure]:
    """Give the slowest month of a year that is settled month by month, and what stands behind it."""
    persons = min(plan.rows, ORDERS)
    months = range(1, min(12, MONTHS_A_ROUND * plan.rounds) + 1)
    office = _filled(plan, persons)
    found = []
    for number in months:
        plan.tell(f"{persons:,} {number}/{len(months)}")
        found.append(office.run(ours("serving", "month", number)).printed)
        if found[-1]["held"] != found[-1]["planted"]:
            raise BenchFailure(f"疑点与埋入的不符 · other findings than were planted: {found[-1]}")
    slowest = max(found, key=lambda one: one["seconds"])
    steps = "，".join(f"{name} {seconds(slowest[name])}" for name in ("attendance", "claim", "submit", "settle", "pay"))
    opened = office.run(ours("serving", "pages", months[-1])).printed
    office.drop()
    return [
        Figure(
            "services", f"全省一月 {slowest['sessions']:,} 次服务结算 · a province's month settled", seconds(slowest["seconds"]), "", "",
            f"< {MOST_SECONDS} s", slowest["seconds"] < MOST_SECONDS,
            note=f"{len(found)} 个月共 {sum(one['sessions'] for one in found):,} 次，取最慢的一月 · the slowest month: {steps}；"
            f"{slowest['peak_mb']:,.0f} MB", measured={"months": found, "orders": persons},
        ),
        _pages(opened),
    ]  # fmt: skip


def _pages(opened: dict) -> Figure:
    """Give the slowest of the providers' own pages, by the middle of its times."""
    pages = opened["pages"]
    name = max(pages, key=lambda one: pages[one]["middle"])
    worst = pages[name]["middle"]
    return Figure(
        "services", "服务机构页面，用时中间值 · a provider's page, middle", seconds(worst), "", "", f"< {MOST_PAGE * 1000:.0f} ms",
        worst < MOST_PAGE, note=f"{len(pages)} 页各 50 次，最高的是 · of {len(pages)} pages the highest is {name}；"
        f"{max(one['queries'] for one in pages.values())} 次查询 · queries；{opened['sessions']:,} 次服务 · sessions", measured=pages,
    )  # fmt: skip


def _filled(plan: Plan, persons: int) -> Office:
    plan.tell(f"{persons:,}")
    office = staged_office(replace(plan, listed=persons), f"services-{persons}")
    office.work("commit")
    office.run(ours("serving", "fill"))
    return office
