"""
Work on several tasks in one go: note contacts, take over, close.

Only what says that something was done is done together. What decides over a person (stop, keep, grant, refuse, his own no,
an answer to him) is decided one by one: no outcome of that sort stands in CLOSES. What cannot be done with one of the
tasks is written down with its reason and holds none of the others up.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import BatchDeed, ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import ContactAttempt, Task, TaskBatch, TaskBatchItem
from chuntian.casework.operations.tasks import (
    CannotReopen,
    CannotTake,
    TaskClosed,
    close_task,
    contact,
    give_task_back,
    need_reason,
    reopen_task,
    take_task,
)

CLOSES: dict[str, tuple[TaskOutcome, ...]] = {
    TaskKind.TELL: (TaskOutcome.TOLD, TaskOutcome.NOT_REACHED),
    TaskKind.FETCH: (TaskOutcome.FETCHED,),
    TaskKind.FORMAT: (TaskOutcome.TOLD,),
}
REACHED = (ContactResult.REACHED, ContactResult.GUARDIAN)
NOTED = (*REACHED, ContactResult.NOT_REACHED)  # a person's own no is taken down with his reason, one by one
MOST = 100


class CannotBatch(Exception):
    """This is not done with several at once, or there is nothing to undo; with one of them: it stays as it is."""


def close_tasks(*, tasks: Sequence[Task], outcome: str, reason: str, by: User, at: datetime, region: str) -> TaskBatch:
    """
    Close tasks of one kind with one outcome and one reason.

    :raises CannotBatch: several kinds, or an outcome that a person has to weigh. :raises ReasonMissing: no reason.
    """
    kinds = {task.kind for task in tasks}
    if len(kinds) != 1 or outcome not in CLOSES.get(next(iter(kinds)), ()):
        raise CannotBatch("只有同一种、不用逐人判断的任务，才能一起办结")
    said = need_reason(reason)
    reached = _contacts(tasks, REACHED) if TaskKind.TELL in kinds else None
    tried = _contacts(tasks, NOTED) if TaskKind.TELL in kinds else None

    def close(task: Task) -> None:
        if reached is not None and outcome == TaskOutcome.TOLD and task.pk not in reached:
            raise CannotBatch("还没有联系上本人或监护人的记录，先记下联系")
        if tried is not None and outcome == TaskOutcome.NOT_REACHED and (task.pk not in tried or task.pk in reached):
            raise CannotBatch("没有联系不上的记录，或者已经联系上了")
        close_task(task=task, outcome=outcome, by=by, at=at, reason=said)

    return _with_each(tasks, BatchDeed.CLOSE, close, by, at, region, outcome=outcome, reason=said)


def contact_all(
    *, tasks: Sequence[Task], channel: str, result: str, by: User, at: datetime, region: str, note: str = ""
) -> TaskBatch:
    """
    Note that several persons were contacted, each on his own task.

    :raises CannotBatch: the result is a person's own word, which is taken down one by one.
    """
    if result not in NOTED:
        raise CannotBatch("本人的意愿要一个一个地记，写明理由")

    def note_one(task: Task) -> None:
        if task.state != TaskState.OPEN or task.person is None:
            raise CannotBatch("任务已经办结，或者不是某一个人的事")
        contact(person=task.person, task=task, channel=channel, result=result, by=by, at=at, note=note)

    return _with_each(tasks, BatchDeed.CONTACT, note_one, by, at, region, outcome=result, reason=note)


def take_all(*, tasks: Sequence[Task], by: User, at: datetime, region: str) -> TaskBatch:
    """Take several tasks over; what a colleague has stays with him."""
    return _with_each(tasks, BatchDeed.TAKE, lambda task: take_task(task=task, by=by, at=at), by, at, region)


def undo_batch(*, batch: TaskBatch, by: User, at: datetime) -> TaskBatch:
    """
    Take back a batch of one's own, on its day: closed tasks are open again, those taken over are everyone's.

    :raises CannotBatch: it is another's, another day's, taken back already, or of contacts, which stay on record.
    """
    with transaction.atomic():
        batch = TaskBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        if not can_undo(batch, by, at):
            raise CannotBatch("只有经手人当天可以撤销；联系记录不撤销，写错了再记一条")
        back = reopen_task if batch.deed == BatchDeed.CLOSE else give_task_back
        for item in batch.items.filter(done=True).select_related("task").order_by("task_id"):
            why = _tried(lambda task: back(task=task, by=by, at=at), item.task)
            item.undone_at, item.why_not = None if why else at, why[:200]
            item.save(update_fields=["undone_at", "why_not"])
        batch.undone_at = at
        batch.save(update_fields=["undone_at"])
    return batch


def can_undo(batch: TaskBatch, by: User, at: datetime) -> bool:
    """Say whether someone can take a batch back at a moment."""
    same_day = day_in_china(batch.at) == day_in_china(at)
    return batch.by_id == by.pk and same_day and batch.undone_at is None and batch.deed != BatchDeed.CONTACT


def _contacts(tasks: Sequence[Task], results: Sequence[str]) -> set[int]:
    rows = ContactAttempt.objects.filter(task__in=[task.pk for task in tasks], result__in=results)
    return set(rows.values_list("task_id", flat=True))


def _with_each(
    tasks: Sequence[Task], deed: str, do: Callable[[Task], object], by: User, at: datetime, region: str, *, outcome: str = "",
    reason: str = "",
) -> TaskBatch:  # fmt: skip
    if not tasks or len(tasks) > MOST:
        raise CannotBatch(f"一次最多 {MOST} 件，至少一件")
    with transaction.atomic():
        batch = TaskBatch.objects.create(deed=deed, outcome=outcome, reason=reason[:500], by=by, at=at, region=region)
        items = []
        for task in sorted(tasks, key=lambda one: one.pk):  # everyone locks in one order
            why = _tried(do, task)
            items.append(TaskBatchItem(batch=batch, task=task, done=not why, why_not=why[:200]))
        TaskBatchItem.objects.bulk_create(items)
    return batch


def _tried(do: Callable[[Task], object], task: Task) -> str:
    """Do it with one task; give why not, "" where it is done."""
    try:
        with transaction.atomic():
            do(task)
    except (TaskClosed, CannotTake, CannotReopen, CannotBatch) as why:
        return str(why)
    return ""
