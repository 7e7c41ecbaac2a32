"""A year of services: six providers, some four hundred orders, sessions week by week, claims with faults that were planted."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import transaction

from chuntian.accounts.enums import Role
from chuntian.demo import planned_ahead, things
from chuntian.demo.assessing import assess_children
from chuntian.demo.numbers import credit_code
from chuntian.demo.office import Office
from chuntian.demo.opening import person_ids
from chuntian.demo.services import needs_of
from chuntian.demo.world import MONTHS, OPENING, Human, World
from chuntian.kernel.days import Month
from chuntian.money import operations as money
from chuntian.money.models import Voucher
from chuntian.places.models import Organisation
from chuntian.registry.models import Person
from chuntian.services import operations as services
from chuntian.services.enums import Finding
from chuntian.services.models import ClaimLine, Need, Order, Provider
from chuntian.services.queries import billed_now_wrong

ORDERS, WAITING = 400, 7
CHILD, BASIC, CARE = "child_rehab_relief", "precision_rehab", "sunshine_home_plan"
# Name, programme, item, price in fen (made up, as everything of the demo).
PROVIDERS = (
    ("西固演示康复中心", BASIC, "function_training", 8_000),
    ("西固演示社区康复站", BASIC, "function_training", 7_500),
    ("西固演示儿童康复一园", CHILD, "training.intellectual", 12_000),
    ("西固演示儿童康复二园", CHILD, "training.intellectual", 11_000),
    ("西固演示托养中心", CARE, "day", 6_000),
    ("西固演示居家照护社", CARE, "day", 6_500),
)
AGREED_TO, SERVED_TO = date(2025, 12, 31), date(2025, 3, 31)  # children finish with the approved year
SUSPENDED = (date(2024, 3, 11), date(2024, 3, 25))  # 二园 is suspended for two weeks, and goes on all the same
FAULTS = {
    "double_session": Finding.DOUBLE, "outside_agreement": Finding.OUTSIDE_AGREEMENT, "over_ceiling": Finding.OVER_CEILING,
    "after_death": Finding.DEAD, "death_told_late": Finding.DEAD, "shut_day": Finding.SHUT_DAY,
}  # fmt: skip


@dataclass(slots=True)
class Planned:
    """An order and the sessions that will be handed in for it, each with the fault planted in it or none."""

    order: Order
    item: str
    price_fen: int
    human: Human
    sessions: list[tuple[date, int, str]] = field(default_factory=list)  # day, minute, fault


def serve(office: Office, world: World, seed: int, months: int) -> dict[str, Any]:
    """Let the providers work for some months of the year, and say what of the planted faults was found and kept unpaid."""
    chance = random.Random(f"services {seed}")
    providers = [_provider(office, serial, *row) for serial, row in enumerate(PROVIDERS)]
    plans = _orders(office, world, chance, providers, months)
    until = MONTHS[months - 1].last
    for plan in plans:
        _sessions(plan, chance, until)
    planted: dict[int, str] = {}
    for month in MONTHS[:months]:
        if month == MONTHS[months - 1]:
            planned_ahead.plan_ahead(office, month, plans)
        planted |= _month(office, month, plans)
        if month == MONTHS[months - 1]:
            planned_ahead.close_the_weeks(office, month, plans)
        _pay(office, month, is_last=month == MONTHS[months - 1])
    found = _held_against(office, planted, months) | planned_ahead.count()
    children = [plan.order for plan in plans if plan.order.programme == CHILD and plan.human.death_on is None]
    found |= assess_children(office, children, seed, until)
    return found | things.furnish(office, world, lender=providers[1], builder=providers[5])


def _provider(office: Office, serial: int, name: str, programme: str, item: str, price_fen: int) -> Provider:
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 2)
    code = credit_code("private_non_enterprise", office.region[:6], 920 + serial)
    place = Organisation.objects.filter(kind="provider", name=name).first() or Organisation.objects.create(
        kind="provider", name=name, credit_code=code, division=office.region, region=office.region, registered_at=at
    )
    provider = services.register_provider(
        organisation=place, qualification="演示资质", capacity=200, shut_weekdays="7", by=clerk, at=at
    )
    services.set_price(provider=provider, item=item, price_fen=price_fen, from_on=OPENING, by=clerk, at=at)
    agreement = services.apply_for_agreement(
        provider=provider, programme=programme, region=office.region, on=OPENING, by=clerk, at=at
    )
    for step in ("assess", "publish", "sign"):
        services.step_agreement(
            agreement=agreement, step=step, on=OPENING, ends_on=AGREED_TO, by=clerk, at=at, number=f"演示〔2024〕{serial + 1}号"
        )  # fmt: skip
    if name.endswith("二园"):
        for step, day in zip(("suspend", "resume"), SUSPENDED, strict=True):
            services.step_agreement(agreement=agreement, step=step, on=day, by=clerk, at=at, why="消防整改（演示）")
    return provider


def _programme(one: Human) -> str | None:
    age, needs = 2024 - one.birth.year, needs_of(one)
    if "care" in needs and 16 <= age < 60:
        return CARE
    if "rehabilitation" in needs:
        return CHILD if age < 18 else BASIC
    return None


def _orders(
    office: Office, world: World, chance: random.Random, providers: list[Provider], months: int
) -> list[Planned]:  # fmt: skip
    """Order for those in need: first whoever dies in the year (for the fault of a session after death), then anyone."""
    here = [
        one for one in world.humans
        if one.certificates and one.is_holder(OPENING) and one.hukou(OPENING).startswith(world.county)
        and not one.second_id and one.tag != "mistaken_death" and not (one.death_on and one.death_on < OPENING)
    ]  # fmt: skip
    wanted = [(one, slug) for one in here if (slug := _programme(one))]
    wanted.sort(key=lambda pair: pair[0].death_on is None)
    wanted, waiting = wanted[:ORDERS], wanted[ORDERS : ORDERS + WAITING]
    _wait(office, waiting, months)
    ids = person_ids([one.resident_id for one, _ in wanted])
    people = Person.objects.in_bulk(set(ids.values()))
    known = [(one, slug, people[ids[one.resident_id]]) for one, slug in wanted if one.resident_id in ids]
    _needs(office, known)
    by_programme: dict[str, list[int]] = {}
    for number, row in enumerate(PROVIDERS):
        by_programme.setdefault(row[1], []).append(number)
    return [_order(office, chance, one, slug, person, providers, by_programme[slug]) for one, slug, person in known]


def _kind(slug: str) -> str:
    return "care" if slug == CARE else "rehabilitation"


def _wait(office: Office, waiting: list[tuple[Human, str]], months: int) -> None:
    """Let some wait: there was no place for them this year."""
    clerk, ids = office.who(Role.COUNTY_CLERK), person_ids([one.resident_id for one, _ in waiting])
    for number, (one, slug) in enumerate(waiting):
        person = Person.objects.filter(pk=ids.get(one.resident_id)).first()
        if person is None or one.death_on:
            continue
        month = MONTHS[min(3 + number, months - 1)]
        need = services.record_need(
            person=person, kind=_kind(slug), source="visit", known_on=month.first,
            urgency=1 if number == 0 else 3, by=clerk, at=office.at(month, 3),
        )  # fmt: skip
        services.ask_for(person=person, programme=slug, on=month.first, need=need, by=clerk, at=office.at(month, 4))


def _needs(office: Office, known: list[tuple[Human, str, Person]]) -> None:
    rows = [(person.pk, person.region, _kind(slug)) for _, slug, person in known]
    stated = pl.DataFrame(rows, schema={"person_id": pl.Int64, "region": pl.String, "kind": pl.String}, orient="row")
    services.take_over_needs(
        stated=stated, region=office.region, source="survey", known_on=date(2023, 9, 15), by="system:survey",
        at=office.at(MONTHS[0], 2),
    )  # fmt: skip


def _order(
    office: Office, chance: random.Random, one: Human, slug: str, person: Person, providers: list[Provider],
    choice: list[int],
) -> Planned:  # fmt: skip
    number = chance.choice(choice)
    _, _, item, price_fen = PROVIDERS[number]
    clerk, at = office.who(Role.COUNTY_CLERK), office.at(MONTHS[0], 3)
    with transaction.atomic():
        need = Need.objects.filter(person=person, kind=_kind(slug)).first()
        asked = services.ask_for(person=person, programme=slug, on=OPENING, need=need, by=clerk, at=at)
        order = services.place(
            order=asked, provider=providers[number], starts_on=OPENING, ends_on=date(2024, 12, 31) if slug == CHILD else SERVED_TO, items={item: None},
            chosen_by="guardian" if slug == CHILD else "person", ceiling_fen=price_fen * 60, by=clerk, at=at,
        )  # fmt: skip
    return Planned(order, item, price_fen, one)


def _sessions(plan: Planned, chance: random.Random, until: date) -> None:
    """Once a week at one hour; then the faults: a second session at that hour, a Sunday, one after death, one too many."""
    weekday, minute = chance.randrange(5), 480 + 60 * chance.randrange(8)
    last = min(until, plan.human.death_on or until)
    days = [OPENING + timedelta(days=number) for number in range((last - OPENING).days + 1)]
    own = [day for day in days if day.weekday() == weekday and chance.random() < 0.9]
    suspended = plan.order.provider.organisation.name.endswith("二园")
    for day in own:
        outside = suspended and SUSPENDED[0] <= day < SUSPENDED[1]
        plan.sessions.append((day, minute, "outside_agreement" if outside else ""))
    good = [day for day, _, fault in plan.sessions if not fault]
    if good and chance.random() < 0.08:
        plan.sessions.append((chance.choice(good), minute + 20, "double_session"))
    sundays = [day for day in days if day.weekday() == 6]
    if sundays and chance.random() < 0.05:
        plan.sessions.append((chance.choice(sundays), minute, "shut_day"))
    if plan.human.death_on and plan.human.death_on < until:
        _after_death(plan, plan.human.death_on, minute, until)
    elif good and chance.random() < 0.04:
        _one_too_many(plan, good)


def _after_death(plan: Planned, died: date, minute: int, until: date) -> None:
    """Hand in a session after a death; told of after the bill, the death shows among what was billed and is wrong now."""
    day = died + timedelta(days=2 if (died + timedelta(days=1)).weekday() == 6 else 1)
    never_told = plan.human.known is not None and plan.human.known > Month(until.year, until.month)
    if day > until or never_told:
        return
    told_by = Month(day.year, day.month).next
    late = plan.human.known is not None and plan.human.known > told_by
    plan.sessions.append((day, minute, "death_told_late" if late else "after_death"))


def _one_too_many(plan: Planned, good: list[date]) -> None:
    """Set the order's ceiling so that its last good session of the story goes over."""
    plan.order.ceiling_fen = plan.price_fen * (len(good) - 1) or 1
    plan.order.save(update_fields=["ceiling_fen"])
    last = good[-1]
    plan.sessions = [
        (day, minute, "over_ceiling" if (day, fault) == (last, "") else fault) for day, minute, fault in plan.sessions
    ]


