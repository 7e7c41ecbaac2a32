"""A change of the law, tried out: who wins, who loses, what it costs where. Nothing is stored, nobody is named."""

import tempfile
from pathlib import Path
from typing import Any

import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can, figure_regions
from chuntian.casework.models import DecisionRun
from chuntian.casework.simulating import NoSnapshot, simulate_change, simulate_months
from chuntian.kernel.days import Month
from chuntian.places.regions import full_name
from chuntian.rules import LawError, ParameterError
from chuntian.rules.changes import ChangeError
from chuntian.standards import queries as standards
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web import exports
from chuntian.web.desk.reading import simulation as reading
from chuntian.web.desk.simulation_forms import ChangeForm, WhatForm
from chuntian.web.pages import page
from chuntian.web.reading.law import values_of
from chuntian.web.reading.names import programme_choices
from chuntian.web.templatetags.desk import month as month_text

MONTHS_BACK = 24
MONTHS_TRIED = 12


@page(
    Do.SIMULATE,
    methods=("GET", "POST"),
    does={"simulate": (Do.SIMULATE,)},
    gives="the outcome of a trial, nobody named",
)
@reach.whole_house("simulate")  # figures of one's own divisions, from the decisions of wider ones; nobody is named
def simulate(request: HttpRequest) -> HttpResponse:
    """Choose what to change, and show what it would do."""
    mine = [
        one for one in figure_regions(request.user, request.today) if can(request.user, Do.SIMULATE, request.today, one)
    ]
    regions = reading.decided_regions(mine)
    if not regions:
        return render(request, "desk/simulate.html", {"regions": regions})
    region = request.GET.get("region") if request.GET.get("region") in regions else _first(regions, mine)
    months = _months(region)
    month = request.GET.get("month") if request.GET.get("month") in months else months[0]
    run = reading.newest_run(region, month)
    slug = request.GET.get("programme") if request.GET.get("programme") in run.programmes else run.programmes[0]
    law = standards.law(demo=run.demo_parameters)
    form = ChangeForm(request.POST or None, request.FILES or None, values=values_of(law, slug, region, run.on))
    view = {"regions": regions, "region": region, "place": full_name(region), "run": run, "change": form}
    view["filters"] = _what(slug, region, month, run, regions, months)
    view["form"] = form if form.is_bound else None
    found = _tried(request, form, region, month) if request.method == "POST" and form.is_valid() else None
    by_month = found.pop("months", []) if found else []
    if found is None:
        return render(request, "desk/simulate.html", view)
    view |= {"result": reading.tables(found, region, law), "demo": run.demo_parameters, "subjects": found["subjects"]}
    if request.POST.get("as") in ("csv", "xlsx"):
        table = reading.spreadsheet(view["result"], demo=run.demo_parameters)
        return exports.answer(request.POST["as"], f"{_('政策模拟')}-{month}", *table)
    view["months"] = [reading.month_row(one, region, law) for one in by_month]
    view["change"] = _again(form, request)
    return render(request, "desk/simulate.html", view)


def _first(regions: list[str], mine: list[str]) -> str:
    return next((region for region in mine if region in regions), regions[0])


def _months(region: str) -> list[str]:
    runs = DecisionRun.objects.filter(region__in=reading.regions_around(region))
    return list(runs.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS_BACK])


def _what(slug: str, region: str, month: str, run: DecisionRun, regions: list[str], months: list[str]) -> WhatForm:
    form = WhatForm(initial={"programme": slug, "region": region, "month": month})
    form.fields["programme"].choices = programme_choices(run.programmes)
    form.fields["region"].choices = [(code, full_name(code)) for code in regions]
    form.fields["month"].choices = [(one, month_text(Month.parse(one))) for one in months]
    return form


def _tried(request: HttpRequest, form: ChangeForm, region: str, month: str) -> dict[str, Any] | None:
    """Try the change; what the rules refuse becomes an error of the form."""
    with tempfile.TemporaryDirectory(prefix="chuntian-change-") as folder:
        path = Path(folder) / "change.yaml"
        path.write_text(yaml.safe_dump(form.asked, allow_unicode=True), encoding="utf-8")
        try:
            found = simulate_change(change=path, region=region, month=month)
            if form.cleaned_data.get("by_month"):
                slugs = [row["programme"] for row in found["programmes"] if reading.is_changed(row)]
                found["months"] = simulate_months(change=path, region=region, months=MONTHS_TRIED, programmes=slugs)
        except (NoSnapshot, ChangeError, LawError, ParameterError) as why:
            form.add_error(None, str(why))
            return None
    record(
        actor=request.user, action="simulate", subject_kind="simulation", subject_id=found["law_after"], region=region,
        at=request.moment, detail={"month": month, "parameters": sorted(form.asked["parameters"])},
    )  # fmt: skip
    return found


def _again(form: ChangeForm, request: HttpRequest) -> ChangeForm:
    """Give the form as it was sent, with a file's text in the box: the export and the next try need it."""
    data = request.POST.copy()
    data["change"] = form.written
    again = type(form)(data, values=[])
    again.fields = form.fields
    return again
