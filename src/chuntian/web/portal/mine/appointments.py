"""One's own appointments: what comes, another time asked for, cancelled with a reason, taken into one's own calendar."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.messages import success, warning
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.formats.calendar import Event, to_ics
from chuntian.services import operations
from chuntian.services.enums import AppointmentState, SessionMode, Side
from chuntian.services.models import Appointment, Order
from chuntian.services.readings import of_person
from chuntian.web import exports
from chuntian.web.forms import PlainForm
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.planning import appointment_hours, appointment_tag, appointment_what, why_text

MOST_ROWS = 20
WISH, CANCEL = "wish", "cancel"


class WishForm(PlainForm):
    words = forms.CharField(
        label=gettext_lazy("想换到什么时候？"), min_length=2, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("例如：下午三点以后；星期四都可以。机构改好以前，原来的时间还算数。"),
    )  # fmt: skip
    words.asks = gettext_lazy("请写想换到什么时候")


class CancelForm(PlainForm):
    words = forms.CharField(
        label=gettext_lazy("为什么不去了？"), min_length=2, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("写几个字就行，例如：孩子发烧。"),
    )  # fmt: skip
    words.asks = gettext_lazy("请写为什么不去了")


FORMS: dict[str, type[PlainForm]] = {WISH: WishForm, CANCEL: CancelForm}


def coming(person_id: int, at: datetime, order: Order | None = None) -> list[dict[str, Any]]:
    """Give a person's appointments that are to come, the next one first."""
    rows = Appointment.objects.filter(of_person(person_id), state=AppointmentState.PLANNED, ends_at__gt=at)
    rows = rows.filter(order=order) if order else rows
    found = rows.select_related("order", "provider__organisation").order_by("starts_at", "pk")[:MOST_ROWS]
    return [_row(one) for one in found]


@own_file("services", methods=("GET", "POST"), does=(WISH, CANCEL))
def appointment(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one appointment; ask for another time, or cancel."""
    one = _own(request, pk)
    open_one = one.state == AppointmentState.PLANNED and one.starts_at > request.moment
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    made = {name: form(request.POST if name == asked else None, prefix=name) for name, form in FORMS.items()}
    if asked in made and made[asked].is_valid() and _done(request, one, asked, made[asked]):
        return redirect("mine:appointment", pk)
    view = {
        "row": _row(one),
        "one": one,
        "where": one.provider.organisation,
        "why": why_text(one),
        "may_change": open_one,
    }
    view |= {
        "wish_form": made[WISH],
        "cancel_form": made[CANCEL],
        "form": made.get(asked),
        "new": one.followed_by.first(),
    }
    return render(request, "portal/mine/appointment.html", view | {"programme": programme_name(one.order.programme)})


def _done(request: HttpRequest, one: Appointment, asked: str, form: PlainForm) -> bool:
    """Do what was asked; say so, or put on the form why it cannot be."""
    words = form.cleaned_data["words"]
    try:
        if asked == WISH:
            operations.wish(appointment=one, words=words, by=request.user, at=request.moment)
            success(request, _("记下了，机构会看到。改好以前，原来的时间还算数。"), extra_tags="done")
        else:
            operations.cancel_appointment(
                appointment=one, reason=words, by=request.user, at=request.moment, said_by=Side.PERSON
            )  # fmt: skip
            success(request, _("已取消，机构会看到。"), extra_tags="done")
    except operations.CannotPlan as why:
        warning(request, str(why), extra_tags="warn")
    except operations.ReasonMissing as why:
        form.add_error("words", str(why))
        return False
    return True


@own_file("services", gives="one's own appointment, for one's calendar")
def calendar_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the appointment as a file for a calendar; calendars are shared, so it names no programme."""
    one = _own(request, pk)
    where = one.provider.organisation
    known = not one.order.restricted
    place = f"{where.name} {where.address}".strip() if known and one.mode == SessionMode.CENTRE else ""
    event = Event(
        f"appointment-{one.pk}@chuntian", one.starts_at, one.ends_at, one.changed_at or one.made_at, _("预约"), place,
        where.phone if known else "", one.state in (AppointmentState.CANCELLED, AppointmentState.MOVED),
    )  # fmt: skip
    return exports.download(
        to_ics(event), f"{_('预约')}-{localtime(one.starts_at):%Y-%m-%d}.ics", "text/calendar; charset=utf-8"
    )


def _own(request: HttpRequest, pk: int) -> Appointment:
    rows = Appointment.objects.filter(of_person(request.acting.person.pk), pk=pk)
    found = rows.select_related("order", "provider__organisation").first()
    if found is None:
        raise Http404
    return found


def _row(one: Appointment) -> dict[str, Any]:
    return {
        "pk": one.pk, "day": localtime(one.starts_at).date(), "hours": appointment_hours(one), "item": appointment_what(one),
        "mode": one.get_mode_display(), "provider": one.provider, "tag": appointment_tag(one), "wish": one.wish, "order": one.order_id,
    }  # fmt: skip
