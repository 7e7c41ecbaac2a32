"""A provider's week of appointments, to plan from and to print; one time or a weekly series planned."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib.messages import warning
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.declared import services
from chuntian.services.enums import AppointmentState, OrderState, SessionMode
from chuntian.services.models import Appointment, Order, OrderItem, Provider
from chuntian.services.readings import shut_days
from chuntian.services.slots import on_day
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.named import named
from chuntian.web.provider.hours import LENGTH, HourField, HoursForm, clock_time
from chuntian.web.provider.pages import DELIVER, provider_page
from chuntian.web.reading.planning import appointment_hours, appointment_tag, appointment_what
from chuntian.web.reading.serving_tables import WEEKDAYS
from chuntian.web.templatetags.desk import day as day_words

MOST_ORDERS, NOON, MORNING = 500, 12, 540


class WeekForm(DeskForm):
    day = DayField(label=gettext_lazy("哪一周（写其中一天）"))


class PlanForm(HoursForm):
    order = forms.ChoiceField(label=gettext_lazy("给谁"))
    item = forms.ChoiceField(label=gettext_lazy("做什么"))
    day = DayField(label=gettext_lazy("哪一天"))
    starts = HourField(label=gettext_lazy("几点开始"))
    ends = HourField(label=gettext_lazy("几点结束"))
    mode = forms.ChoiceField(label=gettext_lazy("在哪里"), choices=SessionMode.choices)
    staff = forms.CharField(
        label=gettext_lazy("谁来做（可不填）"), required=False, max_length=60,
        help_text=gettext_lazy("写了名字，就不会把同一个人排到两处。"),
    )  # fmt: skip
    weeks = forms.IntegerField(
        label=gettext_lazy("每周一次，连着几周"), min_value=1, max_value=operations.MOST_WEEKS, initial=1,
        help_text=gettext_lazy("只约一次写 1。"), widget=forms.NumberInput(attrs={"class": "narrow"}),
    )  # fmt: skip
    skip = forms.BooleanField(
        label=gettext_lazy("排不上的日子跳过，其余照排"), required=False,
        help_text=gettext_lazy("不勾，有一天排不上就一次也不排。"),
    )  # fmt: skip


def _choices(form: DeskForm, request: HttpRequest, subject: tuple[Provider, date]) -> None:
    """Offer the people whose orders go on, what is ordered, and the day that was asked for."""
    provider, monday = subject
    found = Order.objects.filter(provider=provider, state=OrderState.RUNNING, ends_on__gte=request.today)
    rows = list(found.select_related("person").order_by("person__pinyin", "pk")[:MOST_ORDERS])
    named(request, [one.person_id for one in rows])
    form.fields["order"].choices = [
        (str(one.pk), f"{one.person.name} · {services()[one.programme].name}") for one in rows
    ]
    ordered = set(OrderItem.objects.filter(order__in=rows).values_list("item", flat=True))
    programmes = sorted({one.programme for one in rows})
    items = {one.code: one.name for slug in programmes for one in services()[slug].items if one.code in ordered}
    form.fields["item"].choices = list(items.items())
    form.fields["day"].initial = max(monday, request.today + timedelta(days=1))
    form.fields["starts"].initial, form.fields["ends"].initial = clock_time(MORNING), clock_time(MORNING + LENGTH)


def _may_plan(subject: tuple[Provider, date]) -> bool:
    return Order.objects.filter(provider=subject[0], state=OrderState.RUNNING).exists()


def plan(request: HttpRequest, subject: tuple[Provider, date], said: dict[str, Any]) -> str:
    """Plan a time or a series; days that were left out are told with their reasons."""
    order = Order.objects.get(provider=request.provider, pk=said.pop("order"))
    found = operations.plan(order=order, by=request.user, at=request.moment, **said)
    if found.refused:
        left_out = "；".join(f"{day_words(on)} {why}" for on, why in found.refused.items())
        warning(request, _("这些日子没有排：%s") % left_out, extra_tags="warn")
    return _("排好了 %s 次。前一天会提醒本人。") % len(found.made)


DEEDS = [
    deeds.Deed(
        "plan", gettext_lazy("排一次，或每周一次"), DELIVER, plan, form=PlanForm, kind="first",
        possible=_may_plan, choices=_choices,
        refusals=(operations.CannotPlan, Order.DoesNotExist),
    )
]  # fmt: skip


@provider_page("plan", methods=("GET", "POST"), does=DEEDS)
def week(request: HttpRequest) -> HttpResponse:
    """Show a week of appointments, and plan more."""
    form = WeekForm(request.GET or None, initial={"day": request.today})
    asked = form.cleaned_data["day"] if form.is_bound and form.is_valid() else request.today
    monday = min(max(asked, date(2000, 1, 8)), date(2200, 1, 1))
    monday -= timedelta(days=monday.weekday())
    back = f"{request.path}?day={monday.isoformat()}"
    offered, response = deeds.answer(request, DEEDS, (request.provider, monday), back)
    if response:
        return response
    found = _found(request.provider, monday)
    named(request, [one.person_id for one in found])
    view = {
        "title": _("排期"),
        "days": _days(request, monday, found),
        "offered": offered,
        "filters": form,
        "count": len(found),
    }
    view |= {"monday": monday, "sunday": monday + timedelta(days=6), "before": monday - timedelta(days=7)}
    view |= {"after": monday + timedelta(days=7), "is_now": monday <= request.today < monday + timedelta(days=7)}
    view |= {"form": deeds.failed(offered) or (form if form.is_bound and form.errors else None)}
    view |= {"wishes": _wishes(request)}
    return render(request, "provider/plan.html", view)


def _found(provider: Provider, monday: date) -> list[Appointment]:
    rows = Appointment.objects.filter(provider=provider).exclude(state=AppointmentState.MOVED)
    rows = on_day(rows, monday, monday + timedelta(days=6)).select_related("person", "order")
    return list(rows.order_by("starts_at", "pk"))


def _wishes(request: HttpRequest) -> list[dict[str, Any]]:
    """Give what waits for the provider's word: who asks for another time, whose hour is over without a word."""
    asks = Q(starts_at__gt=request.moment, wished_at__isnull=False)
    over = Q(ends_at__lte=request.moment, starts_at__gt=request.moment - timedelta(days=60))
    rows = Appointment.objects.filter(asks | over, provider=request.provider, state=AppointmentState.PLANNED)
    found = list(rows.select_related("person", "order").order_by("starts_at", "pk")[:20])
    named(request, [one.person_id for one in found])
    return [
        appointment_row(one) | {"day": localtime(one.starts_at).date(), "is_over": one.ends_at <= request.moment}
        for one in found
    ]


def _days(request: HttpRequest, monday: date, found: list[Appointment]) -> list[dict[str, Any]]:
    days, shut = [], shut_days(request.provider, monday, monday + timedelta(days=6))
    for number in range(7):
        day = monday + timedelta(days=number)
        rows = [one for one in found if localtime(one.starts_at).date() == day]
        days.append({
            "day": day, "weekday": _("星期%s") % WEEKDAYS[number], "is_today": day == request.today,
            "shut": shut.get(day, ""),
            "morning": [appointment_row(one) for one in rows if localtime(one.starts_at).hour < NOON],
            "afternoon": [appointment_row(one) for one in rows if localtime(one.starts_at).hour >= NOON],
        })  # fmt: skip
    return days


def appointment_row(one: Appointment) -> dict[str, Any]:
    """Give what a list shows of an appointment."""
    return {
        "pk": one.pk, "name": one.person.name, "hours": appointment_hours(one), "item": appointment_what(one), "staff": one.staff,
        "mode": one.get_mode_display(), "tag": appointment_tag(one), "is_planned": one.state == AppointmentState.PLANNED,
        "wish": one.wish, "url": reverse("provider:appointment", args=[one.pk]),
    }  # fmt: skip
