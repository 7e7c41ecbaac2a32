"""Which session keeps which appointment: said by who enters it, or found by order, item and hours."""

from datetime import datetime
from typing import Any

import polars as pl

from chuntian.services.enums import AppointmentState, SessionState
from chuntian.services.models import Appointment, Order, Session
from chuntian.services.slots import moment_of, on_day, slot_of

AT_ONCE = 200  # rows a statement


def keeps(session: Session, appointment: Appointment | None) -> Appointment | None:
    """
    Give the planned appointment that a session keeps, locked: the one that is said, or the one of its order and item
    whose hours it shares; None where it keeps none.
    """
    rows = Appointment.objects.select_for_update().filter(order_id=session.order_id, state=AppointmentState.PLANNED)
    if appointment is not None:
        return on_day(rows.filter(pk=appointment.pk), session.day).first()
    begins, ends = moment_of(session.day, session.starts), moment_of(session.day, session.ends)
    return rows.filter(item=session.item, starts_at__lt=ends, ends_at__gt=begins).order_by("starts_at", "pk").first()


def keep(appointment: Appointment, *, by: Any, at: datetime) -> None:
    """Mark an appointment as kept: its session was entered."""
    appointment.state, appointment.changed_at = AppointmentState.KEPT, at
    appointment.changed_by = None if isinstance(by, str) else by
    appointment.save(update_fields=["state", "changed_by", "changed_at"])


def keep_by_sheet(filled: pl.DataFrame, *, by: Any, at: datetime) -> int:
    """
    Mark as kept what the sessions of a sheet keep; give how many. Where nothing is planned it costs one question.

    :param filled: the sheet's rows of `services_session`: id, order_id, provider_id, item, day, starts, ends.
    """
    if filled.is_empty():
        return 0
    first, last = filled.select(pl.col("day").min().alias("first"), pl.col("day").max().alias("last")).row(0)
    planned = Appointment.objects.filter(
        provider__in=filled["provider_id"].unique().to_list(), state=AppointmentState.PLANNED
    )
    waits = [
        (one.pk, one.order_id, slot.item, slot.day, slot.starts, slot.ends)
        for one in on_day(planned, first, last).order_by("starts_at", "pk")
        for slot in [slot_of(one)]
    ]
    found = _pairs(filled, waits) if waits else {}
    sessions = [Session(pk=session, appointment_id=one) for session, one in found.items()]
    Session.objects.bulk_update(sessions, ["appointment"], batch_size=AT_ONCE)
    ids = list(found.values())
    for begin in range(0, len(ids), AT_ONCE):
        Appointment.objects.filter(pk__in=ids[begin : begin + AT_ONCE]).update(
            state=AppointmentState.KEPT, changed_at=at, changed_by=None if isinstance(by, str) else by
        )
    return len(found)


def _pairs(filled: pl.DataFrame, waits: list[tuple[Any, ...]]) -> dict[int, int]:
    """Give to each session the first appointment of its order, item and day whose hours it shares; each to one only."""
    schema = {
        "one": pl.Int64,
        "order_id": pl.Int64,
        "item": pl.String,
        "day": pl.Date,
        "begins": pl.Int32,
        "over": pl.Int32,
    }
    planned = pl.DataFrame(waits, schema=schema, orient="row")
    shares = (pl.col("starts") < pl.col("over")) & (pl.col("ends") > pl.col("begins"))
    both = (
        filled.join(planned, on=["order_id", "item", "day"]).filter(shares).sort("day", "starts", "id", "begins", "one")
    )
    found: dict[int, int] = {}
    given: set[int] = set()
    for session, one in both.select("id", "one").iter_rows():
        if session not in found and one not in given:
            found[session] = one
            given.add(one)
    return found


def plan_again(session: Session, *, at: datetime) -> None:
    """Let the appointment of a session that is taken back stand as planned again, or as cancelled where its order ended."""
    if session.appointment_id is None:
        return
    order = Order.objects.select_for_update().get(pk=session.order_id)  # before the appointment, as whoever plans
    one = Appointment.objects.select_for_update().filter(pk=session.appointment_id, state=AppointmentState.KEPT).first()
    if one is None or one.sessions.exclude(state=SessionState.VOID).exists():
        return
    within = order.ends_on is not None and slot_of(one).day <= order.ends_on
    one.state, one.changed_at = (AppointmentState.PLANNED if within else AppointmentState.CANCELLED), at
    one.reason = "" if within else "登记已作废，服务单已结束"
    one.save(update_fields=["state", "reason", "changed_at"])
