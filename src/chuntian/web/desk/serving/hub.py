"""Services in a few numbers, each a way in; nothing here names a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.services.enums import WAITING, NeedState, OrderState, WorksState
from chuntian.services.models import ClaimLine, HomeWorks, Loan, Need, Order
from chuntian.web.desk.serving.common import NEEDS_VIEW, VIEW, allowed, pages, seen, within
from chuntian.web.pages import page


@page(*dict.fromkeys(NEEDS_VIEW + VIEW))
def services(request: HttpRequest) -> HttpResponse:
    """Show what waits: unmet needs, people on waiting lists, doubtful lines, things overdue, homes under way."""
    cells = [
        (
            within(request, Need.objects.filter(state=NeedState.OPEN)).count(),
            _("未满足的需求"),
            reverse("desk:needs"),
            "",
        )
    ]
    if allowed(request, VIEW):
        cells += _cells(request)
    about = {
        "desk:needs": _("谁需要什么、等了多久；按地方的台账。"), "desk:orders": _("谁在轮候、谁在接受服务、由哪家机构。"),
        "desk:providers": _("机构、价目、协议：申请、评审、公示、签约、检查、续签。"), "desk:claims": _("每月的结算单，逐条核对，有疑点的先停下。"),
        "desk:scales": _("评估用的量表：上传 XLSForm、看填写时的样子、停用。"),
        "desk:devices": _("按标签找：借出、归还、维修、报废；打印标签。"), "desk:works": _("一户一策：勘察、方案、报价、验收；总额按户均控制。"),
    }  # fmt: skip
    names = {reverse(name): words for name, words in about.items()}
    ways = [(title, url, names[url]) for title, url, _here in pages(request, "")]
    return render(request, "desk/serving/hub.html", {"cells": cells, "ways": ways})


def _cells(request: HttpRequest) -> list[tuple[int, str, str, str]]:
    orders = within(request, seen(request, Order.objects.filter(state=OrderState.WAITING))).count()
    lines = ClaimLine.objects.filter(request.scope.q("claim__region"), state__in=WAITING).count()
    late = within(request, Loan.objects.filter(returned_on__isnull=True, due_on__lt=request.today)).count()
    homes = within(request, HomeWorks.objects.exclude(state__in=[WorksState.ACCEPTED, WorksState.DROPPED])).count()
    return [
        (orders, _("在轮候"), reverse("desk:orders"), ""),
        (lines, _("结算明细待核"), reverse("desk:claims") + "?held=1", "late" if lines else ""),
        (late, _("辅具逾期未还"), reverse("desk:devices") + "?state=late", "late" if late else ""),
        (homes, _("改造未完"), reverse("desk:works"), ""),
    ]  # fmt: skip
