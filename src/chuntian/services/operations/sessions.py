"""Sessions: entered by the provider, confirmed by the person's side, or contested."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuntian.casework.operations.tasks import need_reason
from chuntian.registry.models import Person
from chuntian.services.declared import service
from chuntian.services.enums import PLACED, Finding, Proof, SessionMode, SessionState
from chuntian.services.models import Appointment, Order, Session
from chuntian.services.operations.keeping import keep, keeps, plan_again
from chuntian.services.prices import price_on
from chuntian.trail.operations import record


class CannotEnter(Exception):
    """The session cannot be entered as it stands: order, item, mode or time."""


class CannotConfirm(Exception):
    """The session is not waiting for the person's word."""


@transaction.atomic
def enter_session(
    *, order: Order, item: str, day: date, starts: int, ends: int, by: Any, at: datetime, mode: str = SessionMode.CENTRE,
    appointment: Appointment | None = None,
) -> Session:  # fmt: skip
    """
    Enter a session (minutes after midnight) at the price of its day; what looks odd is remarked, not refused.

    The appointment it was entered from, or else the one whose hours it shares, is kept by it.

    :raises CannotEnter: the order was never placed, the item or the mode is not the programme's, the day is yet to
        come, or there is no price that day.
    """
    said, order = service(order.programme), Order.objects.get(pk=order.pk)
    if order.state not in PLACED or order.provider is None:
        raise CannotEnter("服务单尚未安排机构")
    if item not in said.codes or SessionMode(mode) not in said.modes:
        raise CannotEnter(f"该项目没有“{item}”或不能以此方式提供")
    if not 0 <= starts < ends <= 1440 or day > at.date():
        raise CannotEnter("时间须有先后；尚未发生的服务请先排期，不能登记")
    price = price_on(order.provider_id, item, day)
    if price is None:
        raise CannotEnter(f"{day} 没有“{item}”的价目，请先登记价目表")
    person = Person.objects.only("region").get(pk=order.person_id)
    session = Session(
        order=order, person_id=order.person_id, provider_id=order.provider_id, region=person.region, item=item, day=day,
        starts=starts, ends=ends, mode=mode, price_fen=price, entered_by=None if isinstance(by, str) else by, entered_at=at,
    )  # fmt: skip
    session.remarks = int(_remarks(session, order))
    session.appointment = keeps(session, appointment)
    session.save(force_insert=True)
    if session.appointment is not None:
        keep(session.appointment, by=by, at=at)
    return session


def _remarks(session: Session, order: Order) -> Finding:
    """Say at once what the provider can still put right: another session at the same time, a day it is shut, no room."""
    provider, found = order.provider, Finding(0)
    day = Session.objects.filter(day=session.day).exclude(state=SessionState.VOID)
    if day.filter(person_id=session.person_id, starts__lt=session.ends, ends__gt=session.starts).exists():
        found |= Finding.DOUBLE
    if str(session.day.isoweekday()) in provider.shut_weekdays or provider.shut_days.filter(day=session.day).exists():
        found |= Finding.SHUT_DAY
    if provider.capacity is not None and day.filter(provider=provider).count() >= provider.capacity:
        found |= Finding.OVER_CAPACITY
    if not order.starts_on <= session.day <= order.ends_on:
        found |= Finding.OUTSIDE_ORDER
    if not order.items.filter(item=session.item).exists():
        found |= Finding.NOT_ORDERED
    return found


@transaction.atomic
def confirm_session(*, session: Session, proof: str, by: Any, at: datetime) -> Session:
    """
    Confirm a session on the person's side; saying it again changes nothing.

    :raises CannotConfirm: it is contested or void, or the same user entered it (two sides, two people).
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state == SessionState.ACCEPTED:
        return session
    if session.state != SessionState.DELIVERED:
        raise CannotConfirm(f"该次服务{session.get_state_display()}，不能确认")
    if not isinstance(by, str) and by.pk == session.entered_by_id:
        raise CannotConfirm("登记人不能代表本人一方确认")
    session.state, session.proof, session.confirmed_at = SessionState.ACCEPTED, Proof(proof), at
    session.save(update_fields=["state", "proof", "confirmed_at"])
    return session


@transaction.atomic
def contest_session(*, session: Session, words: str, by: Any, at: datetime) -> Session:
    """
    Say for the person's side that a session did not take place as entered; it goes into no claim.

    :raises CannotConfirm: it is in a claim already, or void. :raises ReasonMissing
    """
    words = need_reason(words)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if session.state == SessionState.VOID or hasattr(session, "line"):
        raise CannotConfirm("该次服务已作废或已进入结算，请在结算单上提出异议")
    session.state, session.proof, session.confirmed_at = SessionState.CONTESTED, "", None
    session.save(update_fields=["state", "proof", "confirmed_at"])
    _say(session, "contest", by, at, words)
    return session


@transaction.atomic
def void_session(*, session: Session, reason: str, by: Any, at: datetime) -> Session:
    """
    Take back a session that was entered wrongly; the appointment it kept waits again.

    :raises CannotConfirm: it is in a claim. :raises ReasonMissing
    """
    reason = need_reason(reason)
    session = Session.objects.select_for_update().get(pk=session.pk)
    if hasattr(session, "line"):
        raise CannotConfirm("该次服务已进入结算，不能作废")
    session.state, session.proof, session.confirmed_at = SessionState.VOID, "", None
    session.save(update_fields=["state", "proof", "confirmed_at"])
    plan_again(session, at=at)
    _say(session, "void", by, at, reason)
    return session


def _say(session: Session, what: str, by: Any, at: datetime, why: str) -> None:
    record(
        actor=by, action=f"session.{what}", subject_kind="person", subject_id=session.person_id, region=session.region,
        at=at, reason=why, detail={"session": session.pk},
    )  # fmt: skip
