"""One programme's values over time, its examples and a try with one's own numbers, and what was changed when."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.accounts.models import Assignment
from chuntian.casework.law import law_in_use
from chuntian.kernel.divisions import DivisionError, pad
from chuntian.places.regions import full_name
from chuntian.policy.catalogue import NoSuchProgramme, entry
from chuntian.policy.examples import Example, examples, fen
from chuntian.policy.explaining import explain_facts
from chuntian.policy.law import parameter_keys
from chuntian.rules import FactError, Law, ParameterError
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.law_forms import FACT, VALUE, TryForm, written
from chuntian.web.pages import page
from chuntian.web.reading import history
from chuntian.web.reading.fact_words import fact_text
from chuntian.web.reading.law import values_of
from chuntian.web.reading.names import place_names, programme_name

OUTCOMES = {
    "eligible": gettext_lazy("符合"),
    "not_eligible": gettext_lazy("不符合"),
    "unknown": gettext_lazy("还不知道"),
}
TAGS = {"eligible": "good", "not_eligible": "", "unknown": "warn"}


class PlaceForm(DeskForm):
    place = forms.CharField(
        label=gettext_lazy("在哪里（区划代码）"), required=False, max_length=12,
        widget=forms.TextInput(attrs={"class": "narrow", "inputmode": "numeric"}),
    )  # fmt: skip


def own_division(request: HttpRequest) -> str:
    """Give the place of the reader's first role; the province where there is none."""
    held = Assignment.objects.in_force(request.today).filter(user=request.user).order_by("region")
    return held.values_list("region", flat=True).first() or "620000000000"


def tabs(slug: str, here: str) -> list[tuple[str, str, bool]]:
    """Give the pages of one programme that is decided."""
    pages = (
        ("programme", _("规定")), ("programme-values", _("标准沿革")), ("programme-try", _("例子和试算")),
        ("programme-log", _("变更记录")),
    )  # fmt: skip
    return [(title, reverse(f"desk:{name}", args=[slug]), name == here) for name, title in pages]


def _decided(slug: str, here: str) -> tuple[Law, dict[str, Any]]:
    law = law_in_use()
    try:
        entry(slug)
    except NoSuchProgramme as why:
        raise Http404 from why
    if slug not in law.decided:
        raise Http404
    return law, {"slug": slug, "name": programme_name(slug), "tabs": tabs(slug, here)}


