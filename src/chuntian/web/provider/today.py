"""A day's sessions on a phone: what was entered, what the person's side has confirmed, and a session entered anew."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.declared import services
from chuntian.services.enums import AppointmentState, SessionMode, SessionState
from chuntian.services.models import Appointment, Order, OrderItem, Provider, Session
from chuntian.services.readings import is_shut, item_name, orders_on, sessions_on
from chuntian.services.slots import on_day, slot_of
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.named import named
from chuntian.web.provider.hours import LENGTH, HourField, HoursForm, clock_time
from chuntian.web.provider.pages import DELIVER, provider_page
from chuntian.web.provider.plan import appointment_row
from chuntian.web.reading.serving import hours_of, remark_tags, session_tag
from chuntian.web.templatetags.desk import day as day_words

MOST_ORDERS = 500


class DayForm(DeskForm):
    day = DayField(label=gettext_lazy("哪一天"))


class EnterForm(HoursForm):
    order = forms.ChoiceField(label=gettext_lazy("给谁"))
    item = forms.ChoiceField(label=gettext_lazy("做什么"))
    starts = HourField(label=gettext_lazy("几点开始"))
    ends = HourField(label=gettext_lazy("几点结束"))
    mode = forms.ChoiceField(label=gettext_lazy("在哪里"), choices=SessionMode.choices)
    appointment = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _choices(form: DeskForm, request: HttpRequest, subject: tuple[Provider, date]) -> None:
    """Offer the people whose orders hold the day, the items that are ordered, and the next free hour."""
    provider, day = subject
    found = list(orders_on(provider, day)[:MOST_ORDERS])
    named(request, [one.person_id for one in found])
    form.fields["order"].choices = [
        (str(one.pk), f"{one.person.name} · {services()[one.programme].name}") for one in found
    ]
    ordered = set(OrderItem.objects.filter(order__in=found).values_list("item", flat=True))
    programmes = sorted({one.programme for one in found})
    items = {one.code: one.name for slug in programmes for one in services()[slug].items if one.code in ordered}
    form.fields["item"].choices = list(items.items())
    last = sessions_on(provider, day).exclude(state=SessionState.VOID).last()
    start = min(last.ends if last else 540, 1380)
    _fill(form, start, start + LENGTH)
    if asked := _asked(request, provider, day):
        slot = slot_of(asked)
        form.fields["order"].initial, form.fields["item"].initial = str(asked.order_id), slot.item
        form.fields["mode"].initial, form.fields["appointment"].initial = slot.mode, asked.pk
        _fill(form, slot.starts, slot.ends)


def _fill(form: DeskForm, starts: int, ends: int) -> None:
    form.fields["starts"].initial, form.fields["ends"].initial = clock_time(starts), clock_time(ends)


def _planned(provider: Provider, day: date) -> Any:
    rows = on_day(Appointment.objects.filter(provider=provider, state=AppointmentState.PLANNED), day)
    return rows.select_related("person", "order").order_by("starts_at", "pk")


def _asked(request: HttpRequest, provider: Provider, day: date) -> Appointment | None:
    """Give the appointment of the day from which a session is to be entered."""
    number = request.GET.get("appointment", "")
    return _planned(provider, day).filter(pk=int(number)).first() if number.isdecimal() and len(number) < 20 else None


def enter(request: HttpRequest, subject: tuple[Provider, date], said: dict[str, Any]) -> HttpResponse:
    """Enter a session of the day; what looks odd is said at once."""
    provider, day = subject
    order = orders_on(provider, day).get(pk=said.pop("order"))
    kept = _planned(provider, day).filter(pk=said.pop("appointment")).first()
    made = operations.enter_session(order=order, day=day, by=request.user, at=request.moment, appointment=kept, **said)
    request.session["entered"] = made.pk
    return redirect(reverse("provider:session", args=[made.pk]))


def _may_enter(subject: tuple[Provider, date]) -> bool:
    provider, day = subject
    return orders_on(provider, day).exists()


DEEDS = [
    deeds.Deed(
        "enter", gettext_lazy("登记一次服务"), DELIVER, enter, form=EnterForm, kind="first", possible=_may_enter,
        refusals=(operations.CannotEnter, Order.DoesNotExist), choices=_choices,
    )
]  # fmt: skip


@provider_page("day", methods=("GET", "POST"), does=DEEDS)
def today(request: HttpRequest) -> HttpResponse:
    """Show a day's sessions and enter one."""
    form = DayForm(request.GET or None, initial={"day": request.today})
    day = form.cleaned_data["day"] if form.is_bound and form.is_valid() else request.today
    day = min(day, request.today)
    back = f"{request.path}?day={day.isoformat()}"
    offered, response = deeds.answer(request, DEEDS, (request.provider, day), back)
    if response:
        return response
    found = list(sessions_on(request.provider, day))
    planned = list(_planned(request.provider, day))
    named(request, [one.person_id for one in [*found, *planned]])
    view: dict[str, Any] = {"rows": [_row(one) for one in found], "cells": _cells(found), "offered": offered}
    view |= {"planned": [appointment_row(one) for one in planned], "asked": _asked(request, request.provider, day)}
    view |= {"day": day, "is_today": day == request.today, "shut": is_shut(request.provider, day), "filters": form}
    view |= {"before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < request.today else None}
    view |= {"form": deeds.failed(offered) or (form if form.is_bound and form.errors else None)}
    view |= {"title": _("今天的服务") if day == request.today else _("%s 的服务") % day_words(day)}
    return render(request, "provider/today.html", view)


def _cells(found: list[Session]) -> list[tuple[int, str, str, str]]:
    def many(state: str) -> int:
        return sum(one.state == state for one in found)

    waits, contested = many(SessionState.DELIVERED), many(SessionState.CONTESTED)
    cells = [
        (len(found) - many(SessionState.VOID), _("已登记"), "", ""), (many(SessionState.ACCEPTED), _("双方已确认"), "", ""),
        (waits, _("等本人确认"), "", "late" if waits else ""),
    ]  # fmt: skip
    return [*cells, (contested, _("本人有异议"), "", "late")] if contested else cells


def _row(one: Session) -> dict[str, Any]:
    return {
        "pk": one.pk, "name": one.person.name, "hours": hours_of(one), "item": item_name(one.order.programme, one.item),
        "mode": one.get_mode_display(), "tag": session_tag(one), "proof": one.get_proof_display(),
        "remarks": remark_tags(one.remarks), "claimed": hasattr(one, "line"),
    }  # fmt: skip
