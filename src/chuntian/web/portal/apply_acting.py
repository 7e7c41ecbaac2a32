"""Whose application it is: the person whose file is open, and how a question speaks of him."""

from datetime import date

from django.http import Http404, HttpRequest

from chuntian.casework.models import Case
from chuntian.kernel.days import age_on
from chuntian.web.portal.mine.acting import Ward

CHILD_UNDER = 18


def spoken_of(ward: Ward, on: date) -> str:
    """Give the word under which questions speak of the person (voices.WHO): self, child or other."""
    if ward.is_self:
        return "self"
    return "child" if age_on(ward.person.birth_date, on) < CHILD_UNDER else "other"


def own_case(request: HttpRequest, pk: int) -> Case:
    """
    Give a case of the person whose file is open.

    :raises Http404: there is none, or it is someone else's: the reader cannot tell which.
    """
    case = Case.objects.select_related("person").filter(pk=pk, person=request.acting.person).first()
    if case is None:
        raise Http404
    return case
