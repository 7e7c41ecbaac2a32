"""The catalogue of programmes, and one programme in words."""

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import Do
from chuntian.casework.law import law_in_use
from chuntian.casework.paths import PATHS
from chuntian.places.regions import full_name
from chuntian.policy.catalogue import PATH_WORDS, Entry, NoSuchProgramme, State, catalogue, entry
from chuntian.standards.enums import ChangeState
from chuntian.standards.models import Change
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.law_pages import own_division, tabs
from chuntian.web.pages import page
from chuntian.web.reading.law import values_of

ROWS_A_PAGE = 40
STATES = {State.DECIDED: "good", State.DELIVERED: "info", State.LISTED: ""}
STATE_WORDS = {State.DECIDED: _("可判定"), State.DELIVERED: _("可办理"), State.LISTED: _("仅列入目录")}


class CatalogueForm(DeskForm):
    q = forms.CharField(label=_("名称或对象"), required=False, max_length=60)
    domain = forms.ChoiceField(label=_("领域"), required=False)
    state = forms.ChoiceField(
        label=_("到哪一步"), required=False, choices=[("", _("全部")), *((s.value, w) for s, w in STATE_WORDS.items())]
    )


@page(Do.PROGRAMMES_VIEW)
def programmes(request: HttpRequest) -> HttpResponse:
    """List the catalogue, by words, field and how far the platform carries each."""
    entries = catalogue()
    domains = sorted({one.domain for one in entries})
    form = CatalogueForm(request.GET or None)
    form.fields["domain"].choices = [("", _("全部")), *((name, name.replace("_", " ")) for name in domains)]
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = [one for one in entries if _fits(one, asked)]
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    english = (get_language() or "").startswith("en")
    rows = [
        {"entry": one, "name": _name(one, english), "kind": STATES[one.state], "state": STATE_WORDS[one.state]}
        for one in shown
    ]
    counts = [
        (sum(one.state == state for one in entries), word, f"?state={state.value}", "")
        for state, word in STATE_WORDS.items()
    ]
    view = {"rows": rows, "page": shown, "filters": form, "cells": counts, "total": len(entries)}
    view["may_simulate"] = request.scope.can(Do.SIMULATE)
    view["may_change"] = request.scope.can(Do.LAW_PREPARE) or request.scope.can(Do.LAW_APPROVE)
    if view["may_change"]:
        view["waiting"] = request.scope.filter(Change.objects.filter(state=ChangeState.PREPARED)).count()
    return render(request, "desk/programmes.html", view)


@page(Do.PROGRAMMES_VIEW)
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme: who, who not, how much, on which article, and which values are missing."""
    try:
        one = entry(slug)
    except NoSuchProgramme as why:
        raise Http404 from why
    english = (get_language() or "").startswith("en")
    view = {"entry": one, "name": _name(one, english), "state": STATE_WORDS[one.state], "kind": STATES[one.state]}
    view["path"] = PATHS[one.path].zh if one.path in PATHS else PATH_WORDS.get(one.path or "", one.path)
    view["may_simulate"] = request.scope.can(Do.SIMULATE)
    law = law_in_use()
    if one.slug in law.decided:
        division = own_division(request)
        view["tabs"] = tabs(one.slug, "programme")
        view["words"] = law.words(one.slug, "en" if english else "zh")
        view["values"] = values_of(law, one.slug, division, request.today)
        view["place"] = full_name(division)
        view["demo"] = any(value.demo for value in view["values"])
        view["missing"] = [value for value in view["values"] if not value.text]
    return render(request, "desk/programme.html", view)


def _name(one: Entry, english: bool) -> str:
    return one.name_en if english else one.name_zh


def _fits(one: Entry, asked: dict) -> bool:
    words = (asked.get("q") or "").strip().lower()
    text = f"{one.name_zh} {one.name_en} {one.target_group} {one.slug}".lower()
    return (
        all(word in text for word in words.split())
        and asked.get("domain", "") in ("", one.domain)
        and asked.get("state", "") in ("", one.state.value)
    )
