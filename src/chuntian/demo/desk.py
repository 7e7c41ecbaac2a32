"""The work of a month: people look at what the platform found, and decide."""

from datetime import datetime
from typing import Any

import polars as pl

from chuntian.accounts.enums import Role
from chuntian.casework import operations
from chuntian.casework.enums import ActionKind, Channel, ContactChannel, ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.casework.models import Award, Case, Task
from chuntian.demo.office import APPLY, APPROVE, CHECK, STOP, TELL, Office
from chuntian.demo.oracle import SUBSIDIES
from chuntian.demo.world import OPENING
from chuntian.kernel.days import Month
from chuntian.registry.snapshots import facts_frame
from chuntian.rules.everyone import decisions_frame

NOT_ELIGIBLE, ELIGIBLE, UNKNOWN = 0, 1, 2
DECLINED_OF = 29  # one of so many of those told says no
UNDER_WAY = 3  # so many applications of the last month are still under way when it ends (counter.py)


def stop_what_must_stop(office: Office, month: Month) -> int:
    """
    Let the clerk look at everyone the lists no longer support, and end the award with the last month that is owed.

    The machine only asked; the last month is read from the facts as they are known now, month by month backwards. Of those
    the law is silent on, only who serves a sentence is suspended: not to know something is no reason to stop.
    """
    at, clerk = office.at(month, STOP), office.who(Role.COUNTY_CLERK)
    tasks = list(open_tasks(office, (TaskKind.STOP,)))
    tasks += in_prison(office, list(open_tasks(office, (TaskKind.FETCH,))), month, at)
    awards = {(one.person_id, one.programme): one for one in running(tasks)}
    tasks = [task for task in tasks if (task.person_id, task.programme) in awards]
    owed = last_months_owed(office, tasks, month, at)
    for task in tasks:
        award = awards[task.person_id, task.programme]
        last = max(owed[task.person_id, task.programme], Month.parse(award.start_month).previous)
        reason = "已核对比对名单和原始材料，情况属实，自次月起停发"
        operations.stop_award(award=award, end_month=str(last), by=clerk, at=at, reason=reason)
        if task.kind == TaskKind.FETCH:
            operations.close_task(
                task=task, outcome=TaskOutcome.STOPPED, by=clerk, at=at, reason="服刑期间暂停发放，并转有关部门认定"
            )
    return len(tasks)


def in_prison(office: Office, tasks: list[Task], month: Month, at: datetime) -> list[Task]:
    """Keep the tasks of those who serve a sentence on the first day of the month."""
    if not tasks:
        return []
    persons = sorted({task.person_id for task in tasks})
    facts = facts_frame(region=office.region, on=month.first, known_at=at, subjects=persons, law=office.law)
    serving = set(facts.filter(pl.col("in_prison").fill_null(False))["subject_id"])
    return [task for task in tasks if task.person_id in serving]


def open_tasks(office: Office, kinds: tuple[str, ...]) -> Any:
    """Give the open work of some kinds about the two subsidies."""
    tasks = Task.objects.in_region(office.region).filter(state=TaskState.OPEN, kind__in=kinds, programme__in=SUBSIDIES)
    return tasks.filter(person__isnull=False, key="").select_related("person").order_by("id")


def running(tasks: list[Task]) -> Any:
    """Give the running awards of the persons of these tasks."""
    return Award.objects.filter(person__in={task.person_id for task in tasks}, end_month__isnull=True)


def last_months_owed(office: Office, tasks: list[Task], month: Month, at: datetime) -> dict[tuple[int, str], Month]:
    """Give the last month up to now in which each person of a task was entitled, by what is known today."""
    open_ = {(task.person_id, task.programme) for task in tasks}
    found: dict[tuple[int, str], Month] = {}
    look = month.previous
    while open_ and look.first >= OPENING:
        outcomes = outcomes_on(office, {person for person, _ in open_}, look, at)
        for key in list(open_):
            if outcomes.get(key) == ELIGIBLE:
                found[key] = look
                open_.discard(key)
        look = look.previous
    return found | dict.fromkeys(open_, look)


