"""Things by their label: found, received, lent, taken back, repaired, put out of use; a label to print."""

from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib.messages import warning
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.declared import service, services
from chuntian.services.enums import DeviceState as State
from chuntian.services.enums import DeviceStep as Step
from chuntian.services.enums import NeedKind, NeedState, OrderState, Way
from chuntian.services.models import Device, Loan, Need, Order, Provider
from chuntian.services.operations.devices import STEPS
from chuntian.services.queries import stock
from chuntian.services.readings import device_name
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.desk.serving.common import (
    CHECK,
    ROWS_A_PAGE,
    VIEW,
    only,
    pages,
    said_of,
    trail,
    within,
)
from chuntian.web.desk.serving.needs import ALL
from chuntian.web.desk.serving.order_deeds import MoneyField
from chuntian.web.pages import page
from chuntian.web.qr import qr
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import days_text, device_tag
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, day, yuan

ITEMS = [(one.code, one.name) for one in service("assistive_device_fitting").items]
LOAN = timedelta(days=90)
MOST_CHOICES = 300
LATE = "late"


class DevicesForm(DeskForm):
    label = forms.CharField(
        label=gettext_lazy("标签"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "narrow"}),
    )
    item = forms.ChoiceField(label=gettext_lazy("品目"), required=False, choices=[ALL, *ITEMS])
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[ALL, *State.choices, (LATE, gettext_lazy("逾期未还"))]
    )


class ReceiveForm(DeskForm):
    provider = forms.ChoiceField(label=gettext_lazy("入哪家的库"))
    item = forms.ChoiceField(label=gettext_lazy("品目"), choices=ITEMS)
    serial = forms.CharField(label=gettext_lazy("序列号"), max_length=60)
    on = DayField(label=gettext_lazy("入库日期"))
    cost = MoneyField(label=gettext_lazy("购置价（元，可不填）"), required=False)


class OnForm(DeskForm):
    on = DayField(label=gettext_lazy("哪一天"))
    note = forms.CharField(label=gettext_lazy("备注（可不填）"), required=False, max_length=300)


class ScrapForm(OnForm):
    note = forms.CharField(label=gettext_lazy("为什么报废"), min_length=4, max_length=300)


class LendForm(DeskForm):
    whom = forms.ChoiceField(
        label=gettext_lazy("给谁"),
        help_text=gettext_lazy("有辅具需求，或有辅具服务单的人。先在个人档案的“服务”里登记需求。"),
    )
    on = DayField(label=gettext_lazy("哪一天"))
    share = MoneyField(label=gettext_lazy("自付（元，可不填）"), required=False)


class UntilForm(LendForm):
    due_on = DayField(label=gettext_lazy("借到哪天"))
    field_order = ("whom", "on", "due_on", "share")


def receive(request: HttpRequest, subject: None, said: dict[str, Any]) -> HttpResponse:
    """Take a thing into stock and give it its label."""
    there = request.scope.filter(Provider.objects.all()).get(pk=said["provider"])
    made = operations.receive_device(
        provider=there, item=said["item"], serial=said["serial"], on=said["on"], cost_fen=said["cost"], by=request.user,
        at=request.moment,
    )  # fmt: skip
    return redirect("desk:device-label", made.pk)


def lend(request: HttpRequest, device: Device, said: dict[str, Any]) -> str:
    """Lend it to someone who needs it, or give it for good by an order."""
    kind, pk = said["whom"].split(":")
    order = _orders(request).get(pk=pk) if kind == "order" else None
    person = order.person if order else _needs(request).get(pk=pk).person
    operations.hand_over(
        device=device, person=person, order=order, on=said["on"], due_on=said.get("due_on"), own_share_fen=said["share"] or 0,
        by=request.user, at=request.moment,
    )  # fmt: skip
    return _("已登记给%s。") % person.name


def take(request: HttpRequest, device: Device, said: dict[str, Any], *, step: Step) -> str:
    """Take one step with it."""
    operations.step_device(device=device, step=step, by=request.user, at=request.moment, **said)
    return _("已记录：%s。") % step.label


def _orders(request: HttpRequest) -> QuerySet[Order]:
    slugs = [slug for slug, one in services().items() if one.way == Way.DEVICE]
    rows = Order.objects.filter(programme__in=slugs, state__in=[OrderState.WAITING, OrderState.RUNNING])
    return within(request, rows).select_related("person").order_by("asked_on")


