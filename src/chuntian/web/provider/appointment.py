"""One appointment: moved, cancelled, noted as missed, or entered as a session from the day's page."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import AppointmentState, Side
from chuntian.services.models import Appointment
from chuntian.services.slots import slot_of
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.named import named
from chuntian.web.provider.hours import HourField, HoursForm, clock_time
from chuntian.web.provider.pages import DELIVER, own, provider_page
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.planning import appointment_hours, appointment_tag, appointment_what, why_text
from chuntian.web.shown import Cell
from chuntian.web.templatetags.desk import crumbs, day, moment

REFUSED = (operations.CannotPlan, operations.ReasonMissing)


class SideField(forms.ChoiceField):
    """Whose word it is."""

    def __init__(self) -> None:
        super().__init__(label=gettext_lazy("由谁提出"), choices=Side.choices, widget=forms.RadioSelect)
        self.asks = gettext_lazy("请选由谁提出")


class MoveForm(HoursForm):
    day = DayField(label=gettext_lazy("改到哪一天"))
    starts = HourField(label=gettext_lazy("几点开始"))
    ends = HourField(label=gettext_lazy("几点结束"))
    staff = forms.CharField(label=gettext_lazy("谁来做（可不填）"), required=False, max_length=60)
    said_by = SideField()
    reason = ReasonField()


class CancelForm(DeskForm):
    said_by = SideField()
    reason = ReasonField()


class MissForm(DeskForm):
    reason = forms.CharField(label=gettext_lazy("怎么回事（可不填）"), required=False, max_length=300)


def move(request: HttpRequest, one: Appointment, said: dict[str, Any]) -> HttpResponse:
    """Move it, and show the new one."""
    made = operations.move(appointment=one, by=request.user, at=request.moment, **said)
    request.session["moved"] = made.pk
    return redirect("provider:appointment", made.pk)


def cancel(request: HttpRequest, one: Appointment, said: dict[str, Any]) -> str:
    """Cancel it."""
    operations.cancel_appointment(appointment=one, by=request.user, at=request.moment, **said)
    return _("已取消，会告诉本人。")


def miss(request: HttpRequest, one: Appointment, said: dict[str, Any]) -> str:
    """Write down that nobody came."""
    operations.miss(appointment=one, by=request.user, at=request.moment, **said)
    return _("记下了：没有来。要再约，请另排一次。")


def _hours(form: DeskForm, request: HttpRequest, one: Appointment) -> None:
    slot = slot_of(one)
    form.fields["day"].initial, form.fields["staff"].initial = slot.day, slot.staff
    form.fields["starts"].initial, form.fields["ends"].initial = clock_time(slot.starts), clock_time(slot.ends)


def _is_planned(one: Appointment) -> bool:
    return one.state == AppointmentState.PLANNED


DEEDS = [
    deeds.Deed(
        "move", gettext_lazy("改时间"), DELIVER, move, form=MoveForm, kind="first", refusals=REFUSED, possible=_is_planned,
        choices=_hours,
    ),
    deeds.Deed(
        "miss", gettext_lazy("没有来"), DELIVER, miss, form=MissForm, refusals=REFUSED, possible=_is_planned,
        about=gettext_lazy("时间到了、人没有来，或上门没有人。不算一次服务。"),
    ),
    deeds.Deed("cancel", gettext_lazy("取消"), DELIVER, cancel, form=CancelForm, kind="danger", refusals=REFUSED, possible=_is_planned),
]  # fmt: skip


@provider_page("appointment", methods=("GET", "POST"), does=DEEDS)
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an appointment with what was asked and what became of it."""
    rows = Appointment.objects.select_related("person", "order", "follows", "made_by", "changed_by")
    one = own(request.provider, rows, pk=pk)
    named(request, [one.person_id])
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    offered = [row for row in offered if row.deed.name != "miss" or one.starts_at <= request.moment]
    offered = [row for row in offered if row.deed.name == "miss" or one.starts_at > request.moment or row.opens]
    notices = (
        [("", _("改好了。新的时间会告诉本人，前一天再提醒。"), "done")]
        if request.session.pop("moved", None) == pk
        else []
    )
    if one.wish and _is_planned(one):
        notices.append((_("本人希望换个时间"), one.wish, "warn"))
    there = f"{reverse('provider:plan')}?day={slot_of(one).day.isoformat()}"
    view = {
        "title": one.person.name, "caption": programme_name(one.order.programme), "tags": [appointment_tag(one)],
        "facts": _facts(one, request), "notices": notices, "offered": offered, "form": deeds.failed(offered),
        "trail": crumbs(there, _("排期"), one.person.name),
    }  # fmt: skip
    return render(request, "provider/appointment.html", view | {"enter": _enter(one, request)})


def _enter(one: Appointment, request: HttpRequest) -> str:
    """Give where its session is entered, once its day has come."""
    on = slot_of(one).day
    if not _is_planned(one) or on > request.today:
        return ""
    return f"{reverse('provider:today')}?day={on.isoformat()}&appointment={one.pk}#deeds"


def _facts(one: Appointment, request: HttpRequest) -> list[tuple[str, Cell]]:
    rows = [
        (_("时间"), Cell(f"{day(one.starts_at)} {appointment_hours(one)}")),
        (_("做什么"), Cell(appointment_what(one), note=one.get_mode_display())), (_("谁来做"), Cell(one.staff or "—")),
        (_("提醒"), Cell(moment(one.reminded_at) if one.reminded_at else _("前一天发给本人"))),
        (_("谁排的"), Cell(one.made_by or "—", note=moment(one.made_at))),
    ]  # fmt: skip
    if one.follows_id:
        was = timezone.localtime(one.follows.starts_at)
        rows.append(
            (
                _("原来的时间"),
                Cell(moment(was), reverse("provider:appointment", args=[one.follows_id]), note=why_text(one.follows)),
            )
        )
    new = one.followed_by.first()
    if new is not None:
        rows.append((_("改到"), Cell(moment(new.starts_at), reverse("provider:appointment", args=[new.pk]))))
    session = one.sessions.exclude(state="void").first()
    if session is not None:
        rows.append((_("服务"), Cell(_("看这次服务"), reverse("provider:session", args=[session.pk]))))
    if one.changed_at and not _is_planned(one):
        rows.append(
            (
                _("后来"),
                Cell(
                    why_text(one) or one.get_state_display(), note=f"{one.changed_by or '—'} · {moment(one.changed_at)}"
                ),
            )
        )
    return rows
