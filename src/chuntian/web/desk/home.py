"""The first page: one's work by its day, and for those without tasks the places they may go to."""

from dataclasses import replace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do, Role
from chuntian.casework.enums import TaskKind
from chuntian.casework.models import Task
from chuntian.web import bulk, exports
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.reading.names import place_names, programme_choices, programme_name
from chuntian.web.desk.reading.work import SORTS, WorkFilter, narrowed, of_the_desk, tally
from chuntian.web.navigation import places_for
from chuntian.web.pages import own_page, page

ROWS_A_PAGE = 25


class WorkForm(DeskForm):
    whose = forms.ChoiceField(
        label=gettext_lazy("归谁办"),
        required=False,
        choices=[("mine", gettext_lazy("我的岗位")), ("all", gettext_lazy("本区域全部"))],
    )
    kind = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("政策"), required=False)
    sort = forms.ChoiceField(
        label=gettext_lazy("排列"),
        required=False,
        choices=[
            ("due", gettext_lazy("期限近的在前")),
            ("opened", gettext_lazy("新来的在前")),
            ("kind", gettext_lazy("按事项")),
            ("place", gettext_lazy("按地方")),
        ],
    )
    due = forms.CharField(required=False, widget=forms.HiddenInput)


@own_page("shows the tasks of one's own roles, or else the places one's roles open")
def work(request: HttpRequest) -> HttpResponse:
    """Show the open tasks by their due day."""
    if not request.scope.can(Do.TASK_WORK):
        return render(request, "desk/places.html", {"places_about": [p for p in places_for(request) if p.url != "/"]})
    asked = _asked(request)
    mine = of_the_desk(request.scope, asked)
    shown = Paginator(narrowed(mine, asked, request.today), ROWS_A_PAGE).get_page(request.GET.get("page"))
    view = {
        "page": shown,
        "rows": _rows(list(shown.object_list), request.today),
        "cells": _cells(tally(mine, request.today), asked),
        "filters": _form(mine, asked),
        "asked": asked,
        "to_grant": bulk.waiting_for(request),
        "narrow": bool(asked.kind or asked.due or asked.programme),
    }
    return render(request, "desk/work.html", view)


@page(Do.TASK_WORK, methods=("GET", "POST"), does={"export": (Do.TASK_WORK,)}, gives="the open tasks of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    asked = _asked(request)
    tasks = list(narrowed(of_the_desk(request.scope, asked), asked, request.today)[: exports.MOST_ROWS])
    headings = [_("期限"), _("事项"), _("政策"), _("姓名"), _("地方"), _("所属月"), _("开始于")]
    rows = [
        [row["due_on"], row["kind"], row["programme"], row["name"], row["place"], row["month"], row["opened_on"]]
        for row in _rows(tasks, request.today)
    ]
    return exports.give(request, exports.Table(_("任务清单"), headings, rows))


def _asked(request: HttpRequest) -> WorkFilter:
    said = {name: request.GET.get(name, "") for name in ("whose", "kind", "due", "programme", "sort")}
    asked = WorkFilter(**{name: value for name, value in said.items() if value})
    return replace(asked, sort=asked.sort if asked.sort in SORTS else "due")


def _rows(tasks: list[Task], today) -> list[dict]:
    places = place_names(task.region for task in tasks)
    return [
        {
            "pk": task.pk,
            "kind": task.get_kind_display(),
            "programme": programme_name(task.programme) if task.programme else "",
            "name": task.person.name if task.person else "",
            "person_pk": task.person_id,
            "place": places.get(task.region, task.region),
            "month": task.month,
            "due_on": task.due_on,
            "days_late": (today - task.due_on).days if task.due_on else 0,
            "opened_on": task.opened_at.date(),
            "role": Role(task.owner_role).label if task.owner_role in Role.values else task.owner_role,
        }
        for task in tasks
    ]


def _cells(counts: dict[str, int], asked: WorkFilter) -> list[tuple]:
    labels = [("late", _("已逾期")), ("today", _("今天到期")), ("week", _("七天内到期")), ("all", _("全部待办"))]
    cells = []
    for name, label in labels:
        due = "" if name == "all" else name
        mark = "here" if asked.due == due else "late" if name == "late" and counts["late"] else ""
        cells.append((counts[name], label, f"?due={due}&whose={asked.whose}&kind={asked.kind}", mark))
    return cells


def _form(mine, asked: WorkFilter) -> WorkForm:
    form = WorkForm(initial={name: getattr(asked, name) for name in ("whose", "kind", "programme", "sort", "due")})
    slugs = mine.exclude(programme="").order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["kind"].choices = [("", _("全部")), *TaskKind.choices]
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(slugs)]
    return form
