"""The synthetic county as it truly is: people with everything that is true of them, and when."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from chuntian.demo.numbers import ResidentNumbers
from chuntian.kernel.days import Month

YEAR = 2024
MONTHS = tuple(Month(YEAR, month) for month in range(1, 13))
OPENING = date(YEAR, 1, 1)


@dataclass(slots=True)
class Spell:
    """Something that was true from one day up to, and not including, another."""

    start: date
    end: date | None = None
    values: dict[str, Any] = field(default_factory=dict)

    def covers(self, day: date) -> bool:
        """Tell whether it was true on `day`."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(slots=True)
class CertificateState:
    """One certificate of a person, as the federation's register holds it from `since` on."""

    since: date
    number: str
    category: int
    grade: int
    components: str
    issued_on: date
    expires_on: date
    status: str = "issued"


@dataclass(slots=True)
class Human:
    """One person, holder of a certificate or not, with the truth of the year."""

    name: str
    sex: str
    birth: date
    resident_id: str
    phone: str
    spells: dict[str, list[Spell]] = field(default_factory=dict)
    certificates: list[CertificateState] = field(default_factory=list)
    guardian: tuple[str, str, str] | None = None  # name, resident id, relation
    account: str = ""
    account_holder: str = ""
    bank: str = ""
    household: str = ""
    relation: str = "本人"
    death_on: date | None = None
    death_known: Month | None = None
    tag: str = ""  # the story told of this person, if any
    known: Month | None = None  # the month whose lists first show it
    next_account: str = ""  # the account that takes the place of one that was closed
    second_id: str = ""  # a second number under which the same person also stands in the register

    def on(self, kind: str, day: date) -> dict[str, Any] | None:
        """Give what was true of this kind on `day`, or None."""
        for spell in self.spells.get(kind, ()):
            if spell.covers(day):
                return spell.values
        return None

    def add(self, what: str, start: date, end: date | None = None, /, **values: Any) -> None:
        """Make something true from `start` on."""
        self.spells.setdefault(what, []).append(Spell(start, end, values))

    def finish(self, kind: str, end: date) -> None:
        """End what is running of this kind, from `end` on."""
        self.spells[kind][-1].end = end

    def certificate_on(self, day: date) -> CertificateState | None:
        """Give the state of the certificate register on `day`, valid or not."""
        known = [state for state in self.certificates if state.since <= day]
        return max(known, key=lambda state: state.since) if known else None

    def is_holder(self, day: date) -> bool:
        """Tell whether the person holds a certificate that is in force on `day`."""
        state = self.certificate_on(day)
        return state is not None and state.status == "issued" and day <= state.expires_on

    def hukou(self, day: date) -> str:
        """Give the village of registration on `day`, twelve digits."""
        place = self.on("hukou", day)
        return place["division"] if place else ""

    def is_alive(self, day: date) -> bool:
        """Tell whether the person is alive at the beginning of `day`."""
        return self.death_on is None or day <= self.death_on


@dataclass(slots=True)
class Employer:
    """An employing unit and the persons with a certificate who work there."""

    credit_code: str
    name: str
    kind: str
    staff: int
    total_wages_yuan: int
    people: list[tuple[Human, date, int, int]] = field(
        default_factory=list
    )  # person, contract from, wage, insured months


@dataclass(slots=True)
class Vehicle:
    """A motor wheelchair and its owner."""

    owner: Human
    plate: str
    bought_on: date


@dataclass
class World:
    """A county, its people and its chance."""

    county: str
    villages: list[tuple[str, str]]  # code, name
    chance: random.Random
    numbers: ResidentNumbers
    humans: list[Human] = field(default_factory=list)  # those who hold, held or will hold a certificate
    others: list[Human] = field(default_factory=list)  # members of their households
    employers: list[Employer] = field(default_factory=list)
    vehicles: list[Vehicle] = field(default_factory=list)
    village_names: dict[str, str] = field(default_factory=dict)

    def everyone(self) -> list[Human]:
        """Give holders and members of their households."""
        return self.humans + self.others

    def day_in(self, month: Month, low: int = 3, high: int = 27) -> date:
        """Give a day inside a month, never its first."""
        return date(month.year, month.month, self.chance.randint(low, high))

    def day_between(self, low: date, high: date) -> date:
        """Give a day of an interval."""
        return low + timedelta(days=self.chance.randrange((high - low).days + 1))

    def is_rural(self, human: Human) -> bool:
        """Tell whether someone is registered with a villagers' committee."""
        return 200 <= int(human.hukou(OPENING)[9:12] or "0") < 400


def who(one: Human, day: date) -> dict[str, Any]:
    """Give what every list says of a person."""
    return {"resident_id": one.resident_id, "name": one.name, "division": one.hukou(day)}
