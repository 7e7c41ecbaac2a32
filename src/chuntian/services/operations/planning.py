"""Appointments: one or a weekly series planned, moved, cancelled, missed; what a person asks for; what became of them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from chuntian.casework.operations.tasks import need_reason
from chuntian.registry.models import Person
from chuntian.services.declared import service
from chuntian.services.enums import AppointmentState, SessionMode, Side
from chuntian.services.models import Appointment, Order, Provider
from chuntian.services.operations.reminding import tell
from chuntian.services.slots import Slot, why_not
from chuntian.trail.operations import record

MOST_WEEKS = 53  # a series lies within about a year: longer than an order's, and still one look at a list


class CannotPlan(Exception):
    """A time cannot be planned, or an appointment is not what it was; `days` gives each day with its reason."""

    def __init__(self, why: str, days: dict[date, str] | None = None) -> None:
        self.days = days or {}
        super().__init__(why)


@dataclass(slots=True)
class Planned:
    """What was planned, and each day that was not with its reason."""

    made: list[Appointment] = field(default_factory=list)
    refused: dict[date, str] = field(default_factory=dict)


@transaction.atomic
def plan(
    *, order: Order, day: date, starts: int, ends: int, item: str, by: Any, at: datetime, mode: str = SessionMode.CENTRE,
    staff: str = "", weeks: int = 1, skip: bool = False,
) -> Planned:  # fmt: skip
    """
    Plan a time (minutes after midnight) on a day, and on the same weekday of the weeks after it.

    Nothing is planned where one day cannot be, unless `skip` leaves such days out; they are told with their reasons.

    :raises CannotPlan: a day cannot be planned (with `skip`: no day can), or the hours, the item or the mode are wrong.
    """
    order = _held(order)
    _fits(order, item, mode, starts, ends)
    found = Planned()
    for number in range(min(max(weeks, 1), MOST_WEEKS)):
        slot = Slot(day + timedelta(weeks=number), starts, ends, item, mode, " ".join(staff.split()))
        if why := why_not(order, slot, at=at):
            found.refused[slot.day] = why
        elif skip or not found.refused:
            found.made.append(_made(order, slot, by, at))
    if found.refused and (not skip or not found.made):
        raise CannotPlan("；".join(f"{on}：{why}" for on, why in found.refused.items()), found.refused)
    say(found.made[0], "plan", by, at, {"appointments": [one.pk for one in found.made]})
    return found


@transaction.atomic
def move(
    *, appointment: Appointment, day: date, starts: int, ends: int, reason: str, by: Any, at: datetime,
    said_by: str = Side.PROVIDER, staff: str | None = None,
) -> Appointment:  # fmt: skip
    """
    Move an appointment to another time; the old one stays as moved, the person is told, and reminded of the new one.

    :raises CannotPlan: it is not to come any more, or the new time cannot be planned. :raises ReasonMissing
    """
    reason = need_reason(reason)
    order, old = _held_to_come(appointment, at)
    _fits(order, old.item, old.mode, starts, ends)
    _change(old, AppointmentState.MOVED, reason, said_by, by, at)
    who = old.staff if staff is None else " ".join(staff.split())
    slot = Slot(day, starts, ends, old.item, old.mode, who)
    if why := why_not(order, slot, at=at):
        raise CannotPlan(f"{day}：{why}", {day: why})
    new = _made(order, slot, by, at, follows=old)
    say(new, "move", by, at, {"from": old.pk, "side": said_by}, reason)
    tell(new, "moved", at=at)
    return new


@transaction.atomic
def cancel_appointment(
    *, appointment: Appointment, reason: str, by: Any, at: datetime, said_by: str = Side.PROVIDER
) -> Appointment:  # fmt: skip
    """
    Cancel an appointment that is to come, for the provider or for the person; the person is told.

    :raises CannotPlan: it is over, or was moved or cancelled before. :raises ReasonMissing
    """
    reason = need_reason(reason)
    _order, one = _held_to_come(appointment, at)
    return _cancelled(one, reason, said_by, by, at)


@transaction.atomic
def miss(*, appointment: Appointment, by: Any, at: datetime, reason: str = "") -> Appointment:
    """
    Write down that nobody came, or that nobody was there, once the time has begun.

    :raises CannotPlan: it has not begun, or something else became of it.
    """
    _order, one = _held_appointment(appointment)
    if one.state != AppointmentState.PLANNED or one.starts_at > at:
        raise CannotPlan(f"预约{one.get_state_display()}，时间没到的不能记为没有来")
    _change(one, AppointmentState.MISSED, reason.strip(), "", by, at)
    say(one, "miss", by, at, {}, reason)
    return one


@transaction.atomic
def wish(*, appointment: Appointment, words: str, by: Any, at: datetime) -> Appointment:
    """
    Ask for another time on the person's side; the appointment stands until the provider moves or cancels it.

    :raises CannotPlan: it is not to come any more. :raises ReasonMissing
    """
    words = need_reason(words)
    _order, one = _held_to_come(appointment, at)
    one.wish, one.wished_at = words[:300], at
    one.save(update_fields=["wish", "wished_at"])
    say(one, "wish", by, at, {})
    return one


def held_provider(pk: int) -> Provider:
    """Lock a provider: who plans there waits, and then sees what has changed."""
    return Provider.objects.select_for_update(no_key=True).get(pk=pk)


def _held(order: Order) -> Order:
    """Lock the person, the order, then the provider: two who plan for the same person or the same staff wait for each other."""
    person = Person.objects.only("merged_into_id").get(pk=order.person_id)
    Person.objects.select_for_update().get(pk=person.merged_into_id or person.pk)
    order = Order.objects.select_for_update().get(pk=order.pk)
    if order.provider_id:
        held_provider(order.provider_id)
    return order


def _held_appointment(appointment: Appointment) -> tuple[Order, Appointment]:
    order = _held(appointment.order)
    return order, Appointment.objects.select_for_update().get(pk=appointment.pk)


def _held_to_come(appointment: Appointment, at: datetime) -> tuple[Order, Appointment]:
    order, one = _held_appointment(appointment)
    if one.state != AppointmentState.PLANNED:
        raise CannotPlan(f"预约{one.get_state_display()}，请看现在的情况")
    if one.starts_at <= at:
        raise CannotPlan("预约的时间已经到了：做过的请登记服务，没有来的请记为没有来")
    return order, one


def _fits(order: Order, item: str, mode: str, starts: int, ends: int) -> None:
    said = service(order.programme)
    if item not in said.codes or mode not in said.modes:
        raise CannotPlan("该项目没有这个内容，或不能以此方式提供")
    if not 0 <= starts < ends <= 1440:
        raise CannotPlan("结束要晚于开始，且在同一天")


def _made(order: Order, slot: Slot, by: Any, at: datetime, follows: Appointment | None = None) -> Appointment:
    return Appointment.objects.create(
        order=order, person_id=order.person_id, provider_id=order.provider_id, region=order.person.region, item=slot.item,
        staff=slot.staff, starts_at=slot.starts_at, ends_at=slot.ends_at, mode=slot.mode, follows=follows,
        made_by=user_of(by), made_at=at,
    )  # fmt: skip


def _cancelled(one: Appointment, reason: str, said_by: str, by: Any, at: datetime) -> Appointment:
    _change(one, AppointmentState.CANCELLED, reason, said_by, by, at)
    say(one, "cancel", by, at, {"side": said_by}, reason)
    tell(one, "cancelled", at=at)
    return one


def _change(one: Appointment, state: str, reason: str, said_by: str, by: Any, at: datetime) -> None:
    one.state, one.reason, one.said_by = state, reason[:300], said_by
    one.changed_by, one.changed_at = user_of(by), at
    one.save(update_fields=["state", "reason", "said_by", "changed_by", "changed_at"])


def user_of(by: Any) -> Any:
    """Give the account of whoever did it, None where a process did."""
    return None if isinstance(by, str) else by


def say(one: Appointment, what: str, by: Any, at: datetime, detail: dict, why: str = "") -> None:
    """Write in the trail what was done with an appointment, or with it and others of its order."""
    record(
        actor=by, action=f"appointment.{what}", subject_kind="person", subject_id=one.person_id, region=one.region, at=at,
        reason=why, detail={"appointment": one.pk, "order": one.order_id, **detail},
    )  # fmt: skip
