"""Cases on their paths: a list, one case with its record, and the step that is the reader's."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from chuntian.accounts.enums import Do
from chuntian.casework import operations
from chuntian.casework.enums import CLOSED_STATES, CaseState
from chuntian.casework.law import law_in_use
from chuntian.casework.letters.answered import TITLES as ANSWERS
from chuntian.casework.models import Award, Case
from chuntian.casework.paths import APPLICATIONS, PATHS
from chuntian.places.regions import in_region_q
from chuntian.registry.models import Person
from chuntian.trail import reach
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.case_deeds import DEEDS
from chuntian.web.desk.case_more_deeds import TELL
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.months import VIEW as MONTHS_VIEW
from chuntian.web.desk.reading import case_way
from chuntian.web.desk.task_deeds import ApplyForm
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.decisions import decision_rows, without_birth_date
from chuntian.web.reading.names import place_choices, place_names, programme_choices, programme_name

VIEW = (Do.CASE_APPLY, Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
TAGS = {
    CaseState.APPROVED: "good",
    CaseState.REFUSED: "stop",
    CaseState.WITHDRAWN: "",
    CaseState.PAPERS_MISSING: "warn",
    CaseState.ON_NOTICE: "warn",
    CaseState.UPHELD: "",
    CaseState.CHANGED: "good",
    CaseState.NOT_TAKEN_UP: "stop",
    CaseState.ANSWERED: "good",
}


class CasesForm(DeskForm):
    whose = forms.ChoiceField(
        label=_("轮到谁"), required=False, choices=[("", _("本区域全部")), ("mine", _("我的岗位"))]
    )
    state = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("open", _("在办")), ("all", _("全部")), *CaseState.choices]
    )
    programme = forms.ChoiceField(label=_("政策"), required=False)
    way = forms.ChoiceField(
        label=_("办理流程"),
        required=False,
        choices=[("", _("全部")), *((slug, path.zh) for slug, path in PATHS.items())],
    )
    place = forms.ChoiceField(label=_("地方"), required=False)
    due = forms.ChoiceField(
        label=_("期限"), required=False,
        choices=[("", _("全部")), ("late", _("已逾期")), ("week", _("七天内到期")), ("none", _("不计期限"))],
    )  # fmt: skip
    sort = forms.ChoiceField(
        label=_("排列"), required=False,
        choices=[("due", _("期限近的在前")), ("new", _("新来的在前")), ("place", _("按地方"))],
    )  # fmt: skip


class NewCaseForm(ApplyForm):
    programme = forms.ChoiceField(label=_("政策"))
    field_order = ("programme", "applied_on", "channel")


SORTS = {
    "due": (F("due_on").asc(nulls_last=True), "applied_on", "id"),
    "new": ("-opened_at", "-id"),
    "place": ("region", F("due_on").asc(nulls_last=True), "id"),
}


@page(*VIEW)
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases of the region, those with the nearest limit first."""
    form, found = _narrowed(request)
    shown = Paginator(found, 25).get_page(request.GET.get("page"))
    view = {"rows": _rows(list(shown.object_list), request.today), "page": shown, "filters": form}
    named(request, [row["person_pk"] for row in view["rows"]])
    view["may_see_months"] = any(request.scope.can(action) for action in MONTHS_VIEW)
    view["may_export"] = request.scope.can(Do.TASK_WORK)
    view["asked"] = request.GET.urlencode()
    return render(request, "desk/cases.html", view)


