"""One person whom a provider serves: what is left, what assessments gave, and what the desk told of a complaint; an assessment entered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chuntian.services.complaints import told_to
from chuntian.services.declared import service
from chuntian.services.enums import PLACED, Way
from chuntian.services.models import Assessment, Order
from chuntian.services.queries import left_of
from chuntian.services.readings import item_name
from chuntian.services.scales import in_order, of_order
from chuntian.web.desk.serving.assessing import assessed, fill_in, one_assessment, take_back_deed
from chuntian.web.named import named
from chuntian.web.provider.pages import own, provider_page
from chuntian.web.provider.today import DELIVER
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import hours_of, order_tag, session_tag
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import crumbs, day, moment, yuan

SESSIONS = 20
TAKE_BACK = [take_back_deed(DELIVER)]


@provider_page("order")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order placed with the provider: days, what is left, assessments, the newest sessions."""
    one = _own(request, pk)
    gave = assessed(one, _assessments(request, one), request, "provider:assess", "provider:assessment")
    view = {
        "title": one.person.name, "caption": programme_name(one.programme), "tags": [order_tag(one)], "facts": _facts(one),
        "notices": gave["lacks"], "tables": [*_told(request, one), *gave["courses"], *_sessions(one)], "scales": gave["scales"],
        "trail": [*_way(one)[:-1], (one.person.name, "")],
    }  # fmt: skip
    return render(request, "desk/serving/order.html", view)


@provider_page("assess", methods=("GET", "POST"), does={"assess": DELIVER})
def assess(request: HttpRequest, pk: int, form_pk: int) -> HttpResponse:
    """Assess the person of an order with a scale."""
    one = _own(request, pk)
    there = reverse("provider:order", args=[one.pk])
    return fill_in(request, one, form_pk, _assessments(request, one), there, [*_way(one), (_("评估"), "")])


@provider_page("assessment", methods=("GET", "POST"), does=TAKE_BACK)
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one assessment with its answers; take it back."""
    rows = Assessment.objects.select_related("person", "form", "by", "withdrawn_by", "order__person")
    one = own(request.provider, rows, "order__provider", pk=pk)
    named(request, [one.person_id])
    scale = Cell(one.form.title, note=_("第 %s 版") % one.form.version)
    return one_assessment(request, one, scale, TAKE_BACK, [*_way(one.order), (_("评估"), "")])


def _own(request: HttpRequest, pk: int) -> Order:
    one = own(request.provider, Order.objects.filter(state__in=PLACED).select_related("person"), pk=pk)
    named(request, [one.person_id])
    return one


def _assessments(request: HttpRequest, one: Order) -> list[Assessment]:
    """Give the assessments of an order and of those before it, as far as they were the provider's own."""
    return in_order(Assessment.objects.filter(of_order(one), order__provider=request.provider))


def _way(one: Order) -> list[tuple[str, str]]:
    return crumbs(
        reverse("provider:people"), _("我们服务的人"), reverse("provider:order", args=[one.pk]), one.person.name
    )


def _facts(one: Order) -> list[tuple[str, Cell]]:
    fen, items = left_of(one)
    left = [
        _("%(item)s %(times)s 次") % {"item": item_name(one.programme, item), "times": times}
        for item, times in items.items()
        if times is not None
    ]
    return [
        (_("期限"), Cell(f"{day(one.starts_on)} – {day(one.ends_on)}", note=one.stop_reason)),
        (_("还剩"), Cell(yuan(fen) if fen is not None else _("不限金额"), note="；".join(left))),
    ]  # fmt: skip


def _told(request: HttpRequest, one: Order) -> list[Table]:
    """Give what the desk told of complaints about this service."""
    found = told_to(request.provider.pk, [one]).get(one.pk, [])
    rows = [[Cell(moment(row.at)), Cell(row.why)] for row in found]
    about = _("请按残联说的时间把情况告诉残联；不要为难本人和家属。")
    return [Table(_("残联转来的投诉"), columns(_("时间"), _("内容")), rows, about=about)] if rows else []


def _sessions(one: Order) -> list[Table]:
    if service(one.programme).way != Way.SESSIONS:
        return []
    found: list[Any] = list(one.sessions.order_by("-day", "-starts")[:SESSIONS])
    rows = [
        [
            Cell(f"{day(row.day)} {hours_of(row)}", reverse("provider:session", args=[row.pk])),
            Cell(item_name(one.programme, row.item)), Cell(tags=(session_tag(row),), note=row.get_proof_display()),
        ]
        for row in found
    ]  # fmt: skip
    heads = columns(_("时间"), _("项目"), _("确认"))
    return [Table(_("最近的服务"), heads, rows, (_("还没有服务记录"), _("在“今天的服务”里登记。")))]
