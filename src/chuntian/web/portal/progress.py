"""What is public of figures: plan progress, and open data with a description. Only published editions are read here."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.indicators import queries
from chuntian.indicators.models import Publication
from chuntian.places.regions import full_name
from chuntian.policy.plans import PlanIndicator
from chuntian.web import drawing, exports
from chuntian.web.forms import PlainForm
from chuntian.web.pages import public_page
from chuntian.web.portal import datapackage
from chuntian.web.reading.figures import WORDS, indicators_of, name_of, plan_of
from chuntian.web.reading.published import bound_of, counts_of, licence_words, rows_of, text_of

WHY = "figures that were made public, behind the disclosure gate; nobody is named and no count from 1 to 10 stands in them"
MOST_EDITIONS = 60


class EditionForm(PlainForm):
    edition = forms.ChoiceField(label=gettext_lazy("看哪里、哪一期"), required=False)


@public_page(WHY)
def progress(request: HttpRequest) -> HttpResponse:
    """Show the plan's indicators as they were made public."""
    editions = list(queries.public()[:MOST_EDITIONS])
    chosen = _chosen(request, editions)
    if chosen is None:
        return render(request, "portal/progress.html", {"lines": []})
    plan = plan_of(chosen.region)
    told = {one["measure"]: one for one in chosen.figures}
    lines = [_line(one, told[one.measure]) for one in indicators_of(plan) if one.measure in told]
    view = {
        "edition": chosen, "place": full_name(chosen.region), "plan": plan, "lines": lines,
        "counts": [one for one in rows_of(chosen.figures) if one["unit"] in ("person", "household")],
        "filters": _form(editions, chosen) if len(editions) > 1 else None, "licence": licence_words(chosen.licence),
    }  # fmt: skip
    return render(request, "portal/progress.html", view)


@public_page(WHY)
def open_data(request: HttpRequest) -> HttpResponse:
    """List the data sets with what they hold, their dates, their licence and their files."""
    editions = list(queries.public()[:MOST_EDITIONS])
    rows = [
        {"pk": one.pk, "title": datapackage.title(one), "month": one.month, "made_at": one.made_at,
         "licence": licence_words(one.licence), "rows": sum(1 + len(figure["parts"]) for figure in one.figures),
         "demo": one.demo_amounts}
        for one in editions
    ]  # fmt: skip
    return render(request, "portal/open-data.html", {"rows": rows, "fields": datapackage.FIGURE_FIELDS})


@public_page(WHY, gives="figures that were made public, their definitions, and the description of both")
def data_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Give one file of a data set: figures, definitions, or the description of both."""
    edition = queries.public().filter(pk=pk).first()
    if edition is None or name not in ("figures.csv", "measures.csv", "datapackage.json"):
        raise Http404
    if name == "datapackage.json":
        return exports.described(datapackage.describe(edition))
    make = datapackage.figures_table if name == "figures.csv" else datapackage.measures_table
    headings, rows = make(edition)
    return exports.download(exports.as_csv(headings, rows), name, "text/csv; charset=utf-8")


def _chosen(request: HttpRequest, editions: list[Publication]) -> Publication | None:
    asked = request.GET.get("edition")
    if not asked:
        return next(iter(editions), None)
    found = next((one for one in editions if str(one.pk) == asked), None)
    if found is None:
        raise Http404
    return found


def _form(editions: list[Publication], chosen: Publication) -> EditionForm:
    form = EditionForm(initial={"edition": chosen.pk})
    form.fields["edition"].choices = [(one.pk, f"{full_name(one.region)} {one.month}") for one in editions]
    return form


def _line(indicator: PlanIndicator, told: dict[str, Any]) -> dict[str, Any]:
    value = bound_of(told)
    goal = Decimal(indicator.target) if indicator.target and told["unit"] == "percent" else None
    word, tag = _verdict(told, value, goal)
    text = text_of(told, told["unit"])
    return {
        "name": name_of(indicator), "indicator": indicator, "state": told["state"], "why": told.get("why", ""),
        "step": drawing.step(name_of(indicator), value, text, goal, indicator.target_text, word, tag),
        "counts": counts_of(told), "definition": told["definition"], "chart": _parts(told, goal, indicator),
    }  # fmt: skip


def _verdict(told: dict[str, Any], value: Decimal | None, goal: Decimal | None) -> tuple[str, str]:
    """Say whether the target is reached; a band says so only where its bound does."""
    if value is None or goal is None:
        done = None
    elif "at_least" in told and value < goal:
        return _("达到或接近"), "good"
    elif "at_most" in told and value >= goal:
        done = None
    else:
        done = value >= goal
    word, tag = WORDS[done]
    return _(word), tag


def _parts(told: dict[str, Any], goal: Decimal | None, indicator: PlanIndicator) -> drawing.Bars | None:
    if not any(one["state"] in ("shown", "band") for one in told["parts"]):
        return None
    goal_text = _("目标 %s") % indicator.target_text if goal is not None else ""
    values = [
        drawing.Value(
            one["name"], bound_of(one), text_of(one, told["unit"]),
            note=counts_of(one) or (_("人数太少，不公布") if one["state"] == "hidden" else ""),
        )
        for one in told["parts"]
    ]  # fmt: skip
    return drawing.bars(values, goal=goal, goal_text=goal_text, whole=100 if told["unit"] == "percent" else 0)
