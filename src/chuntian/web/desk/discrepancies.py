"""Where lists do not agree: a list of them, and one to decide with a reason."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyState
from chuntian.exchange.models import Discrepancy
from chuntian.exchange.operations import CannotDecide, decide_discrepancy
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names

VIEW = (Do.DISCREPANCY_DECIDE, Do.AUDIT_VIEW)
TAGS = {DiscrepancyKind.DEAD: "stop", DiscrepancyKind.DOUBLED: "stop"}


class DiscrepanciesForm(DeskForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("哪一种"), required=False, choices=[("", gettext_lazy("全部")), *DiscrepancyKind.choices]
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[*DiscrepancyState.choices, ("all", gettext_lazy("全部"))]
    )


class OutcomeForm(DeskForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("查明是"), choices=DiscrepancyOutcome.choices, widget=forms.RadioSelect
    )
    reason = ReasonField()


def decide(request: HttpRequest, one: Discrepancy, said: dict[str, Any]) -> str:
    """Write down what came of it."""
    decide_discrepancy(discrepancy=one, by=request.user, at=request.moment, **said)
    return _("已定论。更正登记、停发待遇仍须另外办理。")


DEEDS = [
    deeds.Deed(
        "decide", gettext_lazy("定论"), (Do.DISCREPANCY_DECIDE,), decide, OutcomeForm, kind="first", refusals=(CannotDecide,),
        possible=lambda one: one.state == DiscrepancyState.OPEN,
    )
]  # fmt: skip


@page(*VIEW)
def discrepancies(request: HttpRequest) -> HttpResponse:
    """List what does not agree, oldest first."""
    form, found = _asked(request)
    shown = Paginator(found, 25).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    named(request, _people(rows))
    return render(request, "desk/discrepancies.html", {"rows": _rows(rows), "page": shown, "filters": form})


@page(*VIEW, methods=("GET", "POST"), does={"export": VIEW}, gives="the discrepancies of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a table."""
    _form, found = _asked(request)
    headings = [_("种类"), _("姓名"), _("另一人"), _("地方"), _("来源"), _("发现于"), _("状态"), _("结果")]
    names = ("kind", "name", "other", "place", "source", "found_at", "state", "outcome")
    found = list(found[: exports.MOST_ROWS])
    rows = [[row[name] for name in names] for row in _rows(found)]
    return exports.give(request, exports.Table(_("疑点清单"), headings, rows, people=_people(found)))


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def discrepancy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one, and decide it."""
    rows = Discrepancy.objects.select_related("person", "other_person", "source", "decided_by")
    one = reached(request.scope, rows, pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    detail = [(key, value) for key, value in sorted(one.detail.items()) if isinstance(value, str | int) and value != ""]
    view = {"one": one, "row": _rows([one])[0], "detail": detail, "offered": offered, "form": deeds.failed(offered)}
    for person in filter(None, (one.person, one.other_person)):
        bulk.read(request, person, "discrepancy")
    return render(request, "desk/discrepancy.html", view)


def _asked(request: HttpRequest):
    form = DiscrepanciesForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = request.scope.filter(Discrepancy.objects.select_related("person", "other_person", "source"))
    state = asked.get("state") or DiscrepancyState.OPEN
    if state != "all":
        found = found.filter(state=state)
    if asked.get("kind"):
        found = found.filter(kind=asked["kind"])
    return form, found.order_by("found_at", "id")


def _people(found: list[Discrepancy]) -> list[int]:
    return [pk for one in found for pk in (one.person_id, one.other_person_id) if pk]


def _rows(found) -> list[dict[str, Any]]:
    found = list(found)
    places = place_names(one.region for one in found)
    return [
        {
            "pk": one.pk,
            "kind": one.get_kind_display(),
            "tag": TAGS.get(one.kind, "warn"),
            "name": one.person.name,
            "person_pk": one.person_id,
            "other": one.other_person.name if one.other_person else "",
            "place": places.get(one.region, one.region),
            "source": one.source.label or one.source.kind,
            "source_as_of": one.source.as_of,
            "found_at": one.found_at,
            "state": one.get_state_display(),
            "outcome": one.get_outcome_display() if one.outcome else "",
        }
        for one in found
    ]