@page(Do.TASK_WORK, methods=("GET", "POST"), does={"export": (Do.TASK_WORK,)}, gives="the cases of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    headings = [str(one) for one in (_("姓名"), _("政策"), _("办理流程"), _("地方"), _("申请日"), _("状态"), _("期限"))]
    found = _rows(list(_narrowed(request)[1][: exports.MOST_ROWS]), request.today)
    rows = [
        [row["name"], row["programme"], row["path"], row["place"], row["applied_on"], row["state"], row["due_on"]]
        for row in found
    ]
    people = [row["person_pk"] for row in found]
    return exports.give(request, exports.Table(str(_("申请清单")), headings, rows, people=people))


def _narrowed(request: HttpRequest) -> tuple[CasesForm, QuerySet[Case]]:
    """Give the form of the filter and the cases it asks for, in their order."""
    found = request.scope.filter(Case.objects.select_related("person"))
    form = CasesForm(request.GET or None)
    slugs = found.order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(slugs)]
    form.fields["place"].choices = place_choices(found, 9)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    state = asked.get("state") or "open"
    if state == "open":
        found = found.exclude(state__in=CLOSED_STATES)
    elif state != "all":
        found = found.filter(state=state)
    if asked.get("whose") == "mine":
        found = found.filter(waits_for(request.scope.roles))
    same = {column: asked[name] for name, column in (("programme", "programme"), ("way", "path")) if asked.get(name)}
    found = found.filter(**same).filter(DUES[asked.get("due") or ""](request.today))
    found = found.filter(in_region_q(asked["place"])) if asked.get("place") else found
    return form, found.order_by(*SORTS[asked.get("sort") or "due"])


def waits_for(roles: Iterable[str]) -> Q:
    """Give the cases whose stage belongs to one of some roles."""
    stages = [(path.slug, stage.state) for path in PATHS.values() for stage in path.stages if stage.role in set(roles)]
    return reduce(or_, (Q(path=slug, state=state) for slug, state in stages), Q(pk__isnull=True))


DUES = {
    "": lambda today: Q(),
    "late": lambda today: Q(due_on__lt=today),
    "week": lambda today: Q(due_on__gte=today, due_on__lte=today + timedelta(days=7)),
    "none": lambda today: Q(due_on__isnull=True),
}


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case with every action, what the law says of it, and the reader's step."""
    one = reached(request.scope, Case.objects.select_related("person", "checked_by", "decided_by", "about"), pk=pk)
    service = case_way.service(one, request)
    open_deeds = [deed for deed in DEEDS if deed.name != TELL or service]  # who may not know of a service tells nobody
    offered, response = deeds.answer(request, open_deeds, one)
    if response:
        return response
    view = {
        "case": one,
        "service": service,
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
        "steps": case_way.steps(one, law_in_use()),
        "left": case_way.left(one, request.today),
        "papers": case_way.papers(one),
        "may_see_papers": request.scope.shows("awards"),
        "notices": case_way.notices(one),
        "offered": offered,
        **case_way.afterwards(one),
        "may_write": request.scope.shows("awards"),
        "answer_letter": (one.path, one.state) in ANSWERS,
        "form": deeds.failed(offered),
    }
    bulk.read(request, one.person, "case")
    return render(request, "desk/case.html", view)


@page(Do.CASE_APPLY, methods=("GET", "POST"), does={"apply": (Do.CASE_APPLY,)})
def new_case(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in an application of a person."""
    person = reached(request.scope, Person.objects.filter(merged_into__isnull=True), pk=pk)
    law = law_in_use()
    form = NewCaseForm(request.POST or None, initial={"applied_on": request.today})
    slugs = [slug for slug in law.decided if law.programme(slug).path in APPLICATIONS]
    form.fields["programme"].choices = programme_choices(slugs)
    if request.method == "POST" and form.is_valid():
        try:
            with reach.whole_house(f"apply user:{request.user.pk}"):
                made = operations.apply(person=person, by=request.user, at=request.moment, law=law, **form.cleaned_data)
        except (operations.CaseOpen, operations.AlreadyReceiving) as why:
            form.add_error("programme", str(why))
        else:
            return redirect("desk:case", made.pk)
    bulk.read(request, person, "apply")
    return render(request, "desk/new-case.html", {"person": person, "form": form})


def _rows(found: list[Case], today) -> list[dict]:
    places = place_names(one.region for one in found)
    return [
        {
            "pk": one.pk,
            "name": one.person.name,
            "person_pk": one.person_id,
            "programme": programme_name(one.programme),
            "path": PATHS[one.path].zh,
            "place": places.get(one.region, one.region),
            "state": one.get_state_display(),
            "tag": TAGS.get(one.state, "info"),
            "applied_on": one.applied_on,
            "due_on": one.due_on,
            "late": (today - one.due_on).days if one.due_on and one.is_open else 0,
        }
        for one in found
    ]