@page(Do.PROGRAMMES_VIEW)
def values(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every value of the programme's parameters over time, around a place: how much, from when, by which document."""
    law, view = _decided(slug, "programme-values")
    form = PlaceForm(request.GET if "place" in request.GET else None, initial={"place": own_division(request)})
    division = own_division(request)
    if form.is_bound and form.is_valid() and form.cleaned_data["place"]:
        try:
            division = str(pad(form.cleaned_data["place"].strip()))
        except DivisionError:
            form.add_error("place", _("不是行政区划代码，请写 6 位或 12 位数字"))
    keys = parameter_keys(slug)
    changes = list(history.changes_of(keys))
    lines = [history.line(law, key, division, request.today, changes) for key in keys]
    names = place_names(span.division for line in lines for span in line.spans)
    view |= {"lines": [(one, [(span, names.get(span.division, span.division)) for span in one.spans]) for one in lines]}
    view |= {"place": full_name(division), "filters": form, "form": form if form.errors else None}
    view |= {
        "demo": any(span.demo for one in lines for span in one.spans),
        "missing": [one for one in lines if one.missing],
    }
    view["may_prepare"] = request.scope.can(Do.LAW_PREPARE)
    return render(request, "desk/programme-values.html", view)


@page(Do.PROGRAMMES_VIEW)
def log(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was changed when: the law's own dated values, and what people of the house put into force."""
    law, view = _decided(slug, "programme-log")
    keys = parameter_keys(slug)
    changes = list(history.changes_of(keys))
    declared = {key: law.book.declaration(key) for key in keys}
    dated = [
        {"on": one.valid_from, "what": declared[key].description or key, "text": one.text, "place": one.division, "by": one.citation}
        for key in keys for layer in declared[key].layers for values in layer.values() for one in values
        if not one.demo and one.valid_from.year > 1 and not any(row.citation == one.citation for row in changes)
    ]  # fmt: skip
    rules = [row for part in ("conditions", "exclusions") for row in law.words(slug)[part]]
    dated += [
        {"on": row["valid_from"], "what": row["text"], "text": _("这一条开始生效"), "place": "", "by": row["article"]}
        for row in rules if row["valid_from"]
    ]  # fmt: skip
    names = place_names([*(row["place"] for row in dated), *(one.region for one in changes)])
    for row in dated:
        row["place"] = names.get(row["place"], "")
    view["dated"] = sorted(dated, key=lambda row: row["on"], reverse=True)
    view["changes"] = [
        (
            one,
            declared[one.key].description or one.key,
            history.unit_text(declared[one.key].unit),
            names.get(one.region, one.region),
        )
        for one in changes
    ]
    return render(request, "desk/programme-log.html", view)


@page(Do.PROGRAMMES_VIEW, methods=("GET", "POST"), does={"try": (Do.PROGRAMMES_VIEW,)})
def trial(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the programme's examples, and decide for facts that someone types: no person, nothing kept."""
    law, view = _decided(slug, "programme-try")
    told = list(examples(slug))
    chosen = _chosen(request, told)
    facts = [law.facts[name] for name in _facts_of(law, slug)]
    place, on = (chosen.division, chosen.on) if chosen else (own_division(request), request.today)
    rows = values_of(law, slug, str(pad(place)), on)
    initial = {"on": on, "division": place}
    if chosen:
        initial |= {FACT + one.name: written(one, chosen.facts.get(one.name)) for one in facts}
        initial |= {VALUE + key: text for key, text in chosen.params.items()}
    form = TryForm(request.POST or None, initial=initial, facts=facts, values=rows)
    if request.method == "POST" and form.is_valid():
        view["result"] = _tried(form, law, slug)
    view |= {"try": form, "form": form if form.errors else None, "chosen": chosen}
    view["examples"] = [_shown(number, one, law, told[0]) for number, one in enumerate(told)]
    return render(request, "desk/programme-try.html", view)


def _chosen(request: HttpRequest, told: list[Example]) -> Example | None:
    number = request.GET.get("example", "")
    return told[int(number)] if number.isdecimal() and len(number) < 5 and int(number) < len(told) else None


def _facts_of(law: Law, slug: str) -> list[str]:
    return list(dict.fromkeys(fact.name for row in law.checked[slug].facts_of for fact in row))


def _tried(form: TryForm, law: Law, slug: str) -> dict[str, Any] | None:
    said = form.cleaned_data
    try:
        found = explain_facts(law, slug, said["facts"], on=said["on"], division=said["division"], params=said["params"])
    except FactError as why:
        form.add_error(FACT + why.name if FACT + why.name in form.fields else None, str(why))
        return None
    except ParameterError as why:
        form.add_error(None, str(why))
        return None
    outcome = found.data["outcome"]
    return {
        "found": found, "outcome": OUTCOMES[outcome], "tag": TAGS[outcome], "place": full_name(said["division"]),
        "reasons": found.data["reasons"], "amount": found.data["amount_fen"], "on": said["on"],
        "unit": law.programme(slug).gives.unit_en if (get_language() or "").startswith("en") else found.unit,
    }  # fmt: skip


def _shown(number: int, one: Example, law: Law, first: Example) -> dict[str, Any]:
    """Give an example as a caseworker reads it: the situation, what differs from the first, what comes out."""
    outcome = one.expected["outcome"]
    codes = {row.code: row.zh for row in law.programme(one.programme).requirements} | {"amount": _("金额")}
    differs = [
        f"{law.facts[name].label_zh}：{fact_text(law.facts[name], value)}"
        for name, value in one.facts.items()
        if name in law.facts and (number == 0 or first.facts.get(name) != value) and name != "birth_date"
    ]
    why = [codes.get(code, code) for key in ("failed", "unknown") for code in one.expected.get(key) or ()]
    return {
        "number": number, "situation": one.situation, "on": one.on, "facts": differs, "outcome": OUTCOMES[outcome],
        "tag": TAGS[outcome], "amount": fen(one.expected.get("amount")), "why": why,
        "missing": [law.book.declaration(key).document or key for key in one.expected.get("missing") or () if key in law.book],
    }  # fmt: skip
