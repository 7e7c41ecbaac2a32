"""The county lives its year: every step is one the offices take themselves, through the same operations as the pages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from chuntian.accounts.enums import Role
from chuntian.casework import operations as casework
from chuntian.demo import arrivals, desk, oracle, payday
from chuntian.demo.bank import Bank
from chuntian.demo.office import DECIDE, KEEP, LISTS, Office
from chuntian.demo.opening import person_ids, take_over_awards
from chuntian.demo.truth import Truth
from chuntian.demo.world import MONTHS, World
from chuntian.exchange.enums import UploadState
from chuntian.indicators import ahead, reported
from chuntian.indicators import operations as figures
from chuntian.kernel.days import Month

Step = Callable[[int], None]
Progress = Callable[[str, int], Any]


@contextmanager
def silent(label: str, total: int) -> Iterator[Step]:
    """Show no progress at all."""
    yield lambda steps=1: None


@dataclass(slots=True)
class Lived:
    """What happened in each month."""

    months: dict[str, dict[str, Any]] = field(default_factory=dict)


def open_accounts(bank: Bank, world: World) -> None:
    """Open the accounts of a county at the bank as they truly are: under their holders' names, some of them closed."""
    holders, closed = {}, set()
    for one in world.humans:
        holders[one.next_account or one.account] = one.name
        if one.tag == "account_closed":
            holders[one.account] = one.name
            closed.add(one.account)
    bank.open_accounts(holders, closed)


def live(office: Office, world: World, truth: Truth, months: int = 12, progress: Progress = silent) -> Lived:
    """Write the files of the departments, then live month after month with them."""
    year = MONTHS[:months]
    with progress("写出各部门名单 · writing the lists", arrivals.count(year)) as step:
        files = arrivals.write_all(world, truth, year, office.outside / "incoming", step)
    truth.write(office.outside)
    lived = Lived()
    with progress("逐月办理 · living the year", sum(len(written) + 4 for written in files.values())) as step:
        for month in year:
            lived.months[str(month)] = live_month(
                office, world, truth, month, files[month], step, last=month == year[-1]
            )
    return lived


def live_month(
    office: Office, world: World, truth: Truth, month: Month, written: list[Any], step: Step, *, last: bool = False
) -> dict[str, Any]:
    """Live one month: lists, comparison, decisions, work, pay day, claims."""
    uploads = arrivals.receive_all(office, written, step)
    done: dict[str, Any] = {"rejected": sum(upload.state == UploadState.REJECTED for upload in uploads)}
    ids = person_ids([one.resident_id for one in world.humans])
    doubles = person_ids([one.second_id for one in world.humans if one.second_id])
    numbers = {person: number for number, person in (doubles | ids).items()}
    done |= arrivals.settle_discrepancies(office, month, truth, numbers)
    if month == MONTHS[0]:
        done["taken_over"] = take_over(office, world, month)
    step(1)
    decide(office, month, last=last)
    step(1)
    done["stopped"] = desk.stop_what_must_stop(office, month)
    done |= desk.tell_and_grant(office, month, under_way=desk.UNDER_WAY if last else 0)
    step(1)
    done |= payday.pay(office, month)
    done["claims"] = payday.recover(office, month)
    report_screening(office, month, last=last)
    done["figures"] = keep_figures(office, month, last=last)
    step(1)
    return done


def keep_figures(office: Office, month: Month, *, last: bool) -> int:
    """Keep the month's figures; those of the last month are made public."""
    at = office.at(month, KEEP)
    kept = figures.keep_month(region=office.region, month=month, law=office.law, at=at)
    if last:
        reason = "按年公开规划进度"
        ahead.prepare(region=office.region, month=str(month), at=at)
        figures.publish(region=office.region, month=month, licence="CC-BY-4.0", by="system:month", at=at, reason=reason)
    return kept


def report_screening(office: Office, month: Month, *, last: bool) -> None:
    """Enter what the health department counted: half a year, checked by another person; at the end one that waits for it."""
    at = office.at(month, KEEP)
    if month.month not in (7, 12):
        return
    made = reported.enter_reported(
        region=office.region, slug="child_screening_rate", month=month.plus(-1), numerator=127 * month.month, denominator=131 * month.month,
        department="演示县卫生健康局", document=f"妇幼健康统计 {month.plus(-1)}（演示，虚构）", by=office.who(Role.COUNTY_CLERK), at=at,
    )  # fmt: skip
    if not last:
        reported.confirm_reported(figure=made, by=office.who(Role.COUNTY_APPROVER), at=at)


def take_over(office: Office, world: World, month: Month) -> int:
    """Take the running awards over from the old books."""
    paid = [
        (one.resident_id, programme, one.hukou(month.first))
        for one in world.humans
        for programme in sorted(oracle.paid_at_opening(one, world.county))
    ]
    at = office.at(month, LISTS, 18)
    return take_over_awards(paid=paid, start=month, region=office.region, by=office.who(Role.CIVIL_AFFAIRS), at=at)


def decide(office: Office, month: Month, *, last: bool) -> None:
    """Decide everyone for the month, and turn the differences into work; at the end of the year for every programme."""
    at = office.at(month, DECIDE)
    run = casework.decide_month(region=office.region, month=str(month), law=office.law, by="system:month", at=at)
    casework.discover(run=run, by="system:month", at=at, programmes=None if last else list(oracle.SUBSIDIES))
