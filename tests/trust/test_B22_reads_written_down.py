"""Each read of a person's record is written down: who, whom, what for, from where; the person's page shows them all."""

import pytest
from django.test import Client
from tests.casework.county import REGION
from tests.journeys.office import NAMES

from chuntian.accounts.enums import Role
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.web import access

ABOUT_ONE = [
    "person",
    "person-facts",
    "person-decisions",
    "person-money",
    "person-letter",
    "case-letter",
    "award",
    "recovery",
    "person-helpers",
    "person-formats",
    "new-case",
    "new-complaint",
    "case",
    "document",
    "task",
    "held",
    "discrepancy",
    "person-services",
    "need",
    "order",
    "claim-line",
    "home",
    "device",
]
pytestmark = pytest.mark.django_db


def enter(built, role) -> Client:
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(built.users[role, REGION])
    return client


@pytest.mark.parametrize("name", ABOUT_ONE)
def test_each_page_about_one_person_writes_one_entry(built, name):
    row = next(row for row in access.rows() if row.name == f"desk:{name}")
    before = set(Entry.objects.values_list("pk", flat=True))
    role = next(one for one in (Role.COUNTY_APPROVER, Role.COUNTY_CLERK) if row.opens_for(one))

    assert enter(built, role).get(built.address(row)).status_code == 200

    entry = Entry.objects.exclude(pk__in=before).get()
    assert entry.actor == f"{role}-{REGION}"
    assert entry.subject_id
    assert "10.1.2.3" in entry.detail


def test_whoever_is_shown_in_a_search_is_named_by_number_not_by_name(built):
    person = Person.objects.get(name=NAMES[0])

    enter(built, Role.COUNTY_CLERK).post("/people/", {"q": NAMES[0]})

    entry = Entry.objects.get(action="person.search")
    assert str(person.pk) in entry.detail
    assert NAMES[0] not in entry.detail + entry.reason


def test_the_persons_page_shows_who_looked_why_and_from_where(built):
    person, clerk = Person.objects.get(name=NAMES[0]), enter(built, Role.COUNTY_CLERK)
    clerk.post("/people/", {"q": NAMES[0]})
    clerk.get(f"/people/{person.pk}/facts/")
    clerk.post(f"/people/{person.pk}/number/", {"what": "resident_id", "why": "核对低保名单上的号码"})

    page = enter(built, Role.AUDITOR).get(f"/people/{person.pk}/trail/").content.decode()

    for word in (
        f"{Role.COUNTY_CLERK}-{REGION}",
        "在查找结果中",
        "打开档案",
        "看完整号码",
        "核对低保名单上的号码",
        "10.1.2.3",
    ):
        assert word in page, word
