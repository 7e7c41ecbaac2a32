"""The first page: what waits for one, by its day, and for those to whom no work comes the places they may go to."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.web import exports
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.inbox.asked import DUES, Asked, Inbox, opens_for
from chuntian.web.desk.inbox.table import ACTIONS
from chuntian.web.named import named
from chuntian.web.navigation import places_for
from chuntian.web.pages import own_page, page
from chuntian.web.reading.names import place_names, programme_choices

ROWS_A_PAGE = 25
TAKES = tuple(
    action for action in ACTIONS if action != Do.LAW_APPROVE
)  # of persons; whoever approves the law decides cases too


class WorkForm(DeskForm):
    whose = forms.ChoiceField(
        label=gettext_lazy("归谁办"),
        required=False,
        choices=[
            ("mine", gettext_lazy("我的岗位")),
            ("taken", gettext_lazy("我接手的")),
            ("all", gettext_lazy("本区域全部")),
        ],
    )
    kind = forms.ChoiceField(label=gettext_lazy("事项"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("政策"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("地方"), required=False)
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


@own_page("shows what waits for one's own roles, or else the places one's roles open")
def work(request: HttpRequest) -> HttpResponse:
    """Show what waits for the reader, whatever room it comes from, by its due day."""
    if not opens_for(request):
        return render(request, "desk/places.html", {"places_about": [p for p in places_for(request) if p.url != "/"]})
    asked = Asked.of(request)
    inbox = Inbox(request, asked)
    counts = inbox.tally()
    pages = Paginator(inbox.rows(), ROWS_A_PAGE)
    if (total := inbox.total(counts)) is not None:
        pages.count = total  # counted already
    shown = pages.get_page(request.GET.get("page"))
    lines = inbox.lines(shown.object_list)
    named(request, [one.person for one in lines])
    view = {
        "page": shown,
        "rows": lines,
        "cells": _cells(counts, asked),
        "filters": _form(inbox, counts),
        "asked": asked,
        "may_batch": any(one.pick and one.mine for one in lines),
        "has_tasks": request.scope.can(Do.TASK_WORK),
    }
    return render(request, "desk/work.html", view)


@page(*TAKES, methods=("GET", "POST"), does={"export": TAKES}, gives="what waits for one, as the filter says")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    inbox = Inbox(request, Asked.of(request))
    headings = [
        _("期限"),
        _("事项"),
        _("为什么"),
        _("怎么办"),
        _("政策"),
        _("姓名"),
        _("地方"),
        _("所属月"),
        _("开始于"),
    ]
    lines = inbox.lines(inbox.rows()[: exports.MOST_ROWS])
    rows = [
        [one.due, one.kind, one.why, str(one.do), one.programme, one.name, one.place, one.month, one.since]
        for one in lines
    ]
    people = [one.person for one in lines if one.person]
    return exports.give(request, exports.Table(_("任务清单"), headings, rows, people=people))


def _cells(counts: list[dict[str, Any]], asked: Asked) -> list[tuple]:
    labels = [("late", _("已逾期")), ("today", _("今天到期")), ("week", _("七天内到期")), ("all", _("全部待办"))]
    of_kind = [one for one in counts if asked.kind in ("", one["in_kind"])]
    cells = []
    for name, label in labels:
        due, number = name if name in DUES else "", sum(one[name] for one in of_kind)
        mark = "here" if asked.due == due else "late" if name == "late" and number else ""
        cells.append((number, label, f"?due={due}&whose={asked.whose}&kind={asked.kind}", mark))
    return cells


def _form(inbox: Inbox, counts: list[dict[str, Any]]) -> WorkForm:
    asked, (slugs, towns) = inbox.asked, inbox.facets()
    names = {kind: title for source in inbox.sources for kind, title in source.choices()}
    numbers = {one["in_kind"]: one["all"] for one in counts}
    form = WorkForm(
        initial={one: getattr(asked, one) for one in ("whose", "kind", "programme", "place", "sort", "due")}
    )
    kinds = [(kind, f"{title}（{numbers[kind]}）") for kind, title in names.items() if kind in numbers]
    if asked.kind and asked.kind not in numbers:
        kinds.append((asked.kind, f"{names.get(asked.kind, asked.kind)}（0）"))
    form.fields["kind"].choices = [("", _("全部")), *kinds]
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(slugs)]
    named = place_names(towns)
    form.fields["place"].choices = [("", _("全部")), *((town, named.get(town, town)) for town in towns)]
    return form
