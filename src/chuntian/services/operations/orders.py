"""Orders: asked for, placed with the provider the person chose, moved, stopped, accepted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from chuntian.accounts.models import User
from chuntian.casework.models import Case
from chuntian.casework.operations.tasks import need_reason
from chuntian.registry.models import Person
from chuntian.services.approved_year import too_old
from chuntian.services.declared import service
from chuntian.services.enums import PLACED, ChosenBy, NeedState, OrderState, WaitEnd
from chuntian.services.models import Acceptance, AgreementSpan, Need, Order, OrderItem, Provider
from chuntian.services.operations.releasing import release
from chuntian.trail.operations import record


class CannotOrder(Exception):
    """The order does not follow from the programme's declaration, the agreement or the state it is in."""


class TwoProviders(CannotOrder):
    """Another provider serves the person in these days, and the programme allows one."""


class NoAgreement(CannotOrder):
    """The provider has no agreement for the programme on these days."""


class TooOld(CannotOrder):
    """The person was past the age of the programme when he applied, or the order outlasts the approved year he finishes."""


class ConsentMissing(CannotOrder):
    """The provider lies outside the county, and the county has not consented."""


@transaction.atomic
def ask_for(
    *, person: Person, programme: str, on: date, by: Any, at: datetime, need: Need | None = None, case: Case | None = None
) -> Order:  # fmt: skip
    """
    Put a person on the waiting list of a programme; the wait's age counts from the day.

    :raises CannotOrder: the person waits already, or the need is of another kind or person.
    """
    said = service(programme)
    if need is not None and (need.person_id, need.kind) != (person.pk, str(said.need)):
        raise CannotOrder("需求与人或项目不符")
    if Order.objects.filter(person=person, programme=programme, state=OrderState.WAITING).exists():
        raise CannotOrder("此人已在该项目的轮候名单上")
    order = Order.objects.create(
        person=person, region=person.region, programme=programme, need=need, case=case, asked_on=on,
        alone=programme if said.one_provider else "", restricted=said.restricted, made_by=_user(by), made_at=at,
    )  # fmt: skip
    _say(order, "ask", by, at)
    return order


@transaction.atomic
def place(
    *, order: Order, provider: Provider, starts_on: date, ends_on: date, items: Mapping[str, int | None], chosen_by: str,
    by: Any, at: datetime, ceiling_fen: int | None = None, consent_by: User | None = None, consent_on: date | None = None,
) -> Order:  # fmt: skip
    """
    Place a waiting order with the provider that the person or the guardian chose; `items` gives how often (None = freely).

    :raises TwoProviders, NoAgreement, ConsentMissing, TooOld, CannotOrder
    """
    order = _held(order)
    if order.state != OrderState.WAITING:
        raise CannotOrder(f"服务单{order.get_state_display()}，不能再安排机构")
    _check(order, provider, starts_on, ends_on, items)
    order.outside = not _same_county(order.region, provider.organisation.division)
    if order.outside and service(order.programme).consent_outside and (consent_by is None or consent_on is None):
        raise ConsentMissing("外地机构须先经县级残联同意（R-CHD-03），请登记同意人和日期")
    if order.outside and consent_by is None:
        raise ConsentMissing("外地机构须登记由谁同意")
    order.provider, order.starts_on, order.ends_on, order.ceiling_fen = provider, starts_on, ends_on, ceiling_fen
    order.chosen_by, order.state = ChosenBy(chosen_by), OrderState.RUNNING
    order.consent_by, order.consent_on = consent_by, consent_on
    _save_alone(order)
    OrderItem.objects.bulk_create([OrderItem(order=order, item=code, quantity=n) for code, n in items.items()])
    if order.need_id:
        Need.objects.filter(pk=order.need_id, state=NeedState.OPEN).update(state=NeedState.PLANNED)
    _say(order, "place", by, at, {"provider": provider.pk, "from": str(starts_on), "to": str(ends_on)})
    return order


def _held(order: Order) -> Order:
    """Lock an order, and before it its person: a file that is merged or emptied meanwhile takes its orders along."""
    Person.objects.select_for_update().get(pk=order.person_id)
    return Order.objects.select_for_update().get(pk=order.pk)


def _check(order: Order, provider: Provider, starts_on: date, ends_on: date, items: Mapping[str, int | None]) -> None:
    said = service(order.programme)
    if ends_on < starts_on or not items or not set(items) <= said.codes:
        raise CannotOrder(f"期限须有先后，项目须在目录内：{'、'.join(sorted(said.codes))}")
    covers = AgreementSpan.objects.filter(
        agreement__provider=provider, agreement__programme=order.programme, from_on__lte=starts_on, to_on__gte=starts_on
    )
    if not covers.exists():
        raise NoAgreement(f"{provider} 在 {starts_on} 没有该项目的有效协议，请选择目录中的其他机构")
    if Person.objects.get(pk=order.person_id).merged_into_id:
        raise CannotOrder("此档案已并入另一档案，请在并入后的档案上办理")
    why = too_old(order, starts_on, ends_on)
    if why:
        raise TooOld(why)


def _save_alone(order: Order) -> None:
    """Save a placed order; the database refuses a second provider in the same days."""
    there = two_at_once(order).first()
    if there is not None:
        raise TwoProviders(f"{there.starts_on}至{there.ends_on}已由 {there.provider} 服务；变更机构请办“转机构”")
    try:
        with transaction.atomic():
            order.save()
    except IntegrityError as why:  # someone else placed one meanwhile
        raise TwoProviders("同期已由另一机构服务；变更机构请办“转机构”") from why


