"""One task: what it asks, why, and what can be done with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.accounts.enums import Do, Role
from chuntian.casework.models import Award, Task
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.reading.work import WorkFilter, narrowed, of_the_desk
from chuntian.web.desk.recoveries import VIEW as CLAIMS_VIEW
from chuntian.web.desk.task_deeds import DEEDS
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.corrections import asked_of
from chuntian.web.reading.decisions import decision_rows
from chuntian.web.reading.names import place_names, programme_name


@page(Do.TASK_WORK, methods=("GET", "POST"), does=DEEDS)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task with its reasons, and record what is done."""
    one = reached(
        request.scope,
        Task.objects.select_related("person", "closed_by", "taken_by", "correction__source", "correction__asked_by"),
        pk=pk,
    )
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    award = None
    if one.person_id and one.programme:
        award = Award.objects.filter(person=one.person_id, programme=one.programme).order_by("-start_month").first()
    view = {
        "task": one,
        "title": one.get_kind_display(),
        "programme": programme_name(one.programme) if one.programme else "",
        "place": place_names([one.region]).get(one.region, one.region),
        "role": Role(one.owner_role).label if one.owner_role in Role.values else one.owner_role,
        "late": (request.today - one.due_on).days if one.due_on and one.state == "open" else 0,
        "award": award,
        "decisions": decision_rows(one.person, request, programme=one.programme)
        if one.person and one.programme
        else [],
        "contacts": list(one.contacts.select_related("by").order_by("-at")),
        "detail": sorted((key, value) for key, value in one.detail.items() if not isinstance(value, dict | list)),
        "claim": one.detail.get("recovery") if any(request.scope.can(action) for action in CLAIMS_VIEW) else None,
        "next": _next(request, one),
        "asked": asked_of(one),
        "offered": offered,
        "form": deeds.failed(offered),
    }
    if one.person:
        bulk.read(request, one.person, "task")
    named(request, [view["next"].person_id] if view["next"] else [])
    return render(request, "desk/task.html", view)


def _next(request: HttpRequest, task: Task) -> Task | None:
    """Give the most urgent other task of the reader's own roles."""
    mine = narrowed(of_the_desk(request.scope, WorkFilter()), WorkFilter(), request.today)
    return mine.exclude(pk=task.pk).first()