def _needs(request: HttpRequest) -> QuerySet[Need]:
    rows = Need.objects.filter(kind=NeedKind.DEVICE).exclude(state=NeedState.CLOSED)
    return within(request, rows).select_related("person").order_by("known_on")


def _whom(form: DeskForm, request: HttpRequest, device: Device) -> None:
    orders = [
        (f"order:{one.pk}", f"{one.person.name} · {programme_name(one.programme)} · {day(one.asked_on)}")
        for one in _orders(request)[:MOST_CHOICES]
    ]
    needs = [
        (f"need:{one.pk}", f"{one.person.name} · {_('辅具需求')} · {day(one.known_on)}")
        for one in _needs(request)[:MOST_CHOICES]
    ]
    form.fields["whom"].choices = orders + (needs if "due_on" in form.fields else [])
    form.fields["on"].initial = request.today
    if "due_on" in form.fields:
        form.fields["due_on"].initial = request.today + LOAN


def _today(form: DeskForm, request: HttpRequest, device: Any) -> None:
    form.fields["on"].initial = request.today


def _keepers(form: DeskForm, request: HttpRequest, subject: None) -> None:
    rows = request.scope.filter(Provider.objects.select_related("organisation")).order_by("organisation__name")
    form.fields["provider"].choices = [(str(one.pk), one.organisation.name) for one in rows]
    form.fields["on"].initial = request.today


def _leads(device: Device, step: Step) -> bool:
    return device.state in STEPS[step][0]


def _step(step: Step, title: Any, form: type[DeskForm] = OnForm, **more: Any) -> deeds.Deed:
    return deeds.Deed(
        step.value, title, CHECK, partial(take, step=step), form=form, possible=partial(_leads, step=step), choices=_today,
        refusals=(operations.CannotMoveDevice,), **more,
    )  # fmt: skip


RECEIVE = [
    deeds.Deed("receive", gettext_lazy("入库一件"), CHECK, receive, form=ReceiveForm, choices=_keepers, refusals=(operations.CannotMoveDevice,))
]  # fmt: skip
GONE = (operations.CannotMoveDevice, Order.DoesNotExist, Need.DoesNotExist)
DEEDS = [
    deeds.Deed(
        "lend", gettext_lazy("借出"), CHECK, lend, form=UntilForm, kind="first", choices=_whom, refusals=GONE,
        possible=partial(_leads, step=Step.LEND),
    ),
    deeds.Deed(
        "give", gettext_lazy("适配发放"), CHECK, lend, form=LendForm, choices=_whom, refusals=GONE,
        possible=partial(_leads, step=Step.GIVE), about=gettext_lazy("先评估、开处方；只能发给有辅具服务单的人。"),
    ),
    _step(Step.RETURN, gettext_lazy("归还"), kind="first"),
    _step(Step.REPAIRED, gettext_lazy("修好了"), kind="first"),
    _step(Step.REFURBISHED, gettext_lazy("清洁翻新完毕，回库"), kind="first"),
    _step(Step.SEND_TO_REPAIR, gettext_lazy("送修")),
    _step(Step.SCRAP, gettext_lazy("报废"), ScrapForm, kind="danger"),
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=RECEIVE)
def devices(request: HttpRequest) -> HttpResponse:
    """Find a thing by its label, or list them; what is overdue stands first."""
    offered, response = deeds.answer(request, RECEIVE, None)
    if response:
        return response
    form = DevicesForm(request.GET or None)
    asked = said_of(form)
    if asked.get("label") and (found := _by_label(request, asked["label"])):
        return redirect("desk:device", found.pk)
    shown = Paginator(_found(request, asked), ROWS_A_PAGE).get_page(request.GET.get("page"))
    table = Table(
        _("辅具"), columns(_("标签"), _("品目"), _("在哪家"), _("状态"), _("入库")), [_row(one, request) for one in shown.object_list],
        (_("没有这样的辅具"), _("先入库，贴上标签。")), page=shown,
    )  # fmt: skip
    view = {"title": _("辅具"), "lead": _("每件一个标签：扫一下，或照着念。错一个字、颠倒两个字，都会发现。")}
    view |= {
        "pages": pages(request, "desk:devices"),
        "filters": form,
        "tables": [table, _stock(request)],
        "offered": offered,
    }
    view["form"] = deeds.failed(offered) or (form if form.errors else None)
    return render(request, "desk/serving/list.html", view)


