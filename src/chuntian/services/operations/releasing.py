"""Appointments that can no longer take place: an order ended, an agreement does not hold, a provider is shut; each is told."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from chuntian.services.enums import AppointmentState, Side
from chuntian.services.models import AgreementSpan, Appointment, Order, Provider
from chuntian.services.operations.planning import held_provider, say, user_of
from chuntian.services.operations.reminding import tell
from chuntian.services.slots import moment_of, on_day, slot_of


def release(*, order: Order, why: str, by: Any, at: datetime) -> int:
    """Cancel what is planned after the last day of an order that ended; inside the transaction that ends it."""
    rows = Appointment.objects.filter(order=order)
    if order.ends_on is not None:
        rows = rows.filter(starts_at__gte=moment_of(order.ends_on + timedelta(days=1), 0))
    return _release(_planned(rows), why, by, at)


def release_unagreed(*, provider: Provider, programme: str, why: str, by: Any, at: datetime) -> int:
    """Cancel what is still to come of a programme on days that no agreement of the provider holds; inside its step."""
    held_provider(provider.pk)
    spans = AgreementSpan.objects.filter(agreement__provider=provider, agreement__programme=programme)
    days = list(spans.values_list("from_on", "to_on"))
    rows = Appointment.objects.filter(provider=provider, order__programme=programme, starts_at__gt=at)
    gone = [one for one in _planned(rows) if not any(first <= slot_of(one).day <= last for first, last in days)]
    return _release(gone, why, by, at, "unserved")


def release_shut(
    *, provider: Provider, day: date | None = None, weekdays: str = "", why: str, by: Any, at: datetime
) -> int:
    """Cancel what is still to come at a provider on a day that it is shut, or on weekdays (1 is Monday); it is locked."""
    rows = Appointment.objects.filter(provider=provider, starts_at__gt=at)
    if day is not None:
        return _release(_planned(on_day(rows, day)), why, by, at)
    return _release([one for one in _planned(rows) if str(slot_of(one).day.isoweekday()) in weekdays], why, by, at)


def _planned(rows: QuerySet[Appointment]) -> list[Appointment]:
    found = rows.filter(state=AppointmentState.PLANNED).select_for_update(of=("self",))
    return list(found.select_related("order", "person", "provider__organisation").order_by("starts_at", "pk"))


def _release(gone: list[Appointment], why: str, by: Any, at: datetime, words: str = "cancelled") -> int:
    """Cancel them as a set; each order has one entry in the trail and one message, however many its appointments are."""
    Appointment.objects.filter(pk__in=[one.pk for one in gone]).update(
        state=AppointmentState.CANCELLED, reason=why, said_by=Side.PROVIDER, changed_by=user_of(by), changed_at=at
    )
    orders: dict[int, list[Appointment]] = {}
    for one in gone:
        orders.setdefault(one.order_id, []).append(one)
    for some in orders.values():
        say(some[0], "cancel", by, at, {"side": Side.PROVIDER, "appointments": [one.pk for one in some]}, why)
        if coming := [one for one in some if one.starts_at > at]:
            tell(coming[0], words, at=at, beside=coming[1:])
    return len(gone)
