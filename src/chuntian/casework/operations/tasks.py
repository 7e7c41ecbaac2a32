"""Open and close work, record contacts and refusals."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import ContactChannel, ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.casework.limits import TASK_DAYS, TASK_ROLES, day_in_china, due_after
from chuntian.casework.models import ContactAttempt, Decline, Task
from chuntian.registry.models import Person
from chuntian.trail.operations import record


class TaskClosed(Exception):
    """Someone else closed the task in the meantime."""


class ReasonMissing(Exception):
    """What is asked for needs a written reason."""


class CannotReopen(Exception):
    """Taking back is for who closed the task himself, on the same day, where nothing else followed from it."""


class CannotTake(Exception):
    """The task is closed, or someone has it already."""


def need_reason(reason: str) -> str:
    """
    Give the reason without blanks around it.

    :raises ReasonMissing: there is none.
    """
    if not reason.strip():
        raise ReasonMissing("请写明理由 · a reason is needed")
    return reason.strip()


@transaction.atomic
def open_task(
    *, kind: str, person: Person | None, region: str, at: datetime, programme: str = "", key: str = "", month: str = "",
    detail: dict[str, Any] | None = None, owner_role: str = "",
) -> Task:  # fmt: skip
    """
    Open a piece of work, or give the open one of the same kind, person, programme and key.

    Its kind says whose it is, unless `owner_role` does.
    """
    same = {"kind": kind, "person": person, "programme": programme, "key": key, "state": TaskState.OPEN}
    if person is None:
        same["region"] = region
    there = Task.objects.filter(**same).first()
    if there is not None:
        return there
    return Task.objects.create(
        **{**same, "region": region}, month=month, detail=detail or {}, opened_at=at,
        owner_role=owner_role or TASK_ROLES[TaskKind(kind)],
        due_on=due_after(day_in_china(at), TASK_DAYS[TaskKind(kind)]),
    )  # fmt: skip


@transaction.atomic
def close_task(
    *, task: Task, outcome: str, by: User, at: datetime, reason: str = "", state: str = TaskState.DONE
) -> Task:
    """
    Close a task with what came of it.

    :raises TaskClosed: it is closed already.
    """
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise TaskClosed(f"任务已由他人办结（{task.get_state_display()}）")
    task.state, task.outcome, task.closed_at, task.closed_by = state, TaskOutcome(outcome), at, by
    task.close_reason = reason.strip()[:300]
    task.save(update_fields=["state", "outcome", "closed_at", "closed_by", "close_reason"])
    record(
        actor=by, action="task.close", subject_kind="task", subject_id=task.pk, region=task.region, at=at, reason=reason,
        detail={"kind": task.kind, "programme": task.programme, "outcome": task.outcome},
    )  # fmt: skip
    return task


# What changed something else as well is taken back where that was done: an award, an application, a person's own word.
FOLLOWED = (TaskOutcome.STOPPED, TaskOutcome.APPLIED, TaskOutcome.DECLINED, TaskOutcome.DECIDED)


@transaction.atomic
def reopen_task(*, task: Task, by: User, at: datetime) -> Task:
    """
    Take back that a task was closed.

    :raises CannotReopen: someone else closed it, another day, with an outcome that changed more, or a new one is open.
    """
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.state != TaskState.DONE or task.outcome in FOLLOWED or task.kind == TaskKind.CORRECT:
        raise CannotReopen("这件事的结果已经生效，不能在这里撤销")
    if task.closed_by_id != by.pk or task.closed_at is None or day_in_china(task.closed_at) != day_in_china(at):
        raise CannotReopen("只有办结的人当天可以撤销办结")
    same = {
        "kind": task.kind,
        "person": task.person_id,
        "programme": task.programme,
        "key": task.key,
        "region": task.region,
    }
    if Task.objects.filter(**same, state=TaskState.OPEN).exists():
        raise CannotReopen("已有一件同样的待办")
    record(
        actor=by, action="task.reopen", subject_kind="task", subject_id=task.pk, region=task.region, at=at,
        detail={"outcome": task.outcome},
    )  # fmt: skip
    task.state, task.outcome, task.closed_at, task.closed_by, task.close_reason = TaskState.OPEN, "", None, None, ""
    task.save(update_fields=["state", "outcome", "closed_at", "closed_by", "close_reason"])
    return task


@transaction.atomic
def take_task(*, task: Task, by: User, at: datetime, from_another: bool = False) -> Task:
    """
    Take a task over, so that colleagues see who is at it; whose roles it is stays as it was.

    :param from_another: also where a colleague has it, who may be away.
    :raises CannotTake: it is closed, one's own already, or a colleague's.
    """
    task = Task.objects.select_for_update(no_key=True, of=("self",)).select_related("taken_by").get(pk=task.pk)
    if task.state != TaskState.OPEN:
        raise CannotTake(f"任务已由他人办结（{task.get_state_display()}）")
    if task.taken_by_id == by.pk:
        raise CannotTake("已经是您接手的")
    if task.taken_by_id and not from_another:
        raise CannotTake(f"{task.taken_by}已经接手")
    before, task.taken_by = task.taken_by_id, by
    return _taken(task, "task.take", by, at, {"from": before})


@transaction.atomic
def give_task_back(*, task: Task, by: User, at: datetime) -> Task:
    """
    Give a task back to everyone of its role.

    :raises CannotTake: it is not one's own.
    """
    task = Task.objects.select_for_update(no_key=True).get(pk=task.pk)
    if task.taken_by_id != by.pk or task.state != TaskState.OPEN:
        raise CannotTake("这件事不在您手上")
    task.taken_by = None
    return _taken(task, "task.give_back", by, at, {})


def _taken(task: Task, action: str, by: User, at: datetime, detail: dict[str, Any]) -> Task:
    task.save(update_fields=["taken_by"])
    record(
        actor=by, action=action, subject_kind="task", subject_id=task.pk, region=task.region, at=at,
        detail={"kind": task.kind, **detail},
    )  # fmt: skip
    return task


@transaction.atomic
def contact(
    *, person: Person, channel: str, result: str, by: User, at: datetime, task: Task | None = None, note: str = ""
) -> ContactAttempt:
    """Record a try to reach a person, whatever came of it; the task stays open until someone closes it."""
    attempt = ContactAttempt.objects.create(
        task=task, person=person, region=person.region, channel=ContactChannel(channel), result=ContactResult(result),
        at=at, by=by, note=note.strip()[:300],
    )  # fmt: skip
    record(
        actor=by, action="contact.attempt", subject_kind="person", subject_id=person.pk, region=person.region, at=at,
        detail={"channel": attempt.channel, "result": attempt.result, "task": task.pk if task else None},
    )  # fmt: skip
    return attempt


@transaction.atomic
def decline(
    *, person: Person, programme: str, by: User, at: datetime, reason: str = "", task: Task | None = None,
    channel: str = ContactChannel.VISIT,
) -> Decline:  # fmt: skip
    """Record a person's own word that he does not want a programme, and close the task that asked him."""
    declined, _ = Decline.objects.update_or_create(
        person=person, programme=programme, withdrawn_at=None,
        defaults={"region": person.region, "declined_at": at, "recorded_by": by, "reason": reason.strip()[:300]},
    )  # fmt: skip
    contact(person=person, channel=channel, result=ContactResult.DECLINED, by=by, at=at, task=task)
    open_tasks = Task.objects.filter(person=person, programme=programme, kind=TaskKind.TELL, state=TaskState.OPEN)
    for one in open_tasks:
        close_task(task=one, outcome=TaskOutcome.DECLINED, by=by, at=at, reason=reason)
    return declined