def outcomes_on(office: Office, persons: set[int], month: Month, at: datetime) -> dict[tuple[int, str], int]:
    """Decide the two subsidies for a few persons for a month, with the facts known at a moment."""
    facts = facts_frame(region=office.region, on=month.first, known_at=at, subjects=sorted(persons), law=office.law)
    if facts.is_empty():
        return {}
    decided = decisions_frame(office.law, facts, programmes=list(SUBSIDIES), on=month.first)
    return {
        (row["subject_id"], slug): row[f"{slug}.outcome"]
        for row in decided.select("subject_id", *(pl.col(f"{slug}.outcome") for slug in SUBSIDIES)).iter_rows(
            named=True
        )
        for slug in SUBSIDIES
    }


def tell_and_grant(office: Office, month: Month, *, under_way: int = 0) -> dict[str, int]:
    """
    Let the liaison officers visit those entitled and not receiving; who wants it applies, and the offices decide.

    :param under_way: how many applications are left for later, those of the oldest first.
    """
    done = {"told": 0, "declined": 0, "granted": 0, "resumed": 0}
    cases = []
    for number, task in enumerate(list(open_tasks(office, (TaskKind.TELL,)))):
        ended = (
            Award.objects.filter(person=task.person_id, programme=task.programme, end_month__isnull=False)
            .order_by("end_month")
            .last()
        )
        if ended is not None and was_stopped_by_mistake(office, ended, month):
            resume(office, ended, task, month)
            done["resumed"] += 1
            continue
        case = visit(office, task, month, declines=number % DECLINED_OF == DECLINED_OF - 1)
        done["told"] += 1
        done["declined" if case is None else "granted"] += 1
        if case is not None:
            cases.append(case)
    later = sorted(cases, key=lambda case: case.person.birth_date)[:under_way]
    for case in cases:
        if case not in later:
            along_the_path(office, case, month)
    return done | {"granted": done["granted"] - len(later)}


def visit(office: Office, task: Task, month: Month, *, declines: bool) -> Case | None:
    """Tell someone at home what they are entitled to; give the case of those who apply."""
    liaison, told = office.who(Role.LIAISON), office.at(month, TELL)
    if declines:
        operations.decline(
            person=task.person, programme=task.programme, by=liaison, at=told, reason="本人表示暂不申请", task=task
        )
        return None
    operations.contact(
        person=task.person, channel=ContactChannel.VISIT, result=ContactResult.REACHED, by=liaison, at=told, task=task
    )
    applied = office.at(month, APPLY)
    return operations.apply(
        person=task.person, programme=task.programme, applied_on=applied.date(), channel=Channel.PROACTIVE, by=liaison, at=applied,
        law=office.law, why="主动发现，上门告知后申请",
    )  # fmt: skip


def along_the_path(office: Office, case: Case, month: Month) -> None:
    """Let the township and the county check a case, and civil affairs decide it."""
    first, second, decided = office.at(month, CHECK), office.at(month, CHECK, 15), office.at(month, APPROVE)
    case = operations.act(
        case=case, kind=ActionKind.FIRST_CHECK, by=office.who(Role.TOWNSHIP_CLERK), at=first, law=office.law
    )
    case = operations.act(case=case, kind=ActionKind.CHECK, by=office.who(Role.COUNTY_CLERK), at=second, law=office.law)
    civil = office.who(Role.CIVIL_AFFAIRS)
    operations.decide_case(case=case, approve=True, by=civil, at=decided, law=office.law, reason="符合条件")


def was_stopped_by_mistake(office: Office, award: Award, month: Month) -> bool:
    """Tell whether every month since an award ended is owed, by what is known now."""
    at, look = office.at(month, APPLY), Month.parse(award.end_month).next
    while look <= month:
        if outcomes_on(office, {award.person_id}, look, at).get((award.person_id, award.programme)) != ELIGIBLE:
            return False
        look = look.next
    return True


def resume(office: Office, award: Award, task: Task, month: Month) -> None:
    """Take a stop back from the first month that was missed, and decide the missed months again."""
    at, clerk = office.at(month, APPLY), office.who(Role.COUNTY_CLERK)
    start = Month.parse(award.end_month).next
    reason = "死亡登记系误报，已更正，恢复并补发"
    operations.resume_award(award=award, start_month=str(start), by=clerk, at=at, reason=reason)
    operations.close_task(task=task, outcome=TaskOutcome.OTHER, by=clerk, at=at, reason=reason)
    while start <= month:
        operations.decide_month(
            region=office.region, month=str(start), law=office.law, by=clerk, at=at, programmes=list(SUBSIDIES)
        )
        start = start.next