def two_at_once(order: Order) -> Any:
    """Give the other orders of the person that lie in the same days, where the programme allows one provider."""
    if not order.alone:
        return Order.objects.none()
    same = Q(person_id=order.person_id) | Q(person__merged_into_id=order.person_id)
    return Order.objects.filter(
        same, alone=order.alone, state__in=PLACED, starts_on__lte=order.ends_on, ends_on__gte=order.starts_on
    ).exclude(pk=order.pk)


@transaction.atomic
def stop(*, order: Order, last_day: date, reason: str, by: Any, at: datetime) -> Order:
    """
    Stop a running order after a day, and cancel what is planned later; a day before its first means that nothing was delivered.

    :raises CannotOrder: it does not run. :raises ReasonMissing
    """
    order = _held(order)
    reason = need_reason(reason)
    if order.state != OrderState.RUNNING or order.ends_on is None:
        raise CannotOrder(f"服务单{order.get_state_display()}，不能停止")
    order.state, order.stop_reason, order.ends_on = OrderState.STOPPED, reason[:300], min(last_day, order.ends_on)
    order.save(update_fields=["state", "stop_reason", "ends_on"])
    released = release(order=order, why="服务单已停止", by=by, at=at)
    _say(order, "stop", by, at, {"last_day": str(last_day), "released": released})
    return order


@transaction.atomic
def leave_wait(*, order: Order, why: str, words: str, by: Any, at: datetime) -> Order:
    """
    End a wait: the person leaves the waiting list, and what he needs stays on record as it is.

    :raises CannotOrder: it waits no longer.
    """
    order = _held(order)
    if order.state != OrderState.WAITING:
        raise CannotOrder(f"服务单{order.get_state_display()}，不在轮候；正在服务的请办“停止服务”")
    said = "：".join(part for part in (WaitEnd(why).label, words.strip()) if part)
    order.state, order.stop_reason = OrderState.CANCELLED, said[:300]
    order.save(update_fields=["state", "stop_reason"])
    _say(order, "cancel", by, at, {"why": str(why)})
    return order


@transaction.atomic
def transfer(
    *, order: Order, provider: Provider, on: date, reason: str, chosen_by: str, by: Any, at: datetime,
    consent_by: User | None = None, consent_on: date | None = None,
) -> Order:  # fmt: skip
    """
    Move a person to another provider from a day on: the old order ends the day before, what is left goes with him.

    What is left of the ceiling is what accepted sessions up to the day have not used; so are the quantities.

    :raises TwoProviders, NoAgreement, ConsentMissing, CannotOrder, ReasonMissing
    """
    from chuntian.services.queries import left_of

    ends_on, asked = order.ends_on, order.asked_on
    if ends_on is None or on > ends_on:
        raise CannotOrder("服务单已到期，请另办新单")
    old = stop(order=order, last_day=on - timedelta(days=1), reason=reason, by=by, at=at)
    ceiling, items = left_of(old)
    if ceiling == 0:
        raise CannotOrder("限额已用完，没有可转的余额")
    fresh = Order.objects.create(
        person=old.person, region=old.region, programme=old.programme, need=old.need, case=old.case, asked_on=asked,
        alone=old.alone, restricted=old.restricted, follows=old, made_by=_user(by), made_at=at,
    )  # fmt: skip
    return place(
        order=fresh, provider=provider, starts_on=on, ends_on=ends_on, items=items, chosen_by=chosen_by, by=by, at=at,
        ceiling_fen=ceiling, consent_by=consent_by, consent_on=consent_on,
    )  # fmt: skip


@transaction.atomic
def accept(
    *, order: Order, on: date, given_by: str, accepted: bool, by: Any, at: datetime, rating: int | None = None, words: str = ""
) -> Acceptance:  # fmt: skip
    """
    Write down the person's word about an order; accepted, it is done, and its need can be closed.

    :raises CannotOrder: the order was never placed. :raises ReasonMissing: not accepted, and no word why.
    """
    order = _held(order)
    if order.state not in PLACED or order.starts_on is None or on < order.starts_on:
        raise CannotOrder("服务单尚未安排机构，或验收日期早于服务开始")
    words = words if accepted else need_reason(words)
    said = Acceptance.objects.create(
        order=order, on=on, given_by=ChosenBy(given_by), accepted=accepted, rating=rating, words=words[:500],
        recorded_by=_user(by), recorded_at=at,
    )  # fmt: skip
    if accepted and order.state == OrderState.RUNNING:
        order.state, order.ends_on = OrderState.DONE, min(on, order.ends_on or on)
        order.save(update_fields=["state", "ends_on"])
        release(order=order, why="服务已验收，不再继续", by=by, at=at)
    _say(order, "accept" if accepted else "not_accept", by, at, {"rating": rating})
    return said


def _same_county(one: str, other: str) -> bool:
    return one[:6] == other[:6]


def _user(by: Any) -> Any:
    return None if isinstance(by, str) else by


def _say(order: Order, what: str, by: Any, at: datetime, detail: dict | None = None) -> None:
    record(
        actor=by, action=f"order.{what}", subject_kind="person", subject_id=order.person_id, region=order.region, at=at,
        reason=order.stop_reason if what in ("stop", "cancel") else "", detail={"order": order.pk, **(detail or {})},
    )  # fmt: skip
