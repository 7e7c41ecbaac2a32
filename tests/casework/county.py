"""A small county for the tests of casework and money: people with names, lists with days, staff who act."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from chuntian.accounts.models import Assignment, User
from chuntian.casework.models import Award, Case
from chuntian.casework.operations import act, apply, decide_case, decide_month
from chuntian.demo.numbers import ResidentNumbers, account_number
from chuntian.policy.law import load_law
from chuntian.registry.models import Person
from chuntian.registry.operations import commit_source

CHINA = ZoneInfo("Asia/Shanghai")
REGION = "620104000000"
VILLAGE = "620104001201"
EMPTY_LISTS = {
    "tekun": {"mode": pl.String},
    "orphans": {"group": pl.String},
    "work_injury_care": {},
    "prison": {"from": pl.Date, "to": pl.Date},
    "elderly_allowance": {"kind": pl.String, "amount": pl.Int64},
    "dibao_margin": {"household_number": pl.String},
}


def moment(day: date, hour: int = 9) -> datetime:
    """Give a moment of a day in China."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=CHINA)


@dataclass
class Someone:
    """One person of the lists."""

    name: str
    grade: int = 1
    category: int = 4
    dibao: int | None = 1  # class; None = not on the list
    born: date = date(1970, 5, 1)
    expires_on: date = date(2030, 1, 1)
    has_account: bool = True
    resident_id: str = ""


@dataclass
class County:
    """The county under test: who lives there, who works there, the law."""

    people: list[Someone] = field(default_factory=list)

    def __post_init__(self) -> None:
        numbers = ResidentNumbers()
        for one in self.people:
            one.resident_id, _ = numbers.next(one.born, "male")
        self.law = load_law(demo=True)

    def staff(self, *names: str) -> list[User]:
        """Give users by their role, made where they are not there."""
        users = []
        for name in names:
            user, made = User.objects.get_or_create(username=name, defaults={"display_name": name})
            if made:
                role = name.rstrip("0123456789")
                Assignment.objects.create(user=user, role=role, region=REGION, valid_from=date(2020, 1, 1))
            users.append(user)
        return users

    def commit(
        self, kind: str, as_of: date, frame: pl.DataFrame, *, whole: bool = True, at: datetime | None = None
    ) -> None:
        """Take over one list."""
        commit_source(
            kind=kind, as_of=as_of, whole=whole, region=REGION, label=f"{kind} {as_of}", sha256="0" * 64,
            frame=frame.with_row_index("row", offset=2), by="test", at=at or moment(as_of),
        )  # fmt: skip

    def lists(self, as_of: date, people: list[Someone] | None = None, *, at: datetime | None = None) -> None:
        """Take over every list of a day, as it is for `people`."""
        people = self.people if people is None else people
        self.certificates(as_of, people, at=at)
        self.dibao(as_of, [one for one in people if one.dibao is not None], at=at)
        for kind, columns in EMPTY_LISTS.items():
            schema = {"resident_id": pl.String, "name": pl.String, **columns}
            self.commit(kind, as_of, pl.DataFrame(schema=schema), at=at)
        self.accounts(as_of, [one for one in people if one.has_account], at=at)

    def certificates(self, as_of: date, people: list[Someone], *, at: datetime | None = None) -> None:
        rows = [
            {
                "resident_id": one.resident_id, "name": one.name, "division": VILLAGE, "residence": VILLAGE,
                "certificate_number": f"{one.resident_id}{one.category}{one.grade}", "category": one.category,
                "grade": one.grade, "issued_on": date(2020, 1, 1), "expires_on": one.expires_on, "status": "issued",
                "status_on": date(2020, 1, 1), "sex": "male", "birth_date": one.born,
            }
            for one in people
        ]  # fmt: skip
        self.commit("certificates", as_of, pl.DataFrame(rows), at=at)

    def dibao(self, as_of: date, people: list[Someone], *, at: datetime | None = None) -> None:
        rows = [
            {
                "resident_id": one.resident_id, "name": one.name, "household_number": f"H{number}", "kind": "household",
                "area": "rural", "class": one.dibao,
            }
            for number, one in enumerate(people)
        ]  # fmt: skip
        schema = {"resident_id": pl.String, "name": pl.String, "household_number": pl.String, "kind": pl.String,
                  "area": pl.String, "class": pl.Int64}  # fmt: skip
        self.commit("dibao", as_of, pl.DataFrame(rows, schema=schema), at=at)

    def accounts(self, as_of: date, people: list[Someone], *, at: datetime | None = None) -> None:
        rows = [
            {
                "resident_id": one.resident_id,
                "name": one.name,
                "account": self.account(one),
                "bank": "演示银行",
                "holder": one.name,
            }
            for one in people
        ]
        schema = dict.fromkeys(("resident_id", "name", "account", "bank", "holder"), pl.String)
        self.commit("bank_accounts", as_of, pl.DataFrame(rows, schema=schema), at=at)

    def account(self, one: Someone) -> str:
        """Give the account number of someone."""
        return account_number(int(one.resident_id[14:17]))

    def deaths(self, as_of: date, dead: dict[str, date], *, correction: bool = False) -> None:
        """Take over a list of deaths, by name."""
        rows = [
            {"resident_id": self.who(name).resident_id, "name": name, "death_date": day, "correction": correction}
            for name, day in dead.items()
        ]
        self.commit("deaths", as_of, pl.DataFrame(rows), whole=False)

    def who(self, name: str) -> Someone:
        return next(one for one in self.people if one.name == name)

    def person(self, name: str) -> Person:
        return Person.objects.get(name=name)

    def decide(self, month: str, on: date | None = None, programmes: list[str] | None = None):  # type: ignore[no-untyped-def]
        """Decide a month, as known on a day (default: its fifth)."""
        year, number = map(int, month.split("-"))
        at = moment(on or date(year, number, 5))
        return decide_month(region=REGION, month=month, law=self.law, by="test", at=at, programmes=programmes)

    def award(self, name: str, programme: str, start_month: str) -> Award:
        """Grant an award without a case, as an import of running payments does."""
        person = self.person(name)
        return Award.objects.create(
            person=person,
            programme=programme,
            start_month=start_month,
            region=person.region,
            granted_at=moment(date(2024, 1, 2)),
        )

    def refused(self, name: str, on: date, *, staff: str = "9") -> Case:
        """Take an application through both checks to a refusal, by three people of the county."""
        town, clerk, civil = self.staff(
            *(f"{role}{staff}" for role in ("township_clerk", "county_clerk", "civil_affairs"))
        )
        case = apply(
            person=self.person(name), programme="nursing_subsidy", applied_on=on, channel="window", by=town,
            at=moment(on), law=self.law,
        )  # fmt: skip
        act(case=case, kind="first_check", by=town, at=moment(on, 10))
        act(case=case, kind="check", by=clerk, at=moment(on, 10))
        return decide_case(case=case, approve=False, by=civil, at=moment(on, 12), law=self.law)
