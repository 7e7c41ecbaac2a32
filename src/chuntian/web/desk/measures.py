"""Figures that open: all of them for a place and period, one by its divisions, and the rows behind it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can, figure_regions
from chuntian.casework.law import law_in_use
from chuntian.indicators import queries
from chuntian.indicators.catalogue import UnknownMeasure, measure
from chuntian.indicators.compute import by_division, compute, figure, open_rows
from chuntian.indicators.data import Data
from chuntian.indicators.figures import Figure, MissingMeasure
from chuntian.indicators.periods import Period
from chuntian.indicators.plans import plan_lines
from chuntian.indicators.reported import in_force, is_reported
from chuntian.kernel.divisions import prefix
from chuntian.places.regions import full_name
from chuntian.policy.plans import load_plan, plan_for
from chuntian.registry.models import Person
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web.desk import computing
from chuntian.web.desk.asked import Asked, region_asked, ways
from chuntian.web.desk.forms import DeskForm
from chuntian.web.named import source
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names

ROWS_A_PAGE = 50
COMPUTED_AT_ONCE = 6  # digits of a division whose figures are computed on opening: a county or less
NEXT_LEVEL = {2: 4, 4: 6, 6: 9, 9: 12}
PARTS = {
    "counted": gettext_lazy("在分子里"),
    "included": gettext_lazy("在分母里，不在分子里"),
    "unknown": gettext_lazy("不知道的"),
}


class PeriodForm(DeskForm):
    year = forms.IntegerField(label=gettext_lazy("年份"), required=False, min_value=2000, max_value=2100)
    month = forms.IntegerField(
        label=gettext_lazy("截至几月"),
        required=False,
        min_value=1,
        max_value=12,
        help_text=gettext_lazy("不填就是全年"),
    )
    region = forms.ChoiceField(label=gettext_lazy("区域"), required=False)


@page(Do.MEASURES_VIEW)
def measures(request: HttpRequest) -> HttpResponse:
    """Show every figure of a place and period, beside the plan where there is one."""
    form, data = asked_data(request)
    plan = plan_for(data.region)
    upto = str(data.period.last_month)
    view = {
        "filters": form,
        "computing": computing.state_of(data.region, upto),
        "place": full_name(data.region),
        "period": str(data.period),
        "query": query_of(data),
        "ways": ways(_kept_beside(data), "measures"),
        "plan": load_plan(plan) if plan else None,
        "may_report": can(request.user, Do.REPORT_MAKE, request.today, data.region),
    }
    if len(prefix(data.region)) < COMPUTED_AT_ONCE:
        view |= _kept(data, plan, upto)
    else:
        with reach.whole_house(f"figures user:{request.user.pk}"):
            view |= _figures({one.slug: one for one in compute(data)}, plan, data.uses_demo_amounts)
    if form.is_bound and form.errors:
        view["form"] = form
    return render(request, "desk/measures.html", view)


def _figures(found: dict[str, Figure], plan: str | None, demo: bool) -> dict[str, Any]:
    lines = plan_lines(found.__getitem__, plan) if plan and found else []
    return {
        "figures": [_row(one) for one in found.values()],
        "lines": [_plan_row(line) for line in lines],
        "demo": demo,
    }


def _kept(data: Data, plan: str | None, upto: str) -> dict[str, Any]:
    """Give the figures of more than a county as they were computed last: over a province they take longer than a page may."""
    there = queries.all_of_month(data.region, upto)
    demo = queries.uses_demo_amounts(data.region, upto)
    asks = reverse("desk:board") + f"?month={upto}&region={data.region}"
    return _figures(there, plan, demo) | {"known_at": queries.known_at(data.region, upto), "asks": asks}


def _kept_beside(data: Data) -> Asked:
    """Give the month that the kept figures open at: the same where it was kept, else the newest that was."""
    kept, month = tuple(queries.months_kept(data.region)), str(data.period.last_month)
    return Asked(data.region, month if month in kept or not kept else kept[0], kept)


@page(Do.MEASURES_VIEW)
def one_measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Open one figure: definition, divisions, and the persons behind it for those who may see them."""
    try:
        item = measure(slug)
    except UnknownMeasure as why:
        raise Http404 from why
    _form, data = asked_data(request)
    with reach.whole_house(f"figures user:{request.user.pk}"):
        found, divisions = figure(data, item), _divisions(data, slug)
        demo = found.unit == "fen" and data.uses_demo_amounts
    view = {"row": _row(found), "figure": found, "place": full_name(data.region), "period": str(data.period)}
    view |= {"query": query_of(data), "divisions": divisions, "demo": demo}
    if is_reported(slug):
        view |= {
            "told": in_force(data.region, slug, data.period, request.moment),
            "region": data.region,
            "is_reported": True,
        }
    if not isinstance(item, MissingMeasure) and found.value is not None:
        view |= _persons(request, data, slug, found)
    return render(request, "desk/measure.html", view)


