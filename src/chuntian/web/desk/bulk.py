"""Asking a second person for more than one may read alone, and being that second person (trust.md B24)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.models import BulkKind, BulkRequest
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names

TAGS = {True: "good", False: "stop", None: "warn"}


class AskForm(DeskForm):
    purpose = ReasonField(label=gettext_lazy("为什么要看这么多份档案"))


class WhyForm(DeskForm):
    reason = ReasonField()


def ask(request: HttpRequest, nothing: None, said: dict[str, Any]) -> str:
    """Ask for 500 more files of persons."""
    bulk.ask(
        request,
        kind=BulkKind.VIEWS,
        title=_("一小时内再看 500 份档案"),
        rows=bulk.VIEWS_AN_HOUR,
        purpose=said["purpose"],
    )
    return _("已请另一人同意。")


def grant(request: HttpRequest, asked: BulkRequest, said: dict[str, Any]) -> str:
    """Grant a request."""
    bulk.decide(asked=asked, granted=True, by=request.user, at=request.moment, reason=said["reason"])
    return _("已同意，并已记录。")


def refuse(request: HttpRequest, asked: BulkRequest, said: dict[str, Any]) -> str:
    """Refuse a request."""
    bulk.decide(asked=asked, granted=False, by=request.user, at=request.moment, reason=said["reason"])
    return _("没有同意，并已记录。")


LIST_DEEDS = [
    deeds.Deed(
        "ask-views", gettext_lazy("请另一人同意多看档案"), (Do.PERSON_VIEW,), ask, AskForm,
        about=gettext_lazy("一小时内打开 500 份以上才需要。导出名单超过 1,000 行，在导出时申请。"),
    ),
]  # fmt: skip
DEEDS = [
    deeds.Deed(
        "grant", gettext_lazy("同意"), (Do.BULK_DECIDE,), grant, WhyForm, kind="first", refusals=(bulk.CannotDecide,), weighs=True,
        possible=lambda asked: asked.granted is None, about=gettext_lazy("同意的人和申请的人一样对用途负责。"),
    ),
    deeds.Deed(
        "refuse", gettext_lazy("不同意"), (Do.BULK_DECIDE,), refuse, WhyForm, kind="danger", refusals=(bulk.CannotDecide,),
        possible=lambda asked: asked.granted is None,
    ),
]  # fmt: skip


@page(Do.PERSON_VIEW, methods=("GET", "POST"), does=LIST_DEEDS)
def requests(request: HttpRequest) -> HttpResponse:
    """List one's own requests and those that wait in one's divisions."""
    offered, response = deeds.answer(request, LIST_DEEDS, None)
    if response:
        return response
    shown = Paginator(bulk.asked_in(request), 25).get_page(request.GET.get("page"))
    view = {"page": shown, "rows": _rows(list(shown.object_list), request), "offered": offered}
    return render(request, "desk/bulk.html", view | {"form": deeds.failed(offered)})


@page(Do.PERSON_VIEW, methods=("GET", "POST"), does=DEEDS)
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request, and decide it as the second person."""
    one = reached(request.scope, BulkRequest.objects.select_related("asked_by", "decided_by"), pk=pk)
    mine = one.asked_by_id == request.user.pk
    if not mine and not request.scope.can(Do.BULK_DECIDE):
        raise Http404
    offered, response = deeds.answer(request, [] if mine else DEEDS, one, back="/requests/")
    if response:
        return response
    view = {
        "one": one,
        "row": _rows([one], request)[0],
        "offered": offered,
        "form": deeds.failed(offered),
        "mine": mine,
    }
    return render(request, "desk/bulk-one.html", view)


def _rows(found: list[BulkRequest], request: HttpRequest) -> list[dict[str, Any]]:
    places = place_names(one.region for one in found)
    words = {True: _("已同意"), False: _("没有同意"), None: _("等另一人定")}
    return [
        {
            "pk": one.pk,
            "title": one.title,
            "kind": one.get_kind_display(),
            "rows": one.rows,
            "purpose": one.purpose,
            "place": places.get(one.region, one.region),
            "asked_by": str(one.asked_by),
            "asked_at": one.asked_at,
            "state": _("已用")
            if one.used_at
            else _("已过期")
            if one.until and one.until <= request.moment
            else words[one.granted],
            "tag": "" if one.used_at else TAGS[one.granted],
            "decided_by": str(one.decided_by) if one.decided_by else "",
            "until": one.until,
            "address": one.address if one.granted and not one.used_at and one.asked_by_id == request.user.pk else "",
        }
        for one in found
    ]