def _month(office: Office, month: Month, plans: list[Planned]) -> dict[int, str]:
    """Hand in a month's attendance, claim it, and settle what passes: each step by the one whose it is."""
    rows = [
        (plan.order.pk, plan.item, day, minute, minute + 50, "centre", "signature", fault)
        for plan in plans
        for day, minute, fault in sorted(plan.sessions)
        if str(month) == f"{day:%Y-%m}"
    ]
    if not rows:
        return {}
    names = ("order_id", "item", "day", "starts", "ends", "mode", "proof")
    sheet = pl.DataFrame([row[:7] for row in rows], schema=list(names), orient="row")
    staff, at = office.who(Role.PROVIDER), office.at(month, month.last.day, 20)
    entered = services.take_over_sessions(sheet=sheet, region=office.region, by=staff, at=at)
    after = office.at(month, month.last.day, 22) + timedelta(days=7)
    claims = services.build_claims(region=office.region, month=str(month), by="system:claims", at=after)
    claims = [services.submit_claim(claim=one, by=staff, at=after) for one in claims]
    services.settle_claims(claims=claims, by=office.who(Role.COUNTY_APPROVER), at=after + timedelta(days=2))
    faults = [row[7] for row in rows]
    return {pk: fault for pk, fault in zip(entered["session_id"], faults, strict=True) if fault}


