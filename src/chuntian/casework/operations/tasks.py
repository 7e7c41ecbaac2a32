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
    detail: dict[str, Any] | None = None,
) -> Task:  # fmt: skip
    """Open a piece of work, or give the open one of the same kind, person, programme and key."""
    same = {"kind": kind, "person": person, "programme": programme, "key": key, "state": TaskState.OPEN}
    if person is None:
        same["region"] = region
    there = Task.objects.filter(**same).first()
    if there is not None:
        return there
    return Task.objects.create(
        **{**same, "region": region}, month=month, detail=detail or {}, opened_at=at,
        owner_role=TASK_ROLES[TaskKind(kind)], due_on=due_after(day_in_china(at), TASK_DAYS[TaskKind(kind)]),
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
