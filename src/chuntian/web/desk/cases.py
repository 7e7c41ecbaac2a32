"""Cases on their paths: a list, one case with its record, and the step that is the reader's."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import CLOSED_STATES, CaseState
from chuntian.casework.models import Award, Case
from chuntian.casework.paths import PATHS
from chuntian.registry.models import Person
from chuntian.trail import reach
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.case_deeds import DEEDS
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.months import VIEW as MONTHS_VIEW
from chuntian.web.desk.reading.decisions import decision_rows, without_birth_date
from chuntian.web.desk.reading.law import law_in_use
from chuntian.web.desk.reading.names import place_names, programme_choices, programme_name
from chuntian.web.desk.task_deeds import ApplyForm
from chuntian.web.pages import page

VIEW = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
TAGS = {
    CaseState.APPROVED: "good",
    CaseState.REFUSED: "stop",
    CaseState.WITHDRAWN: "",
    CaseState.PAPERS_MISSING: "warn",
}


class CasesForm(DeskForm):
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("open", _("在办")), ("all", _("全部")), *CaseState.choices]
    )
    programme = forms.ChoiceField(label=_("政策"), required=False)


class NewCaseForm(ApplyForm):
    programme = forms.ChoiceField(label=_("政策"))
    field_order = ("programme", "applied_on", "channel")


@page(*VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases of the region, those with the nearest limit first."""
    found = request.scope.filter(Case.objects.select_related("person"))
    form = CasesForm(request.GET or None)
    slugs = found.order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(slugs)]
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    state = asked.get("state") or "open"
    if state == "open":
        found = found.exclude(state__in=CLOSED_STATES)
    elif state != "all":
        found = found.filter(state=state)
    if asked.get("programme"):
        found = found.filter(programme=asked["programme"])
    shown = Paginator(found.order_by("due_on", "applied_on", "id"), 25).get_page(request.GET.get("page"))
    view = {"rows": _rows(list(shown.object_list), request.today), "page": shown, "filters": form}
    view["may_see_months"] = any(request.scope.can(action) for action in MONTHS_VIEW)
    return render(request, "desk/cases.html", view)


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case with every action, what the law says of it, and the reader's step."""
    one = reached(request.scope, Case.objects.select_related("person", "checked_by", "decided_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    view = {
        "case": one,
        "row": _rows([one], request.today)[0],
        "path": PATHS[one.path].zh,
        "actions": list(one.actions.select_related("who")),
        "decision": one.decision,
        "reasons": [
            {**reason, "text": without_birth_date(reason["text"], one.person)}
            for reason in (one.decision or {}).get("reasons", [])
        ],
        "demo": any(row.get("demo") for row in (one.decision or {}).get("parameters", [])),
        "decisions": [] if one.decision else decision_rows(one.person, request, programme=one.programme),
        "award": Award.objects.filter(case=one).order_by("-start_month").first(),
        "offered": offered,
        "may_write": request.scope.shows("awards"),
        "form": deeds.failed(offered),
    }
    return render(request, "desk/case.html", view)


@page(Do.CASE_APPLY, methods=("GET", "POST"), does={"apply": (Do.CASE_APPLY,)})
def new_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in an application of a person."""
    person = reached(request.scope, Person.objects.filter(merged_into__isnull=True), pk=pk)
    law = law_in_use()
    form = NewCaseForm(request.POST or None, initial={"applied_on": request.today})
    slugs = [slug for slug in law.decided if law.programme(slug).path in PATHS]
    form.fields["programme"].choices = programme_choices(slugs)
    if request.method == "POST" and form.is_valid():
        try:
            with reach.whole_house(f"apply user:{request.user.pk}"):
                made = operations.apply(person=person, by=request.user, at=request.moment, law=law, **form.cleaned_data)
        except (operations.CaseOpen, operations.AlreadyReceiving) as why:
            form.add_error("programme", str(why))
        else:
            return redirect("desk:case", made.pk)
    return render(request, "desk/new-case.html", {"person": person, "form": form})


def _rows(found: list[Case], today) -> list[dict]:
    places = place_names(one.region for one in found)
    return [
        {
            "pk": one.pk,
            "name": one.person.name,
            "person_pk": one.person_id,
            "programme": programme_name(one.programme),
            "place": places.get(one.region, one.region),
            "state": one.get_state_display(),
            "tag": TAGS.get(one.state, "info"),
            "applied_on": one.applied_on,
            "due_on": one.due_on,
            "late": (today - one.due_on).days if one.due_on and one.is_open else 0,
        }
        for one in found
    ]
