"""One award of a person: since when, by whom, which months were decided by hand; stop it, or let it run again."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chuntian.accounts.enums import Do
from chuntian.casework.models import Award
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.award_deeds import DEEDS
from chuntian.web.desk.reading import people as reading
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_name


@page(Do.PERSON_VIEW, methods=("GET", "POST"), does=DEEDS)
def award(request: HttpRequest, pk: int, award_pk: int) -> HttpResponse:
    """Show an award, and do what can be done with it."""
    rows = Award.objects.select_related(
        "person__household", "person__merged_into", "granted_by", "ended_by", "case", "resumes"
    )
    one = reached(request.scope, rows, pk=award_pk, person=pk)
    if not request.scope.shows("awards") or not request.scope.allows(one.person.region):
        raise Http404
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    bulk.read(request, one.person, "award")
    view = {
        **reading.head(one.person, request, "person-money"),
        "award": one,
        "programme": programme_name(one.programme),
        "words": one.hand_decisions.select_related("decided_by").order_by("-decided_at"),
        "offered": offered,
        "form": deeds.failed(offered),
    }
    return render(request, "desk/award.html", view)