def _pay(office: Office, month: Month, *, is_last: bool) -> None:
    """Have the treasury pay what was settled; the last month's vouchers wait for the one who signs."""
    at = office.at(month, month.last.day, 22) + timedelta(days=10)
    vouchers = money.prepare_vouchers(region=office.region, by=office.who(Role.FINANCE_PREPARER), at=at)
    if is_last:
        return
    signer, on = office.who(Role.FINANCE_APPROVER), at.date() + timedelta(days=2)
    for number, one in enumerate(money.approve_vouchers(vouchers=vouchers, by=signer, at=at + timedelta(days=1))):
        money.voucher_paid(
            voucher=one, reference=f"演示支付{month}-{number + 1}", on=on, by=signer, at=at + timedelta(days=2)
        )


def _held_against(office: Office, planted: dict[int, str], months: int) -> dict[str, Any]:
    """
    Count what was found of what was planted: named rightly, and in no bill; and what was held that is right.

    What could not be known in time is found among the bills, for a person to decide on.
    """
    wrong_now: set[int] = set()
    for month in MONTHS[:months]:
        at = office.at(MONTHS[months - 1], MONTHS[months - 1].last.day, 23) + timedelta(days=10)
        wrong_now |= set(billed_now_wrong(office.region, str(month), at=at)["session_id"].to_list())
    lines = {
        pk: (findings, bill)
        for pk, findings, bill in ClaimLine.objects.exclude(findings=0).values_list("session_id", "findings", "bill_id")
    }
    found = Counter(
        fault
        for pk, fault in planted.items()
        if pk in wrong_now or (pk in lines and lines[pk][0] & FAULTS[fault] and lines[pk][1] is None)
    )
    billed = ClaimLine.objects.filter(bill__isnull=False)
    return {
        "orders": Order.objects.count(),
        "sessions": ClaimLine.objects.count(),
        "planted": dict(sorted(Counter(planted.values()).items())),
        "found": dict(sorted(found.items())),
        "held_wrongly": len((set(lines) | wrong_now) - set(planted)),
        "billed_fen": sum(billed.values_list("allowed_fen", flat=True)),
        "paid_fen": sum(Voucher.objects.filter(state="paid").values_list("amount_fen", flat=True)),
    }
