"""What can be done with a task: reach the person, apply for him, take his no, stop what must stop, close it."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import Channel, ContactChannel, ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.casework.law import law_in_use
from chuntian.casework.models import Award, Task
from chuntian.casework.operations.corrections import ANSWERS
from chuntian.casework.operations.tasks import FOLLOWED
from chuntian.web.desk import award_deeds
from chuntian.web.desk.deeds import Deed
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField


class ContactForm(DeskForm):
    channel = forms.ChoiceField(label=gettext_lazy("怎样联系的"), choices=ContactChannel.choices)
    result = forms.ChoiceField(
        label=gettext_lazy("结果"),
        widget=forms.RadioSelect,
        choices=[choice for choice in ContactResult.choices if choice[0] != ContactResult.DECLINED],
    )
    note = forms.CharField(label=gettext_lazy("备注（可不填）"), required=False, max_length=300)


class ApplyForm(DeskForm):
    applied_on = DayField(label=gettext_lazy("申请日"), help_text=gettext_lazy("本人或监护人提出申请的那一天"))
    channel = forms.ChoiceField(
        label=gettext_lazy("申请方式"),
        choices=[choice for choice in Channel.choices if choice[0] != Channel.ELSEWHERE],
        initial=Channel.PROACTIVE,
    )


class DeclineForm(DeskForm):
    channel = forms.ChoiceField(label=gettext_lazy("怎样联系的"), choices=ContactChannel.choices)
    reason = ReasonField(label=gettext_lazy("本人的理由"))


class AnswerForm(DeskForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("核实下来"),
        choices=[(one.value, one.label) for one in ANSWERS],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("给本人的答复"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("本人在自己的档案里看到这段话。请不要写身份证号、账号。"),
    )


class CloseForm(DeskForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("结果"), choices=[one for one in TaskOutcome.choices if one[0] not in ANSWERS]
    )
    reason = ReasonField()


def contact(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Record one try to reach the person."""
    operations.contact(person=task.person, task=task, by=request.user, at=request.moment, **said)
    return _("已记下这次联系。")


def apply(request: HttpRequest, task: Task, said: dict[str, Any]) -> HttpResponse:
    """Take in the person's application; the task that told him closes with it."""
    case = operations.apply(
        person=task.person, programme=task.programme, by=request.user, at=request.moment, law=law_in_use(), **said
    )
    return redirect("desk:case", case.pk)


def decline(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Record the person's own no."""
    operations.decline(
        person=task.person, programme=task.programme, task=task, by=request.user, at=request.moment, **said
    )
    return _("已记下本人的意愿。本人改变主意时，随时可以申请。")


def stop(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """End the award that the task is about."""
    return award_deeds.stop(request, _award(task), said)


def resume(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Let the award that the task had stopped run again."""
    return award_deeds.resume(request, _ended(task), said)


def answer(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Answer a request to put something right."""
    operations.answer_correction(task=task, by=request.user, at=request.moment, **said)
    return _("已答复。本人在自己的档案里看得到。")


def close(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Close the task with its outcome."""
    operations.close_task(task=task, by=request.user, at=request.moment, **said)
    return _("任务已办结。")


def reopen(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Take back that the task was closed."""
    operations.reopen_task(task=task, by=request.user, at=request.moment)
    return _("已撤销办结，任务又在待办里了。")


def take(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Take the task over, from a colleague too."""
    operations.take_task(task=task, by=request.user, at=request.moment, from_another=True)
    return _("由您接手了。同岗位的人看得到。")


def give_back(request: HttpRequest, task: Task, said: dict[str, Any]) -> str:
    """Give the task back to everyone of its role."""
    operations.give_task_back(task=task, by=request.user, at=request.moment)
    return _("已放回，同岗位的人都可以办。")


def _award(task: Task) -> Award | None:
    return Award.objects.filter(person=task.person_id, programme=task.programme, end_month__isnull=True).first()


def _ended(task: Task) -> Award | None:
    ended = Award.objects.filter(person=task.person_id, programme=task.programme, end_month__isnull=False)
    return ended.order_by("-end_month", "-start_month").first()


def _may_resume(task: Task) -> bool:
    return task.kind == TaskKind.STOP and task.person_id is not None and award_deeds.can_resume(_ended(task))


def _is_open(task: Task) -> bool:
    return task.state == TaskState.OPEN


def _asks(task: Task) -> bool:
    return _is_open(task) and task.kind == TaskKind.CORRECT


def _tells(task: Task) -> bool:
    return _is_open(task) and task.kind == TaskKind.TELL and task.person_id is not None


DEEDS = [
    Deed(
        "answer", gettext_lazy("答复本人"), (Do.TASK_WORK,), answer, AnswerForm, kind="first", possible=_asks,
        about=gettext_lazy("先请来源部门改；改过的名单入库后，再答复“已更正”。"),
        refusals=(operations.TaskClosed, operations.ReasonMissing),
    ),
    Deed(
        "apply", gettext_lazy("本人要申请"), (Do.CASE_APPLY,), apply, ApplyForm, kind="first", possible=_tells,
        about=gettext_lazy("登记申请，转入办理。"), refusals=(operations.CaseOpen, operations.AlreadyReceiving),
    ),
    Deed(
        "stop", gettext_lazy("停发"), award_deeds.STOPS, stop, award_deeds.StopForm, kind="danger",
        possible=lambda task: _is_open(task) and task.kind in (TaskKind.STOP, TaskKind.CHECK) and _award(task) is not None,
        about=gettext_lazy("停发由人决定，并写明理由。"), refusals=(operations.CannotStop, operations.ReasonMissing),
    ),
    Deed(
        "resume", gettext_lazy("恢复发放"), (Do.CASE_DECIDE,), resume, award_deeds.ResumeForm, possible=_may_resume,
        about=gettext_lazy("接着原来的待遇发，不用重新申请。"), refusals=(operations.CannotResume, operations.ReasonMissing),
        choices=lambda form, request, task: award_deeds.next_month(form, _ended(task)),
    ),
    Deed(
        "contact", gettext_lazy("记录一次联系"), (Do.TASK_WORK,), contact, ContactForm,
        possible=lambda task: _is_open(task) and task.person_id is not None,
    ),
    Deed(
        "decline", gettext_lazy("本人不申请"), (Do.TASK_WORK,), decline, DeclineForm, possible=_tells,
        about=gettext_lazy("是本人自己的意愿才能登记。"),
    ),
    Deed(
        "close", gettext_lazy("办结任务"), (Do.TASK_WORK,), close, CloseForm,
        possible=lambda task: _is_open(task) and not _asks(task),
        refusals=(operations.TaskClosed,),
    ),
    Deed("take", gettext_lazy("由我接手"), (Do.TASK_WORK,), take, possible=_is_open, refusals=(operations.CannotTake,)),
    Deed(
        "give_back", gettext_lazy("放回去"), (Do.TASK_WORK,), give_back, refusals=(operations.CannotTake,),
        possible=lambda task: _is_open(task) and task.taken_by_id is not None,
    ),
    Deed(
        "reopen", gettext_lazy("撤销办结"), (Do.TASK_WORK,), reopen, refusals=(operations.CannotReopen,),
        possible=lambda task: task.state == TaskState.DONE and task.outcome not in FOLLOWED and task.kind != TaskKind.CORRECT,
        about=gettext_lazy("点错了？办结的人当天可以撤销。"),
    ),
]  # fmt: skip
