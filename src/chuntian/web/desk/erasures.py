"""The erasure of a person, asked for by one and approved here by another: what would go, what stands against it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.registry.models import Erasure, Person
from chuntian.upkeep import erasure as upkeep
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names


def approve(request: HttpRequest, one: Erasure, said: dict[str, Any]) -> str:
    """Erase, as the second person."""
    upkeep.approve_erasure(erasure=one, by=request.user, at=request.moment)
    return _("已清除。发过的钱按月留着，不再写着是谁。")


DEEDS = [
    deeds.Deed(
        "approve", gettext_lazy("批准清除"), (Do.ERASE_APPROVE,), approve, kind="danger", weighs=True,
        possible=lambda one: one.done_at is None, refusals=(upkeep.CannotErase,),
        about=gettext_lazy("清除以后找不回来，恢复备份也不会再出现。提出人不能自己批准。"),
    ),
]  # fmt: skip


@page(Do.ERASE_APPROVE, methods=("GET", "POST"), does=DEEDS)
def erasure(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one erasure that waits for another person, and approve it."""
    one = reached(request.scope, Erasure.objects.all(), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    person = request.scope.filter(Person.objects.filter(pk=one.person_id)).first() if one.done_at is None else None
    if person is not None:
        bulk.read(request, person, "erasure")
    view = {
        "one": one, "person": person, "place": place_names([one.region]).get(one.region, one.region),
        "rows": sum(upkeep.what_would_go(person).values()) if person else None,
        "against": [text.partition(" · ")[0] for text in upkeep.what_stands_against(person)] if person else [],
        "offered": offered, "form": deeds.failed(offered),
    }  # fmt: skip
    return render(request, "desk/erasure.html", view)
