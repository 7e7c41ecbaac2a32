"""Orders: who waits, the longest first; who is served where; one order with its sessions and the person's word."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.places.regions import in_region_q
from chuntian.services.declared import service
from chuntian.services.enums import AppointmentState, FittingStep, OrderState, Way
from chuntian.services.models import Order, Provider
from chuntian.services.queries import left_of
from chuntian.services.readings import LONG_WAIT, item_name
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.serving.assessing import assessed, assessments_of
from chuntian.web.desk.serving.common import (
    CHECK,
    EITHER,
    FEN,
    ROWS_A_PAGE,
    VIEW,
    allowed,
    only,
    pages,
    said_of,
    seen,
    trail,
    within,
)
from chuntian.web.desk.serving.needs import ALL
from chuntian.web.desk.serving.order_deeds import DEEDS
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_choices, place_names, programme_choices, programme_name
from chuntian.web.reading.planning import MOST_ROWS, appointments_table
from chuntian.web.reading.serving import (
    days_text,
    findings_text,
    hours_of,
    order_tag,
    session_tag,
)
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import day, yuan

SESSIONS_A_PAGE = 20


class OrdersForm(DeskForm):
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("在轮候")), *OrderState.choices[1:], ("all", gettext_lazy("全部"))],
    )  # fmt: skip
    programme = forms.ChoiceField(label=gettext_lazy("项目"), required=False)
    provider = forms.ChoiceField(label=gettext_lazy("机构"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("地方"), required=False)


@page(*VIEW)
def orders(request: HttpRequest) -> HttpResponse:
    """List the orders, those who wait longest first."""
    form, found = _narrowed(request)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    named(request, [one.person_id for one in rows])
    places = place_names(one.region for one in rows)
    table = Table(
        _("服务单"), columns(_("姓名"), _("项目"), _("地方"), _("机构"), _("提出"), _("等了"), _("状态"), ends=(5,)),
        [_row(one, places, request) for one in rows], (_("没有这样的服务单"), _("从需求列入轮候。")), page=shown,
    )  # fmt: skip
    view = {"title": _("服务单和轮候"), "lead": _("等得最久的在前。等待从本人提出的那一天算起，换机构不重新算。")}
    view |= {"pages": pages(request, "desk:orders"), "filters": form, "tables": [table]}
    if allowed(request, EITHER):
        view["file"] = f"{reverse('desk:orders-file')}?{request.GET.urlencode()}"
    view["form"] = form if form.errors else None
    return render(request, "desk/serving/list.html", view)


@page(*EITHER, methods=("GET", "POST"), does={"export": EITHER}, gives="the orders of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    found = list(_narrowed(request)[1][: exports.MOST_ROWS])
    places = place_names(one.region for one in found)
    headings = [
        _("姓名"),
        _("项目"),
        _("地方"),
        _("机构"),
        _("提出"),
        _("等了几天"),
        _("自"),
        _("至"),
        _("限额（元）"),
        _("状态"),
    ]
    rows = [
        [one.person.name, programme_name(one.programme), places.get(one.region, one.region), str(one.provider or ""), one.asked_on,
         _waited(one, request), one.starts_on, one.ends_on, None if one.ceiling_fen is None else Decimal(one.ceiling_fen) / FEN,
         one.get_state_display()]
        for one in found
    ]  # fmt: skip
    return exports.give(
        request, exports.Table(_("服务单清单"), headings, rows, people=[one.person_id for one in found])
    )


def _narrowed(request: HttpRequest) -> tuple[OrdersForm, QuerySet[Order]]:
    found = within(request, seen(request, Order.objects.select_related("person", "provider__organisation")))
    form = OrdersForm(request.GET or None)
    slugs = found.order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [ALL, *programme_choices(slugs)]
    mine = Provider.objects.filter(pk__in=found.order_by().values("provider")).select_related("organisation")
    form.fields["provider"].choices = [ALL, *((str(one.pk), one.organisation.name) for one in mine)]
    form.fields["place"].choices = place_choices(found, 9)
    asked = said_of(form)
    state = asked.get("state") or OrderState.WAITING
    found = found if state == "all" else found.filter(state=state)
    found = only(found, asked, "programme", "provider")
    found = found.filter(in_region_q(asked["place"])) if asked.get("place") else found
    return form, found.order_by("asked_on", "pk")


def _waited(one: Order, request: HttpRequest) -> int:
    return ((one.starts_on or request.today) - one.asked_on).days


def _row(one: Order, places: dict[str, str], request: HttpRequest) -> list[Cell]:
    waited, name = _waited(one, request), programme_name(one.programme)
    long = (Tag(_("等得久"), "stop"),) if one.state == OrderState.WAITING and waited > LONG_WAIT else ()
    chosen = _("本人已选，待安排") if one.state == OrderState.WAITING and one.provider_id else ""
    return [
        Cell(one.person.name, reverse("desk:order", args=[one.pk]), about=name), Cell(name),
        Cell(places.get(one.region, one.region)), Cell(one.provider or "—", note=chosen), Cell(day(one.asked_on)),
        Cell(days_text(waited), tags=long), Cell(tags=(order_tag(one),)),
    ]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one order: provider, days, what is left, its sessions, and the next step."""
    rows = seen(
        request, Order.objects.select_related("person", "provider__organisation", "need", "consent_by", "follows")
    )
    one = reached(request.scope, rows, pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    bulk.read(request, one.person, "services")
    gave = assessed(one, assessments_of(request, one), request, "desk:assess", "desk:assessment")
    view = {
        "title": one.person.name, "caption": programme_name(one.programme), "tags": [order_tag(one)],
        "facts": _facts(one, request), "offered": offered,
        "tables": [*_fitting(one), *_planned(one), *gave["courses"], *_sessions(one, request), *_words(one)],
        "notices": gave["lacks"], "scales": gave["scales"] if allowed(request, CHECK) else None,
        "form": deeds.failed(offered), "trail": trail(reverse("desk:orders"), _("服务单和轮候"), one.person.name),
    }  # fmt: skip
    return render(request, "desk/serving/order.html", view)


def _facts(one: Order, request: HttpRequest) -> list[tuple[str, Cell]]:
    place = place_names([one.region]).get(one.region, one.region)
    rows = [(_("本人"), Cell(one.person.name, reverse("desk:person-services", args=[one.person_id]), note=place))]
    if one.need_id:
        rows.append((_("需求"), Cell(one.need.get_kind_display(), reverse("desk:need", args=[one.need_id]))))
    rows.append((_("提出"), Cell(day(one.asked_on), note=_("等了 %s") % days_text(_waited(one, request)))))
    chosen = one.get_chosen_by_display()
    rows.append((_("机构"), Cell(one.provider or _("还没有安排"), note=_("由%s选择") % chosen if chosen else "")))
    if one.starts_on:
        rows.append((_("期限"), Cell(f"{day(one.starts_on)} – {day(one.ends_on)}", note=one.stop_reason)))
        fen, items = left_of(one)
        whole = _("限额 %s") % yuan(one.ceiling_fen) if one.ceiling_fen else _("没有限额")
        left = [
            f"{item_name(one.programme, item)} {_('不限次') if times is None else times}"
            for item, times in items.items()
        ]
        rows.append((_("还剩"), Cell(yuan(fen) if fen is not None else "—", note="；".join([whole, *left]))))
    if one.state == OrderState.CANCELLED:
        rows.append((_("为什么取消"), Cell(one.stop_reason or "—")))
    if one.outside:
        rows.append((_("外地机构"), Cell(_("%s 同意") % one.consent_by, note=day(one.consent_on))))
    if one.follows_id:
        rows.append((_("接着"), Cell(_("转机构以前的服务单"), reverse("desk:order", args=[one.follows_id]))))
    return rows


def _fitting(one: Order) -> list[Table]:
    """Give the five steps of a fitting: one fitting is all five (R-REH-03)."""
    if service(one.programme).way != Way.DEVICE:
        return []
    done = {row.step: row for row in one.fitting.all()}
    rows = [
        [Cell(step.label), Cell(day(done[step].on), note=done[step].note) if step in done else Cell(tags=(Tag(_("还没有"), "warn"),))]
        for step in FittingStep
    ]  # fmt: skip
    return [
        Table(
            _("适配五步"), columns(_("步骤"), _("日期")), rows, about=_("五步都做完才算一例适配；直接发一件东西不算。")
        )
    ]


def _planned(one: Order) -> list[Table]:
    """Give what is planned, the next first, and then what became of the others."""
    rows = list(one.appointments.order_by("-starts_at", "-pk")[:MOST_ROWS])
    rows.sort(key=lambda row: (row.state != AppointmentState.PLANNED,))
    for row in rows:
        row.order = one
    return appointments_table(rows)


def _sessions(one: Order, request: HttpRequest) -> list[Table]:
    if not one.starts_on or service(one.programme).way != Way.SESSIONS:
        return []
    shown = Paginator(one.sessions.select_related("line").order_by("-day", "-starts"), SESSIONS_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [
        [
            Cell(f"{day(row.day)} {hours_of(row)}"), Cell(item_name(one.programme, row.item), note=row.get_mode_display()),
            Cell(yuan(row.price_fen)), Cell(tags=(session_tag(row),), note=row.get_proof_display()), Cell(findings_text(row.remarks)),
        ]
        for row in shown.object_list
    ]  # fmt: skip
    heads = columns(_("时间"), _("项目"), _("金额"), _("确认"), _("登记时看到的"), ends=(2,))
    return [Table(_("每次服务"), heads, rows, (_("还没有服务记录"), _("机构登记，本人确认。")), page=shown)]


def _words(one: Order) -> list[Table]:
    said: list[Any] = list(one.acceptances.order_by("-on"))
    rows = [
        [
            Cell(day(row.on), note=row.get_given_by_display()),
            Cell(tags=(Tag(_("验收"), "good") if row.accepted else Tag(_("不验收"), "stop"),)),
            Cell("—" if row.rating is None else row.rating), Cell(row.words or "—"),
        ]
        for row in said
    ]  # fmt: skip
    return [Table(_("本人的话"), columns(_("日期"), _("验收"), _("打分"), _("意见"), ends=(2,)), rows)] if rows else []
