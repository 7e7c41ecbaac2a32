"""An office with services furnished, and how a reader of its pages enters, reads and does something."""

from datetime import date

import pytest
from django.test import Client
from tests.casework.county import REGION, County, Someone, moment
from tests.services.furnished import TODAY, furnish_services, picture
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.web import clock

NAMES = ["马春花", "王建国", "李秀英", "赵铁柱", "陈小燕", "杨成林", "周玉兰"]
ROLES = (
    Role.COUNTY_CLERK,
    Role.COUNTY_APPROVER,
    Role.PROVIDER,
    Role.CITIZEN,
    Role.SUPERVISOR,
    Role.LIAISON,
    Role.ADMIN,
)


@pytest.fixture(scope="module", name="office")
def served_office(django_db_setup, django_db_blocker, tmp_path_factory):
    """One furnished office for the whole file; what a test does is rolled back."""
    from django.conf import settings
    from django.db import transaction

    kept = settings.DATA_FOLDER, clock.now
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.DATA_FOLDER, clock.now = tmp_path_factory.mktemp("served"), lambda: moment(TODAY, 10)
    with django_db_blocker.unblock(), transaction.atomic():
        county = County([Someone(name, born=date(2018, 5, 1 + at)) for at, name in enumerate(NAMES)])
        county.lists(date(2024, 1, 1))
        users = {}
        for role in ROLES:
            users[role] = User.objects.create_user(role, display_name=str(Role(role).label))
            place = REGION[:4] + "00000000" if role == Role.SUPERVISOR else REGION
            Assignment.objects.create(user=users[role], role=role, region=place, valid_from=date(2020, 1, 1))
        served = furnish_services(
            NAMES, clerk=users[Role.COUNTY_CLERK], approver=users[Role.COUNTY_APPROVER], staff=users[Role.PROVIDER]
        )
        User.objects.filter(pk=users[Role.CITIZEN].pk).update(person_id=served.order.person_id)
        yield served
        transaction.set_rollback(True)
    settings.DATA_FOLDER, clock.now = kept


def enter(name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    just_proved(client)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def send(client: Client, address: str, deed: str, **said):
    return client.post(address, {"do": deed, **{f"{deed}-{name}": value for name, value in said.items()}}, follow=True)


def photograph(client: Client, address: str, room, when: str, colour: str) -> None:
    """Add a photograph of a room, taken before or after the works."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("a.jpg", picture(colour), "image/jpeg")
    said = {
        "do": "photo",
        "photo-room": room.pk,
        "photo-when": when,
        "photo-taken_on": "2024-03-08",
        "photo-file": file,
    }
    assert client.post(address, said).status_code == 302


def walked(client: Client) -> set[str]:
    """Follow the links of services from the first page, and give the names of all that was opened."""
    import re

    from django.urls import resolve

    seen, names, waits = set(), set(), ["/"]
    while waits:
        address = waits.pop()
        path = address.split("?")[0]
        found = resolve(path)
        if found.view_name in seen:
            continue
        seen.add(found.view_name)
        names.add(found.url_name)
        answer = client.get(address)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        links = re.findall(r'href="(/(?:services|provider|measures|mine|people)?[^"#]*)"', answer.content.decode())
        waits += [
            link
            for link in links
            if re.match(r"/($|services|provider|measures|mine/($|services)|people/\d+/(services|survey))", link)
        ]
    return names