def asked_data(request: HttpRequest) -> tuple[PeriodForm, Data]:
    """
    Give the form of period and place, and the data it asks for, within the regions whose figures one may open.

    :raises Http404: none of them is one's own.
    """
    regions = figure_regions(request.user, request.today)
    if not regions:
        raise Http404
    form = PeriodForm(request.GET or None, initial={"year": request.today.year})
    form.fields["region"] = forms.CharField(required=False, widget=forms.HiddenInput)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    region = region_asked(said.get("region") or regions[0], regions)
    period = Period(said.get("year") or request.today.year, said.get("month"))
    return form, Data(region, period, law_in_use(), request.moment)


def query_of(data: Data, region: str = "") -> str:
    """Give the questions of an address that ask for the same place and period."""
    month = f"&month={data.period.month}" if data.period.month else ""
    return f"?year={data.period.year}{month}&region={region or data.region}"


def _row(found: Figure) -> dict[str, Any]:
    english = (get_language() or "").startswith("en")
    return {
        "slug": found.slug,
        "name": found.name_en if english else found.name,
        "text": found.text,
        "unit": found.unit_zh,
        "is_missing": found.value is None,
        "why": found.missing_reason,
        "numerator": found.numerator,
        "denominator": found.denominator,
        "unknown": found.unknown,
        "definition": found.definition,
        "is_money": found.unit == "fen",
    }


def _plan_row(line: Any) -> dict[str, Any]:
    word = {True: _("达到"), False: _("未达到"), None: _("不能判断")}[line.reached]
    tag = {True: "good", False: "stop", None: "warn"}[line.reached]
    indicator = line.indicator
    return {**_row(line.figure), "name": indicator.name, "baseline": indicator.baseline_text, "target": indicator.target_text,
            "attribute": indicator.attribute, "word": word, "tag": tag}  # fmt: skip


def _divisions(data: Data, slug: str) -> list[dict[str, Any]]:
    level = NEXT_LEVEL.get(len(prefix(data.region)))
    found = by_division(data, slug, level) if level else {}
    names = place_names(found)
    return [{**_row(one), "place": names.get(code, code), "query": query_of(data, code)} for code, one in found.items()]


def _persons(request: HttpRequest, data: Data, slug: str, found: Figure) -> dict[str, Any]:
    """Give the rows behind a figure, only those the reader's own scope reaches, and note the opening."""
    if not request.scope.can(Do.PERSON_VIEW):
        return {"rows": [], "hidden": True}
    parts = list(PARTS) if found.denominator is not None else ["counted"]
    part = request.GET.get("part") if request.GET.get("part") in parts else parts[0]
    with reach.whole_house(f"figures user:{request.user.pk}"):
        frame = open_rows(data, slug)
    if "subject_id" not in frame.columns:
        return {"rows": []}
    counted, included = frame["counted"], frame["included"]
    chosen = {
        "counted": included & counted,
        "included": included & ~counted,
        "unknown": included.is_null() | (included & counted.is_null()),
    }
    ids = frame.filter(chosen[part].fill_null(False))["subject_id"].unique().sort().to_list()
    shown = Paginator(ids, ROWS_A_PAGE).get_page(request.GET.get("page"))
    people = request.scope.filter(Person.objects.filter(pk__in=list(shown.object_list))).order_by("pinyin", "id")
    people = list(people)
    record(
        actor=request.user, action="measure.open", subject_kind="measure", subject_id=slug, region=data.region,
        at=request.moment, detail={"part": part, "rows": len(ids), "from": source(request)}, shown=[one.pk for one in people],
    )  # fmt: skip
    places = place_names(one.region for one in people)
    rows = [{"pk": one.pk, "name": one.name, "place": places.get(one.region, one.region)} for one in people]
    ways = [(PARTS[name], f"{query_of(data)}&part={name}", name == part) for name in parts]
    return {"rows": rows, "page": shown, "parts": ways, "part": part}
