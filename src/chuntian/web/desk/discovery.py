"""What the month's decisions found: who is entitled and not receiving, what must stop, what is unknown; who was reached, and who said no."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.enums import ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.casework.models import ContactAttempt, Decline, Task
from chuntian.places.regions import in_region_q
from chuntian.web import exports
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.inbox import why
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_choices, place_names, programme_choices, programme_name

FOUND = [
    (TaskKind.TELL, gettext_lazy("应享未享")),
    (TaskKind.STOP, gettext_lazy("应停未停")),
    (TaskKind.FETCH, gettext_lazy("情况不明")),
]
REACHED = (ContactResult.REACHED, ContactResult.GUARDIAN, ContactResult.DECLINED)


class DiscoveryForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("哪一种"), required=False, choices=FOUND)
    tried = forms.ChoiceField(
        label=gettext_lazy("联系"), required=False,
        choices=[
            ("", gettext_lazy("全部")), ("never", gettext_lazy("还没联系过")), ("missed", gettext_lazy("联系过，没联系上")),
            ("reached", gettext_lazy("联系上了")),
        ],
    )  # fmt: skip
    state = forms.ChoiceField(
        label=gettext_lazy("结果"), required=False,
        choices=[("", gettext_lazy("还没办结")), *((one.value, one.label) for one in TaskOutcome)],
    )  # fmt: skip
    programme = forms.ChoiceField(label=gettext_lazy("政策"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("地方"), required=False)


@page(Do.TASK_WORK)
def discovery(request: HttpRequest) -> HttpResponse:
    """List what was found, by kind, with why, how often one tried and what came of it."""
    form, reach, kind, found = _asked(request)
    shown = Paginator(found, 25).get_page(request.GET.get("page"))
    counts = dict(reach.filter(state=TaskState.OPEN).order_by().values_list("kind").annotate(Count("id")))
    view = {
        "filters": form, "page": shown, "rows": _rows(list(shown.object_list), request),
        "cells": [(counts.get(one, 0), name, f"?kind={one.value}", "here" if one == kind else "") for one, name in FOUND],
        "title": dict(FOUND)[TaskKind(kind)], "asked": request.GET.urlencode(),
    }  # fmt: skip
    named(request, [row["person_pk"] for row in view["rows"]])
    return render(request, "desk/discovery.html", view)


@page(Do.TASK_WORK, methods=("GET", "POST"), does={"export": (Do.TASK_WORK,)}, gives="the findings of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    _form_shown, _reach, kind, found = _asked(request)
    headings = [
        _("姓名"),
        _("政策"),
        _("地方"),
        _("所属月"),
        _("为什么"),
        _("联系次数"),
        _("最近一次联系"),
        _("本人放弃"),
        _("期限"),
        _("结果"),
    ]
    found_rows = _rows(list(found[: exports.MOST_ROWS]), request)
    rows = [
        [
            row["name"], row["programme"], row["place"], row["month"], row["why"], row["tried"], row["last"],
            _("是") if row["declined"] else "", row["due_on"], row["outcome"],
        ]
        for row in found_rows
    ]  # fmt: skip
    people = [row["person_pk"] for row in found_rows]
    return exports.give(request, exports.Table(str(dict(FOUND)[TaskKind(kind)]), headings, rows, people=people))


def _asked(request: HttpRequest) -> tuple[DiscoveryForm, QuerySet[Task], str, QuerySet[Task]]:
    """Give the form, all findings of the region, the kind asked for, and what the filter leaves of it."""
    # a task without a programme is no finding: a reminder that a certificate will end
    found_ones = Task.objects.filter(kind__in=[kind for kind, _name in FOUND], person__isnull=False).exclude(
        programme=""
    )
    reach = request.scope.filter(found_ones)
    form = _form(request, reach)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    kind = asked.get("kind") or TaskKind.TELL
    return form, reach, kind, _narrowed(reach.filter(kind=kind), asked).order_by(F("due_on").asc(nulls_last=True), "id")


def _form(request: HttpRequest, reach: QuerySet[Task]) -> DiscoveryForm:
    form = DiscoveryForm(request.GET or None)
    slugs = reach.exclude(programme="").order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [("", gettext_lazy("全部")), *programme_choices(slugs)]
    form.fields["place"].choices = place_choices(reach, 9)
    return form


def _narrowed(tasks: QuerySet[Task], asked: dict[str, Any]) -> QuerySet[Task]:
    state = Q(outcome=asked["state"]) & ~Q(state=TaskState.OPEN) if asked.get("state") else Q(state=TaskState.OPEN)
    tasks = tasks.filter(state)
    if asked.get("programme"):
        tasks = tasks.filter(programme=asked["programme"])
    if asked.get("place"):
        tasks = tasks.filter(in_region_q(asked["place"]))
    return tasks.filter(_tried(asked.get("tried") or "")).select_related("person")


def _tried(which: str) -> Q:
    """Say as a condition whether one tried, and whether somebody was reached; asked of no row where the filter does not ask."""
    tries = ContactAttempt.objects.filter(task=OuterRef("pk"))
    reached = Q(Exists(tries.filter(result__in=REACHED)))
    tests = {"never": ~Q(Exists(tries)), "missed": Q(Exists(tries)) & ~reached, "reached": reached}
    return tests.get(which, Q())


def _rows(tasks: list[Task], request: HttpRequest) -> list[dict[str, Any]]:
    places = place_names(task.region for task in tasks)
    law = why.the_law()
    declines = Decline.objects.filter(withdrawn_at__isnull=True, person__in=[task.person_id for task in tasks])
    said_no = set(declines.values_list("person_id", "programme"))
    tries: dict[int, list[str]] = {}
    for task, result in ContactAttempt.objects.filter(task__in=tasks).order_by("at").values_list("task_id", "result"):
        tries.setdefault(task, []).append(result)
    return [
        {
            "pk": task.pk, "person_pk": task.person_id, "name": task.person.name, "programme": programme_name(task.programme),
            "place": places.get(task.region, task.region), "due_on": task.due_on, "tried": len(tries.get(task.pk, ())),
            "why": why.why(task, law), "month": task.month,
            "last": ContactResult(tries[task.pk][-1]).label if task.pk in tries else _("还没联系过"),
            "outcome": task.get_outcome_display() if task.outcome else "",
            "declined": (task.person_id, task.programme) in said_no,
            "late": (request.today - task.due_on).days if task.due_on and task.state == TaskState.OPEN else 0,
        }
        for task in tasks
    ]  # fmt: skip
