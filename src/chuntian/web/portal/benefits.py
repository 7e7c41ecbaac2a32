"""All programmes for the public: a list found by everyday words, and each in plain words with its law."""

import re
from collections.abc import Iterable
from dataclasses import replace

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from chuntian.casework.law import law_in_use
from chuntian.casework.paths import APPLICATIONS
from chuntian.places.regions import full_name
from chuntian.policy.catalogue import Entry
from chuntian.rules import Law
from chuntian.web import clock
from chuntian.web.forms import PlainForm
from chuntian.web.pages import public_page
from chuntian.web.portal import offices
from chuntian.web.portal.plain import domain_name, easy, kept, plain
from chuntian.web.portal.search import public_programmes, search
from chuntian.web.portal.voices import language
from chuntian.web.reading.law import ValueRow, values_of

WHY = "the law and the catalogue are public; nobody is named"
ROWS_A_PAGE = 15
DEFAULT_PLACE = "620000000000"
MARKS = re.compile(r"\s*\[[A-Z]\d*[a-z]?\]")
SEEDS = re.compile(r"\d{3}:")  # the catalogue notes from which document a part of a group comes


class SearchForm(PlainForm):
    q = forms.CharField(
        label=_("您想找什么？"), required=False, max_length=60,
        help_text=_("用自己的话写就行，比如“轮椅”“坐公交”“孩子康复”。拼音也可以。"),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip


class WhereForm(PlainForm):
    place = forms.ChoiceField(label=_("看哪里的标准"), required=False)


@public_page(WHY)
def programmes(request: HttpRequest) -> HttpResponse:
    """List what there is for people, found by everyday words."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    found = search(asked)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    view = {"search": form, "asked": asked, "page": shown, "rows": _rows(shown)}
    return render(request, "portal/programmes.html", view)


@public_page(WHY)
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one programme in plain words, then its law with articles and the values of a place."""
    one = next((one for one in public_programmes() if one.slug == slug), None)
    if one is None:
        raise Http404
    law = law_in_use()
    view = {"entry": one, "plain": plain(slug), "easy": easy(slug), **_row(one, law)}
    if slug in kept():
        place = _place(request)
        values = _values(law, slug, place)
        view |= {"words": law.words(slug, language()), "place": full_name(place), "where": _where(place)}
        view |= {"amounts": [one for one in values if one.unit.startswith("CNY")], "on": clock.today()}
        view["rules"] = [one for one in values if one.text and not one.unit.startswith("CNY")]
        view |= {"online": law.programme(slug).path in APPLICATIONS}
        view |= {"demo": any(value.demo for value in values), "office": offices.office_for(plain(slug).at, place, "")}
    return render(request, "portal/programme.html", view)


def _rows(entries: Iterable[Entry]) -> list[dict[str, str]]:
    law = law_in_use()
    return [_row(one, law) for one in entries]


def _row(one: Entry, law: Law) -> dict[str, str]:
    words = plain(one.slug)
    name = one.name_en if language() == "en" else one.name_zh
    return {
        "slug": one.slug,
        "name": law.words(one.slug, language())["name"] if one.slug in kept() else name,
        "domain": domain_name(one.domain),
        "gives": words.gives,
        "about": SEEDS.sub("", one.target_group),
        "delivers": SEEDS.sub("", one.delivers),
    }


def _values(law: Law, slug: str, place: str) -> list[ValueRow]:
    """Give the values of a place, what is missing last, without our own marks of where each was found."""
    rows = (replace(one, citation=MARKS.sub("", one.citation)) for one in values_of(law, slug, place, clock.today()))
    return sorted(rows, key=lambda one: not one.text)


def _place(request: HttpRequest) -> str:
    asked = request.GET.get("place", "")
    known = [code for code, _name in offices.own_counties()]
    return asked if asked in known else next(iter(known), DEFAULT_PLACE)


def _where(place: str) -> WhereForm | None:
    own = offices.own_counties()
    if len(own) < 2:
        return None
    form = WhereForm(initial={"place": place})
    form.fields["place"].choices = own
    return form
