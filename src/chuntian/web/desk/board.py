"""The plan board: each indicator beside its target, over months, and where it lags; and making figures public."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can
from chuntian.indicators import queries
from chuntian.indicators.catalogue import UnknownMeasure, measure
from chuntian.kernel.days import Month, MonthError
from chuntian.places.boundaries import BoundaryFileError
from chuntian.places.regions import full_name
from chuntian.trail.operations import record
from chuntian.web import exports
from chuntian.web.desk import computing, deeds
from chuntian.web.desk.asked import Asked, asked, ways
from chuntian.web.desk.forms import DeskForm, MonthField
from chuntian.web.pages import page
from chuntian.web.reading import figures as reading

KEEPS = (Do.REPORT_MAKE,)


class WhichForm(DeskForm):
    month = forms.ChoiceField(label=gettext_lazy("截至哪个月"), required=False)
    region = forms.CharField(required=False, widget=forms.HiddenInput)


class KeepForm(DeskForm):
    month = MonthField(label=gettext_lazy("哪个月"), help_text=gettext_lazy("例如 2024-03。算的是当年1月到这个月底。"))

    def clean_month(self) -> Month:
        """Give the month; one that has not begun cannot be computed."""
        month = self.cleaned_data["month"]
        if self.today and month > Month.of(self.today):
            raise forms.ValidationError(_("这个月还没有到"))
        return month

    today = None


def _keep(request: HttpRequest, subject: Asked, said: dict[str, Any]) -> str:
    return computing.ask(request, subject.region, said["month"])


def _set_day(form: DeskForm, request: HttpRequest, subject: Asked) -> None:
    form.today = request.today
    form.initial["month"] = subject.month


DEEDS = [
    deeds.Deed(
        "keep", gettext_lazy("现在计算"), KEEPS, _keep, form=KeepForm, choices=_set_day,
        about=gettext_lazy("用现在知道的事实计算这个月的全部指标，连同下一级。再算一次，以新的为准。"),
    ),
]  # fmt: skip


@page(Do.MEASURES_VIEW, methods=("GET", "POST"), does=DEEDS)
def board(request: HttpRequest) -> HttpResponse:
    """Show every indicator of the plan beside its target and where it stands."""
    found = asked(request)
    mine = can(request.user, KEEPS[0], request.today, found.region)
    offered, response = deeds.answer(request, DEEDS if mine else [], found, back=_back(request, found))
    if response:
        return response
    plan, lines = reading.plan_of(found.region), reading.lines_of(found.region, found.month)
    kept = any(one.figure for one in lines)
    view = {
        **_head(found, "board"), "plan": plan, "groups": _grouped(lines) if kept else [], "offered": offered,
        "cells": reading.tally(lines), "form": deeds.failed(offered), "filters": _which(found),
        "known_at": queries.known_at(found.region, found.month), "computing": computing.state_of(found.region, found.month),
        "over": bool(plan and Month.parse(found.month).first > plan.valid_to),
    }  # fmt: skip
    return render(request, "desk/board.html", view)


@page(Do.MEASURES_VIEW, gives="the plan's indicators beside their targets: figures, nobody is named")
def board_file(request: HttpRequest) -> HttpResponse:
    """Give the board as a file."""
    found = asked(request)
    headings = [
        _("指标"),
        _("基期"),
        _("目标"),
        _("数值"),
        _("分子"),
        _("分母"),
        _("不知道的"),
        _("达到了吗"),
        _("变化"),
        _("备注"),
    ]
    cells = [
        [one.name, one.indicator.baseline_text, one.indicator.target_text, one.step.text, *_counts(one), one.step.word,
         one.moved, (one.figure and one.figure.missing_reason) or one.indicator.note]
        for one in reading.lines_of(found.region, found.month)
    ]  # fmt: skip
    known = queries.known_at(found.region, found.month)
    marks = [_("用 %s 所知的事实算出。") % f"{localtime(known):%Y-%m-%d %H:%M}"] if known else [_("这个月还没有算过")]
    name = _("%(place)s规划进度 %(month)s") % {"place": full_name(found.region), "month": found.month}
    record(
        actor=request.user, action="report.make", subject_kind="report", subject_id=f"board-{found.month}",
        region=found.region, at=request.moment, detail={"as": "xlsx", "period": found.month},
    )  # fmt: skip
    return exports.answer("xlsx", name, headings, cells, marks=marks)


def _counts(one: reading.Line) -> list[int | None]:
    figure = one.figure
    if figure is None or figure.value is None:
        return [None, None, None]
    return [figure.numerator, figure.denominator, figure.unknown]


@page(Do.MEASURES_VIEW)
def indicator(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one indicator: where it stands, over months and years, and where it lags."""
    found = asked(request)
    try:
        item = measure(slug)
    except UnknownMeasure as why:
        raise Http404 from why
    plan = reading.plan_of(found.region)
    one = next((one for one in reading.indicators_of(plan) if one.measure == slug), None)
    if one is None:
        raise Http404
    now = queries.of_month(found.region, found.month).get(slug)
    line = reading.line_of(
        one, now, queries.trend(found.region, slug, [str(Month.parse(found.month).plus(-1))]).get(slug)
    )
    goal = reading.goal_of(one, now)
    goal_text = _("目标 %s") % one.target_text if goal is not None else ""
    view = {
        **_head(found, "board"), "line": line, "item": item, "plan": plan, "filters": _which(found), "goal": goal_text,
        "months": reading.over_months(found.region, slug, found.month, goal, goal_text),
        "years": reading.over_years(found.region, slug, found.month, goal, goal_text),
        "rows_url": reverse("desk:measure", args=[slug]) + found.live, "parts": reading.parts_text(now) if now else "",
    }  # fmt: skip
    try:
        view |= reading.divisions(found.region, slug, found.month, f"?month={found.month}", goal, goal_text)
    except BoundaryFileError as why:
        view["broken_map"] = str(why)
    return render(request, "desk/indicator.html", view)


def _head(found: Asked, here: str) -> dict[str, Any]:
    return {"asked": found, "place": full_name(found.region), "ways": ways(found, here), "query": found.query}


def _which(found: Asked) -> WhichForm | None:
    if not found.months:
        return None
    form = WhichForm(initial={"month": found.month, "region": found.region})
    months = sorted({*found.months, found.month}, reverse=True)
    form.fields["month"].choices = [(one, one) for one in months]
    return form


def _grouped(lines: list[reading.Line]) -> list[tuple[str, list[reading.Line]]]:
    groups: dict[str, list[reading.Line]] = {}
    for one in lines:
        groups.setdefault(one.indicator.group, []).append(one)
    return list(groups.items())


def _back(request: HttpRequest, found: Asked) -> str:
    said = request.POST.get("keep-month", "")
    try:
        month = str(Month.parse(said))
    except MonthError:
        month = found.month
    return f"{request.path}?month={month}&region={found.region}"
