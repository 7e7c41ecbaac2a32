"""Providers: registered, with prices by date and days they are shut."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from chuntian.places.models import Organisation
from chuntian.services.declared import facilities_of_catalogue
from chuntian.services.models import Offer, Provider, ShutDay
from chuntian.services.operations.planning import held_provider
from chuntian.services.operations.releasing import release_shut
from chuntian.trail.operations import record

SHUT = "机构那天停业"  # what the person is told; why it is shut stays with the provider


class PriceFixed(Exception):
    """A price of this item begins on this day or later already."""


class NoSuchFacility(LookupError):
    """The catalogue has no facility of this name."""


@transaction.atomic
def register_provider(
    *, organisation: Organisation, qualification: str, by: Any, at: datetime, capacity: int | None = None,
    shut_weekdays: str = "", licence: str = "", licence_to: date | None = None, staff: int | None = None, access: str = "",
    facility: str = "",
) -> Provider:  # fmt: skip
    """
    Register an organisation as a provider; the same organisation again gets the new particulars.

    `facility` names the row of the catalogue that the place is (a demonstration centre, a home of the disabled).

    :raises NoSuchFacility: the catalogue has no such facility.
    """
    if facility and facility not in facilities_of_catalogue():
        raise NoSuchFacility(f"目录中没有设施“{facility}”，现有：{'、'.join(facilities_of_catalogue())}")
    said = {
        "qualification": qualification, "capacity": capacity, "licence": licence, "licence_to": licence_to,
        "staff": staff, "access": access, "facility": facility, "shut_weekdays": "".join(sorted(set(shut_weekdays) & set("1234567"))),
    }  # fmt: skip
    before = Provider.objects.filter(organisation=organisation).values_list("shut_weekdays", flat=True).first()
    provider, made = Provider.objects.update_or_create(
        organisation=organisation,
        defaults=said,
        create_defaults={**said, "region": organisation.region, "registered_at": at},
    )
    newly = set() if made else set(provider.shut_weekdays) - set(before or "")
    released = 0
    if newly:
        released = release_shut(provider=provider, weekdays="".join(newly), why=SHUT, by=by, at=at)
    record(
        actor=by, action="provider.register" if made else "provider.change", subject_kind="provider",
        subject_id=provider.pk, region=provider.region, at=at, detail={"released": released},
    )  # fmt: skip
    return provider


@transaction.atomic
def set_price(*, provider: Provider, item: str, price_fen: int, from_on: date, by: Any, at: datetime) -> Offer:
    """
    Set the price of an item in fen from a day on; what ran before ends the day before. Past prices stay as they were.

    :raises PriceFixed: a price begins on that day or later: prices are added forward.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)
    offers = Offer.objects.filter(provider=provider, item=item)
    if offers.filter(from_on__gte=from_on).exists():
        raise PriceFixed(f"{item} 在 {from_on} 或之后已有价目；请从更晚的日期起定价")
    before = offers.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on))
    before.update(to_on=from_on - timedelta(days=1))
    offer = Offer.objects.create(provider=provider, item=item, price_fen=price_fen, from_on=from_on)
    record(
        actor=by, action="provider.price", subject_kind="provider", subject_id=provider.pk, region=provider.region, at=at,
        detail={"item": item, "price_fen": price_fen, "from": from_on.isoformat()},
    )  # fmt: skip
    return offer


@transaction.atomic
def shut(*, provider: Provider, day: date, reason: str, by: Any, at: datetime) -> int:
    """
    Say that a provider is shut on a day: sessions of that day are looked at, what is planned is cancelled and told.

    Gives how many appointments were cancelled; a day that was shut before stays as it is.
    """
    held_provider(provider.pk)
    _, fresh = ShutDay.objects.get_or_create(provider=provider, day=day, defaults={"reason": reason})
    if not fresh:
        return 0
    released = release_shut(provider=provider, day=day, why=SHUT, by=by, at=at)
    record(
        actor=by, action="provider.shut", subject_kind="provider", subject_id=provider.pk, region=provider.region,
        at=at, reason=reason, detail={"day": day.isoformat(), "released": released},
    )  # fmt: skip
    return released
