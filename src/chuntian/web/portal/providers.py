"""The directory: offices and service providers by place, with how to reach them and what is known of getting in."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.places.enums import AccessFeature, OrganisationKind
from chuntian.places.models import Organisation
from chuntian.places.regions import full_name, in_region_q
from chuntian.web import clock
from chuntian.web.forms import PlainForm
from chuntian.web.pages import public_page
from chuntian.web.portal import offices

ROWS_A_PAGE = 20
KINDS = (
    OrganisationKind.PROVIDER, OrganisationKind.FEDERATION, OrganisationKind.TOWNSHIP, OrganisationKind.VILLAGE,
    OrganisationKind.CIVIL_AFFAIRS,
)  # fmt: skip


class DirectoryForm(PlainForm):
    q = forms.CharField(
        label=gettext_lazy("名称或地方"), required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("在哪里"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("哪一类"), required=False)


@public_page("offices and providers that serve the public, with their public addresses; no persons")
def providers(request: HttpRequest) -> HttpResponse:
    """List offices and providers, found by place, kind and name."""
    form = _form(request)
    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = _found(said.get("place", ""), said.get("kind", ""), said.get("q", ""))
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    view = {
        "filters": form,
        "page": shown,
        "rows": [_row(one) for one in shown.object_list],
        "narrow": any(said.values()),
    }
    return render(request, "portal/providers.html", view)


def _form(request: HttpRequest) -> DirectoryForm:
    form = DirectoryForm(request.GET if {"q", "place", "kind"} & set(request.GET) else None)
    here = offices.own_counties()
    towns = [pair for code, _name in here[:1] for pair in offices.towns_of(code)] if len(here) == 1 else []
    form.fields["place"].choices = [("", _("全部")), *here, *towns]
    form.fields["kind"].choices = [("", _("全部")), *((kind.value, kind.label) for kind in KINDS)]
    return form


def _found(place: str, kind: str, text: str) -> QuerySet[Organisation]:
    rows = Organisation.objects.filter(kind__in=[kind] if kind else KINDS)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gt=clock.today()))
    if place:
        rows = rows.filter(in_region_q(place, "division"))
    if words := text.strip():
        rows = rows.filter(Q(name__contains=words) | Q(address__contains=words))
    rank = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(KINDS)), output_field=IntegerField())
    return rows.order_by(rank, "division", "name", "id")


def _row(one: Organisation) -> dict[str, Any]:
    return {
        "name": one.name, "kind": one.get_kind_display(), "place": full_name(one.division), "address": one.address,
        "phone": one.phone, "access": access_of(one), "checked_on": one.access_checked_on,
    }  # fmt: skip


def access_of(one: Organisation) -> list[tuple[str, str]]:
    """Say of each feature whether the place has it: yes, no, or not known, which is never no."""
    words = {True: _("有"), False: _("没有"), None: _("不知道")}
    return [(str(feature.label), words[one.access.get(feature.value)]) for feature in AccessFeature]
