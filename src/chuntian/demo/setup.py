"""An empty data folder becomes a county office: database, divisions, offices, people with sign-ins, a bank."""

from datetime import date, datetime
from typing import Any

from django.core.management import call_command

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.operations import ensure_demo_users
from chuntian.casework.models import Case
from chuntian.demo.county import XIGU, Place
from chuntian.demo.numbers import credit_code
from chuntian.demo.services import PROVIDERS
from chuntian.places.models import Division, Organisation
from chuntian.places.operations import ensure_organisations, load_packaged
from chuntian.places.regions import in_region_q
from chuntian.registry.models import Person
from chuntian.services.enums import AppointmentState
from chuntian.services.models import Appointment

PASSWORD = "chuntian-2024"
EDITION = "2023"


class DatabaseInUse(Exception):
    """The database of DATABASE_URL holds people already."""


def prepare_database() -> None:
    """
    Make the tables and load the divisions of the province.

    :raises DatabaseInUse: a server database that is not empty.
    """
    call_command("migrate", verbosity=0, interactive=False)
    if Person.objects.exists():
        raise DatabaseInUse("DATABASE_URL 指向的数据库里已有人员，演示需要一个空库 · the demo needs an empty database")
    load_packaged(within="620000")


def places_of(scale: str) -> list[Place]:
    """Give the counties of a scale with their villages: Xigu; Lanzhou; Gansu."""
    region = {"county": f"{XIGU}000000", "city": "620100000000", "province": "620000000000"}[scale]
    counties = Division.objects.filter(in_region_q(region, "code"), edition=EDITION, level="county").order_by("code")
    found = []
    for county in counties:
        rows = Division.objects.filter(in_region_q(county.code, "code"), edition=EDITION, level="village").order_by(
            "code"
        )
        villages = tuple(rows.values_list("code", "name"))
        if villages:
            found.append(Place(county.code[:6], county.name, villages))
    return found


def people_the_offices(*, region: str, at: datetime) -> dict[str, Any]:
    """Found the offices of a county, its providers, and one sign-in for each role."""
    ensure_organisations(region=region, at=at)
    for serial, name in enumerate(PROVIDERS.values(), start=1):
        code = credit_code("private_non_enterprise", region[:6], 900 + serial)
        Organisation.objects.get_or_create(
            kind="provider",
            credit_code=code,
            defaults={"name": name, "division": region, "region": region, "registered_at": at},
        )
    return ensure_demo_users(region=region, at=at, password=PASSWORD)


def link_sign_ins(users: dict[str, User], *, citizen: int | None) -> None:
    """Say which person the citizen's sign-in is, and for which provider and employer the others work."""
    for role, kind in ((Role.PROVIDER, "provider"), (Role.EMPLOYER, "employer")):
        organisation = Organisation.objects.filter(kind=kind).order_by("id").first()
        User.objects.filter(pk=users[role].pk).update(organisation_id=organisation.pk if organisation else None)
    User.objects.filter(pk=users[Role.CITIZEN].pk).update(person_id=citizen)


def widen(users: dict[str, User], region: str) -> None:
    """Let the sign-ins see a whole city or province, where the demo is that large."""
    Assignment.objects.filter(user__in=users.values()).exclude(role=Role.SUPERVISOR).update(region=region)


def someone_told() -> int | None:
    """Give a person who was told of a right this year and applied, better one who is served too: the citizen of the sign-ins."""
    told = Case.objects.filter(state="approved").order_by("opened_at", "id")
    served = Appointment.objects.filter(state=AppointmentState.PLANNED).values("person_id")
    case = told.filter(person_id__in=served).first() or told.first()
    return case.person_id if case else None


def opening_moment() -> datetime:
    """Give the moment at which the office opens: the last working day of 2023."""
    from chuntian.demo.office import CHINA

    day = date(2023, 12, 29)
    return datetime(day.year, day.month, day.day, 9, tzinfo=CHINA)
