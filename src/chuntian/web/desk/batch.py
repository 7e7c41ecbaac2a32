"""Several tasks in one go: what was picked, what can be done with them together, and what was done and what was not."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import BatchDeed, ContactChannel, ContactResult, TaskOutcome, TaskState
from chuntian.casework.models import Task, TaskBatch
from chuntian.casework.operations.batches import CLOSES, MOST, NOTED
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.desk.inbox import why
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_name

ROWS_A_PAGE = 20


@dataclass
class Picked:
    """The tasks that were ticked, as far as they are the reader's to work on."""

    tasks: list[Task]

    @property
    def kinds(self) -> set[str]:
        """Give the kinds of work among them."""
        return {task.kind for task in self.tasks}


class CloseForm(DeskForm):
    outcome = forms.ChoiceField(label=gettext_lazy("结果"), widget=forms.RadioSelect)
    reason = ReasonField(help_text=gettext_lazy("这一句写进每一件任务的档案。请不要写姓名、身份证号、账号。"))


class ContactForm(DeskForm):
    channel = forms.ChoiceField(label=gettext_lazy("怎样联系的"), choices=ContactChannel.choices)
    result = forms.ChoiceField(
        label=gettext_lazy("结果"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in NOTED]
    )
    note = forms.CharField(label=gettext_lazy("备注（可不填）"), required=False, max_length=300)


def close(request: HttpRequest, picked: Picked, said: dict[str, Any]) -> HttpResponse:
    """Close them with one outcome and one reason."""
    return _told(operations.close_tasks(tasks=picked.tasks, **_who(request), **said))


def contact(request: HttpRequest, picked: Picked, said: dict[str, Any]) -> HttpResponse:
    """Note that their persons were contacted."""
    return _told(operations.contact_all(tasks=picked.tasks, **_who(request), **said))


def take(request: HttpRequest, picked: Picked, said: dict[str, Any]) -> HttpResponse:
    """Take them over."""
    return _told(operations.take_all(tasks=picked.tasks, **_who(request)))


def undo(request: HttpRequest, batch: TaskBatch, said: dict[str, Any]) -> str:
    """Take a batch back."""
    operations.undo_batch(batch=batch, by=request.user, at=request.moment)
    return _("已撤销。下面写着哪些撤回了，哪些没有。")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": request.moment, "region": next(iter(request.scope.regions), "")}


def _told(batch: TaskBatch) -> HttpResponse:
    return redirect("desk:batch-done", batch.pk)


def _outcomes(form: DeskForm, request: HttpRequest, picked: Picked) -> None:
    allowed = CLOSES.get(next(iter(picked.kinds), ""), ())
    form.fields["outcome"].choices = [(one.value, one.label) for one in allowed]


DEEDS = [
    deeds.Deed(
        "contact", gettext_lazy("都联系过了，一起记下"), (Do.TASK_WORK,), contact, ContactForm, kind="first",
        possible=lambda picked: any(task.person_id for task in picked.tasks),
        about=gettext_lazy("每个人的任务上各记一条。本人说不申请的，请到他的任务里单独记。"), refusals=(operations.CannotBatch,),
    ),
    deeds.Deed(
        "close", gettext_lazy("一起办结"), (Do.TASK_WORK,), close, CloseForm, choices=_outcomes,
        possible=lambda picked: len(picked.kinds) == 1 and picked.kinds <= set(CLOSES),
        about=gettext_lazy("只能办结不用逐人判断的：告知的须已有联系记录。停发、核查、审定、更正都要一件一件办。"),
        refusals=(operations.CannotBatch, operations.ReasonMissing),
    ),
    deeds.Deed(
        "take", gettext_lazy("都由我接手"), (Do.TASK_WORK,), take, possible=lambda picked: bool(picked.tasks),
        about=gettext_lazy("同岗位的人看得到谁在办；同事已经接手的不动。"), refusals=(operations.CannotBatch,),
    ),
]  # fmt: skip
DONE_DEEDS = [
    deeds.Deed(
        "undo", gettext_lazy("全部撤销"), (Do.TASK_WORK,), undo, refusals=(operations.CannotBatch,), kind="danger",
        possible=lambda batch: batch.deed != BatchDeed.CONTACT and batch.undone_at is None,
        about=gettext_lazy("点错了？经手的人当天可以撤销。"),
    ),
]  # fmt: skip


@page(Do.TASK_WORK, methods=("GET", "POST"), does=DEEDS)
def batch(request: HttpRequest) -> HttpResponse:
    """Show the tasks that were ticked, and do one thing with all of them."""
    picked = Picked(_picked(request))
    offered, response = deeds.answer(request, DEEDS, picked)
    if response:
        return response
    named(request, [task.person_id for task in picked.tasks])
    view = {"rows": _rows(picked.tasks), "count": len(picked.tasks), "offered": offered, "form": deeds.failed(offered)}
    return render(request, "desk/batch.html", view | {"most": MOST})


@page(Do.TASK_WORK)
def batches(request: HttpRequest) -> HttpResponse:
    """List what one did with several tasks in one go, newest first."""
    mine = TaskBatch.objects.filter(by=request.user).order_by("-at", "-id")
    shown = Paginator(mine, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "desk/batches.html", {"page": shown, "rows": [(one, _said(one)) for one in shown.object_list]}
    )


@page(Do.TASK_WORK, methods=("GET", "POST"), does=DONE_DEEDS)
def batch_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was done with several tasks, with which not and why; whoever did it takes it back the same day."""
    one = reached(request.scope, TaskBatch.objects.select_related("by"), pk=pk)
    offered, response = deeds.answer(request, DONE_DEEDS, one)
    if response:
        return response
    items = list(request.scope.filter(one.items.select_related("task__person"), "task__region").order_by("done", "pk"))
    rows = _rows([item.task for item in items])
    named(request, [item.task.person_id for item in items])
    view = {
        "one": one, "said": _said(one), "done": [pair for pair in zip(rows, items, strict=True) if pair[1].done],
        "not_done": [pair for pair in zip(rows, items, strict=True) if not pair[1].done],
        "offered": offered if operations.can_undo(one, request.user, request.moment) else [], "form": deeds.failed(offered),
    }  # fmt: skip
    return render(request, "desk/batch-done.html", view)


def _picked(request: HttpRequest) -> list[Task]:
    """Give the open tasks of the address that lie in the reader's scope and belong to one of his roles."""
    asked = [int(one) for one in request.GET.getlist("pick")[:MOST] if one.isdecimal() and len(one) < 19]
    rows = Task.objects.filter(pk__in=asked, state=TaskState.OPEN, owner_role__in=request.scope.roles)
    return list(request.scope.filter(rows).select_related("person", "taken_by").order_by("kind", "due_on", "pk"))


def _rows(tasks: list[Task]) -> list[dict[str, Any]]:
    places = place_names(task.region for task in tasks)
    law = why.the_law()
    return [
        {
            "task": task, "kind": task.get_kind_display(), "why": why.why(task, law), "name": task.person.name if task.person else "",
            "programme": programme_name(task.programme) if task.programme else "", "place": places.get(task.region, task.region),
        }
        for task in tasks
    ]  # fmt: skip


def _said(one: TaskBatch) -> str:
    """Say what was done: closed as told, contacted, taken over."""
    labels = dict(TaskOutcome.choices) if one.deed == BatchDeed.CLOSE else dict(ContactResult.choices)
    return f"{one.get_deed_display()}：{labels[one.outcome]}" if one.outcome else one.get_deed_display()