def _by_label(request: HttpRequest, text: str) -> Device | None:
    try:
        found = operations.device_by_label(text)
    except operations.NoSuchLabel as why:
        warning(request, str(why), extra_tags="warn")
        return None
    if not request.scope.allows(found.region):
        warning(request, _("没有这个标签的辅具"), extra_tags="warn")
        return None
    return found


def _found(request: HttpRequest, asked: dict[str, Any]) -> QuerySet[Device]:
    rows = only(request.scope.filter(Device.objects.select_related("provider__organisation")), asked, "item")
    state = asked.get("state") or ""
    if state == LATE:
        late = Q(loans__returned_on__isnull=True, loans__due_on__lt=request.today)
        return rows.filter(late).order_by("loans__due_on")
    return (rows.filter(state=state) if state else rows).order_by("item", "label")


def _row(one: Device, request: HttpRequest) -> list[Cell]:
    return [
        Cell(one.label, reverse("desk:device", args=[one.pk])), Cell(device_name(one.item), note=one.serial),
        Cell(one.provider), Cell(tags=(device_tag(one),)), Cell(day(one.received_on)),
    ]  # fmt: skip


def _stock(request: HttpRequest) -> Table:
    """Give what there is of each item, by state."""
    counted: dict[str, dict[str, int]] = {}
    for region in request.scope.regions:
        for row in stock(region):
            mine = counted.setdefault(row["item"], {})
            mine[row["state"]] = mine.get(row["state"], 0) + row["count"]
    states = [one for one in State if any(one in row for row in counted.values())]
    rows = [
        [Cell(device_name(item)), *(Cell(count(row.get(state, 0))) for state in states)]
        for item, row in sorted(counted.items())
    ]
    heads = columns(_("品目"), *(one.label for one in states), ends=range(1, len(states) + 1))
    return Table(_("库存"), heads, rows, (_("还没有库存"), ""))


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def device(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one thing: where it is, with whom, and everything that was done with it."""
    one = reached(request.scope, Device.objects.select_related("provider__organisation"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    loans = list(within(request, Loan.objects.filter(device=one)).select_related("person").order_by("-lent_on"))
    for loan in loans[:1]:
        bulk.read(request, loan.person, "services")
    view = {
        "title": one.label, "caption": device_name(one.item), "tags": [device_tag(one)], "facts": _facts(one),
        "tables": [_loans(loans, request)], "offered": offered, "form": deeds.failed(offered), "label": one,
        "events": [
            {"on": row.on, "text": row.get_step_display(), "note": f"{row.by or _('系统')}{'：' + row.note if row.note else ''}"}
            for row in one.actions.select_related("by").order_by("on", "at")
        ],
        "trail": trail(reverse("desk:devices"), _("辅具"), one.label),
    }  # fmt: skip
    return render(request, "desk/serving/device.html", view)


def _facts(one: Device) -> list[tuple[str, Cell]]:
    return [
        (_("品目"), Cell(device_name(one.item))), (_("序列号"), Cell(one.serial)), (_("在哪家"), Cell(one.provider)),
        (_("入库"), Cell(day(one.received_on))), (_("购置价"), Cell(yuan(one.cost_fen))),
    ]  # fmt: skip


def _loans(loans: list[Loan], request: HttpRequest) -> Table:
    rows = []
    for row in loans:
        late = row.due_on and not row.returned_on and row.due_on < request.today
        tags = (Tag(_("逾期 %s") % days_text((request.today - row.due_on).days), "stop"),) if late else ()
        until = day(row.due_on) if row.due_on else _("归本人")
        there = reverse("desk:person-services", args=[row.person_id])
        rows.append(
            [
                Cell(row.person.name, there),
                Cell(day(row.lent_on)),
                Cell(until, tags=tags),
                Cell(day(row.returned_on)),
                Cell(yuan(row.own_share_fen)),
            ]
        )
    heads = columns(_("给谁"), _("自"), _("借到"), _("归还"), _("自付"), ends=(4,))
    return Table(_("给过谁"), heads, rows, (_("还没有给过人"), ""))


@page(*VIEW)
def label(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the label to print: the picture and the same signs in large letters."""
    one = reached(request.scope, Device.objects.select_related("provider__organisation"), pk=pk)
    view = {"device": one, "item": device_name(one.item), **qr(one.label)}
    view["trail"] = trail(
        reverse("desk:devices"), _("辅具"), reverse("desk:device", args=[one.pk]), one.label, _("标签")
    )
    return render(request, "desk/serving/label.html", view)
