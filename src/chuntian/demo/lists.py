"""What the departments send: which lists, in which month, with which rows. A row has the canonical columns of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chuntian.demo.people import CATEGORY_ZH
from chuntian.demo.services import service_records, survey
from chuntian.demo.story import WHOLE_REGISTER
from chuntian.demo.world import MONTHS, Human, World, who
from chuntian.kernel.days import Month

Row = dict[str, Any]
WHOLE_MONTHLY = ("dibao", "tekun", "orphans")
CHANGES_MONTHLY = ("certificates", "deaths", "moves", "bank_accounts")
QUARTERLY = ("work_injury_care", "prison", "elderly_allowance", "monitored_households")
AT_THE_START = ("pension", "medical", "employment", "pupils", "vehicles", "employers", "employer_staff")
TRUNCATED = ("dibao", MONTHS[6])  # the half file of July
LATE = ("tekun", MONTHS[4])  # the list of May comes in June, after that of June


@dataclass(frozen=True, slots=True)
class Delivery:
    """One list of one department: true for the day `as_of`, arriving in the month `arrives`."""

    kind: str
    month: Month
    arrives: Month
    whole: bool
    half: bool = False
    late: bool = False
    day: int = 1

    @property
    def as_of(self) -> date:
        """Give the day for which the list is true."""
        return date(self.month.year, self.month.month, self.day)


def deliveries(months: tuple[Month, ...] = MONTHS) -> Iterator[Delivery]:
    """Give the lists of these months in the order in which they arrive."""
    for month in months:
        opening = month == months[0]
        yield Delivery("certificates", month, month, whole=opening or month in WHOLE_REGISTER)
        for kind in WHOLE_MONTHLY:
            if (kind, month) == LATE:
                continue
            if (kind, month) == TRUNCATED:
                yield Delivery(kind, month, month, whole=True, half=True)
            yield Delivery(kind, month, month, whole=True)
            if (kind, month.previous) == LATE:
                yield Delivery(kind, month.previous, month, whole=True, late=True)
        yield Delivery("bank_accounts", month, month, whole=opening)
        if opening:
            yield Delivery("bank_accounts", month, month, whole=False, day=10)  # what the bank found wrong at once
        yield Delivery("deaths", month, month, whole=False)
        yield Delivery("moves", month, month, whole=False)
        if month.month % 2 == 1:
            yield Delivery("dibao_margin", month, month, whole=True)
        if month.month % 3 == 1:
            for kind in QUARTERLY:
                yield Delivery(kind, month, month, whole=True)
        if opening:
            for kind in AT_THE_START:
                yield Delivery(kind, month, month, whole=True)
        if month.month == 10:
            yield Delivery("survey", month, month, whole=True)
        if month.month in (6, 12):
            yield Delivery("service_records", month, month, whole=False)


# Lists on which people without a certificate stand too: they are never empty, however small the county.
WITH_STRANGERS = frozenset({"work_injury_care", "prison", "orphans", "tekun", "dibao_margin"})


def rows(world: World, delivery: Delivery) -> list[Row]:
    """Give the rows of a list, as the department would send them."""
    found = list(ROWS[delivery.kind](world, delivery))
    if delivery.kind in WITH_STRANGERS:
        like = (
            dict.fromkeys(found[0]) | {"mode": "home", "group": "orphan"}
            if found
            else {"mode": "home", "group": "orphan"}
        )
        found += [
            {**like, **who(one, delivery.as_of)} for one in strangers(world, 3, children=delivery.kind == "orphans")
        ]
    return found[: len(found) // 2] if delivery.half else found


def listed(world: World, kind: str, delivery: Delivery, people: list[Human]) -> Iterator[tuple[Human, Row, Row]]:
    """Give those on a list of benefits; its department learns of a death when the county does, not before."""
    for one in people:
        values = one.on(kind, delivery.as_of)
        gone = one.death_on is not None and one.known is not None and one.known <= delivery.arrives
        if values is not None and not gone and one.hukou(delivery.as_of).startswith(world.county):
            yield one, who(one, delivery.as_of), values


def certificates(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the whole register on the first occasion, later what changed in the last month."""
    since = date(1900, 1, 1) if delivery.whole else delivery.month.previous.first
    for one in world.humans:
        state = one.certificate_on(delivery.as_of)
        if state and since < state.since and one.hukou(delivery.as_of).startswith(world.county):
            yield certificate_row(one, delivery.as_of, one.resident_id, state.number)
        if one.second_id and one.known and one.known == delivery.month and state:
            yield certificate_row(one, delivery.as_of, one.second_id, f"{one.second_id}{state.category}{state.grade}")


def certificate_row(one: Human, day: date, resident_id: str, number: str) -> Row:
    """Give the row of one certificate."""
    state = one.certificate_on(day)
    guardian = one.guardian or (None, None, None)
    born = (
        one.birth
        if resident_id == one.resident_id
        else date.fromisoformat(f"{resident_id[6:10]}-{resident_id[10:12]}-{resident_id[12:14]}")
    )
    return {
        **who(one, day), "resident_id": resident_id, "certificate_number": number, "sex": one.sex, "birth_date": born,
        "residence": one.hukou(day), "category": CATEGORY_ZH[state.category], "grade": state.grade, "components": state.components,
        "issued_on": state.issued_on, "expires_on": state.expires_on, "status": state.status, "status_on": max(state.since, state.issued_on),
        "phone": one.phone, "guardian_name": guardian[0], "guardian_resident_id": guardian[1], "guardian_relation": guardian[2],
    }  # fmt: skip


