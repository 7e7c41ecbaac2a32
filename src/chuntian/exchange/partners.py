"""What a department is told of a person: within its division, only the fields of its contract, each read written down."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from chuntian.accounts.scopes import Scope
from chuntian.exchange.enums import FIELDS_OF_CALL, PartnerField
from chuntian.exchange.models import Partner, PartnerContract, PartnerKey
from chuntian.kernel.components import decode
from chuntian.registry.models import Person
from chuntian.registry.queries import facts_of
from chuntian.trail import reach
from chuntian.trail.models import Entry
from chuntian.trail.operations import record
from chuntian.trail.protected import blind_index

READ, MISSED = "partner.read", "partner.missed"
DECEASED = "deceased"


class TooMuch(Exception):
    """The contract's number of persons for the hour or the day is used up; `wait` is when to ask again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


@dataclass(frozen=True)
class Asked:
    """Who asks, under which contract, by which call, in which message, from where, and when it is."""

    contract: PartnerContract
    call: str
    message: int
    source: str
    at: datetime
    on: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "on", self.at.date())

    @property
    def fields(self) -> list[str]:
        """Give the fields that this call gives under this contract."""
        return [name for name in self.contract.fields if name in FIELDS_OF_CALL[self.call]]


@dataclass(frozen=True)
class Told:
    """What is told of one person: `holds` yes, no or unknown; and the contracted fields, unknown ones as None."""

    holds: bool | None
    fields: dict[str, Any]


def key_of(code: str, key_id: str, on: date) -> PartnerKey | None:
    """Give a department's key, if it is in force on the day."""
    found = PartnerKey.objects.in_force(on).filter(partner__code=code, key_id=key_id)
    return found.select_related("partner").first()


def contract_for(partner: Partner, purpose_code: str, call: str, on: date) -> PartnerContract | None:
    """Give the department's contract for a purpose if it names the call; of several in force the one granted last."""
    held = PartnerContract.objects.in_force(on).filter(partner=partner, purpose_code=purpose_code)
    newest = held.select_related("partner").order_by("-granted_at", "-id").first()
    return newest if newest is not None and call in newest.calls else None


def answer(asked: Asked, numbers: list[str]) -> list[Told | None]:
    """
    Tell of each number what the contract gives; None for whoever is not in its division, registered elsewhere or not.

    :raises TooMuch: the persons of the hour or the day would be more than the contract says; nobody is told of.
    """
    contract = asked.contract
    reach.sees([contract.region], contract.actor)
    try:
        with transaction.atomic():
            Partner.objects.select_for_update().get(pk=contract.partner_id)  # messages of one moment count one by one
            _within_limits(asked, len(numbers))
            return [_told(asked, number) for number in numbers]
    finally:
        reach.nothing()


def _within_limits(asked: Asked, more: int) -> None:
    mine = Entry.objects.filter(actor=asked.contract.actor, action__in=(READ, MISSED), at__lte=asked.at)
    day = asked.at.replace(hour=0, minute=0, second=0, microsecond=0)
    if mine.filter(at__gte=day).count() + more > asked.contract.daily:
        raise TooMuch(day + timedelta(days=1) - asked.at)
    if mine.filter(at__gt=asked.at - timedelta(hours=1)).count() + more > asked.contract.hourly:
        raise TooMuch(timedelta(hours=1))


def _told(asked: Asked, number: str) -> Told | None:
    index, contract = blind_index(number, "resident_id"), asked.contract
    known = Person.objects.filter(Q(resident_index=index) | Q(merged__resident_index=index), merged_into__isnull=True)
    person = Scope(regions=(contract.region,)).filter(known).first()
    _write_down(asked, person)
    if person is None:
        return None
    facts = facts_of(person, asked.on, asked.at)
    values = _values({name: one.value for name, one in facts.items()}, asked.on)
    values[PartnerField.UPDATED] = facts["certificate_valid"].true_from
    return Told(values["holds"], {name: values[name] for name in asked.fields})


def _write_down(asked: Asked, person: Person | None) -> None:
    contract = asked.contract
    detail = {"call": asked.call, "fields": asked.fields, "contract": contract.pk, "message": asked.message}
    about = {"subject_kind": "person", "subject_id": person.pk, "region": person.region} if person else {
        "subject_kind": "partner_contract", "subject_id": contract.pk, "region": contract.region
    }  # fmt: skip
    record(
        actor=contract.actor, action=READ if person else MISSED, at=asked.at, reason=contract.purpose,
        detail={**detail, "from": asked.source}, **about,
    )  # fmt: skip


def _values(facts: dict[str, Any], on: date) -> dict[str, Any]:
    """Give every field in the house's own words; what a certificate not in force once said is nobody's business."""
    dead = facts["death_date"] is not None and facts["death_date"] <= on
    holds = False if dead else facts["certificate_valid"]
    parts = decode(facts["components"]) if holds and facts["components"] is not None else None
    status = None if holds is None else facts["certificate_status"]
    return {
        "holds": holds,
        PartnerField.STATUS: DECEASED if dead else status,
        PartnerField.LEVEL: facts["grade"] if holds else None,
        PartnerField.TYPE: parts,
        PartnerField.SEVERITY: parts,
    }