def deaths(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the dead of whom the cremation list of the month tells, those nobody here knows among them, and corrections."""
    for one in world.humans:
        row = {**who(one, delivery.as_of), "correction": False}
        if one.death_on and one.known == delivery.month:
            yield {**row, "death_date": one.death_on}
        if one.tag == "mistaken_death" and one.known:
            said = one.known.previous.first + timedelta(days=10)
            if one.known == delivery.month:
                yield {**row, "death_date": said}
            if one.known.next.next == delivery.month:
                yield {**row, "death_date": said, "correction": True}
    for one in strangers(world, 8):
        yield {**who(one, delivery.as_of), "death_date": world.day_in(delivery.month.previous), "correction": False}


def strangers(world: World, count: int, *, children: bool = False) -> Iterator[Human]:
    """Give people of the county who hold no certificate."""
    from chuntian.demo.people import human

    for _ in range(count):
        first, last = (date(2010, 1, 1), date(2020, 1, 1)) if children else (date(1930, 1, 1), date(1975, 1, 1))
        one = human(world, 0, born=world.day_between(first, last))
        one.add("hukou", date(1900, 1, 1), division=world.chance.choice(world.villages)[0])
        yield one


def moves(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give those who moved their registration in the last month."""
    for one in world.humans:
        if one.known == delivery.month and one.tag in ("moved_out", "moved_in"):
            before, after = one.spells["hukou"][-2:]
            yield {
                "resident_id": one.resident_id, "name": one.name, "moved_on": after.start,
                "from_division": before.values["division"], "to_division": after.values["division"],
            }  # fmt: skip


def dibao(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the members of every household on dibao; someone alone on it stands there alone."""
    for one, row, values in listed(world, "dibao", delivery, world.everyone()):
        yield {
            **row,
            "household_number": one.household,
            "relation": one.relation,
            "month": str(delivery.month),
            **values,
        }


def simple(kind: str, *, household: bool = False) -> Any:
    """Give the rows of a list that says of each person what the truth says."""

    def give(world: World, delivery: Delivery) -> Iterator[Row]:
        for one, row, values in listed(world, kind, delivery, world.humans):
            yield {**row, **({"household_number": one.household} if household else {}), **values}

    return give


def prison(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give those who serve a sentence."""
    for one, row, _ in listed(world, "prison", delivery, world.humans):
        start = one.spells["prison"][-1].start
        yield {**row, "from": start, "to": start.replace(year=start.year + 2, day=min(start.day, 28))}


def employment(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give those in work and where."""
    for one, row, values in listed(world, "employment", delivery, world.humans):
        yield {**row, "employed_on": one.spells["employment"][-1].start, **values}


NEW_HERE = ("new_certificate", "moved_in")


def bank_accounts(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the accounts of all; later those of people new in the register, and those that were put right."""
    for one in world.humans:
        if not one.certificate_on(delivery.as_of) or not one.hukou(delivery.as_of).startswith(world.county):
            continue
        row = {**who(one, delivery.as_of), "account": one.account, "bank": one.bank, "holder": one.account_holder}
        right = {**row, "account": one.next_account or one.account, "holder": one.name}
        if delivery.day > 1:
            if one.tag == "account_of_another" and one.next_account:
                yield right
        elif delivery.whole:
            yield row
        elif one.known == delivery.month and one.tag in (*NEW_HERE, "account_misspelt", "account_closed"):
            yield right


def vehicles(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the motor wheelchairs."""
    for vehicle in world.vehicles:
        yield {
            **who(vehicle.owner, delivery.as_of), "plate": vehicle.plate, "kind": "机动轮椅车", "bought_on": vehicle.bought_on, "gb12995": True,
        }  # fmt: skip


def employers(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the employing units of the levy year."""
    for unit in world.employers:
        yield {
            "credit_code": unit.credit_code, "name": unit.name, "kind": unit.kind, "staff": unit.staff, "total_wages": unit.total_wages_yuan,
            "levy_year": delivery.month.year, "division": world.county + "000000",
        }  # fmt: skip


def employer_staff(world: World, delivery: Delivery) -> Iterator[Row]:
    """Give the holders of certificates that the units employ."""
    for unit in world.employers:
        for one, since, wage, months in unit.people:
            yield {
                "credit_code": unit.credit_code, **who(one, delivery.as_of), "certificate_number": one.certificates[0].number,
                "contract_from": since, "contract_to": since.replace(year=since.year + 8, day=min(since.day, 28)), "monthly_wage": wage,
                "insured_months": months, "months": months,
            }  # fmt: skip


ROWS = {
    "certificates": certificates, "deaths": deaths, "moves": moves, "dibao": dibao, "prison": prison, "employment": employment,
    "bank_accounts": bank_accounts, "vehicles": vehicles, "employers": employers, "employer_staff": employer_staff, "survey": survey,
    "service_records": service_records, "dibao_margin": simple("dibao_margin", household=True), "tekun": simple("tekun"),
    "orphans": simple("orphans"), "work_injury_care": simple("work_injury_care"), "elderly_allowance": simple("elderly_allowance"),
    "pension": simple("pension"), "medical": simple("medical"), "pupils": simple("pupils"),
    "monitored_households": simple("monitored_households", household=True),
}  # fmt: skip
