"""B22 walked: whoever is named on a page of staff finds it among the entries about himself, whatever page it was."""

import pytest
from django.db.models import Q
from django.test import Client
from tests.casework.county import REGION

from chuntian.accounts.enums import STAFF, Role
from chuntian.casework.enums import CLOSED_STATES
from chuntian.casework.models import Case
from chuntian.registry.models import Person
from chuntian.trail.models import Entry, Shown
from chuntian.web import access

pytestmark = pytest.mark.django_db
SEE_NOBODY = {Role.ADMIN, Role.SECURITY_ADMIN, Role.EMPLOYER, Role.SUPERVISOR}
WIDE = "?whose=all&state=all"  # each list with all that it can show


def enter(built, role) -> Client:
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(built.users[role, REGION])
    return client


def written_of(before: set[int]) -> set[int]:
    """Give the persons of whom something was written down since."""
    new = Entry.objects.exclude(pk__in=before)
    alone = new.filter(Q(subject_kind="person")).values_list("subject_id", flat=True)
    return {int(one) for one in alone} | set(Shown.objects.filter(entry__in=new).values_list("person_id", flat=True))


@pytest.mark.parametrize("role", STAFF)
def test_whoever_is_named_on_a_page_finds_it_in_the_trail(built, role):
    people, client, met = dict(Person.objects.values_list("pk", "name")), enter(built, role), 0

    for row in access.rows():
        if not row.opens_for(role):
            continue
        before = set(Entry.objects.values_list("pk", flat=True))
        page = client.get(built.address(row) + WIDE)
        text = page.content.decode(errors="replace") if not page.streaming else ""
        named = {pk for pk, name in people.items() if page.status_code == 200 and name in text}
        met += len(named)
        assert [people[pk] for pk in named - written_of(before)] == [], row.name

    assert (met == 0) == (role in SEE_NOBODY), "a walk that meets nobody has not looked"


def test_a_list_opened_again_the_same_day_adds_only_who_was_not_on_it(built):
    clerk, other = enter(built, Role.COUNTY_CLERK), enter(built, Role.COUNTY_APPROVER)
    seen = Entry.objects.filter(action="list.view", subject_id="desk:cases")
    for query in ("", "", "?state=all", "?state=all"):
        clerk.get(f"/cases/{query}")
    own = [set(one.shown.values_list("person_id", flat=True)) for one in seen.order_by("pk")]
    other.get("/cases/")

    assert 1 <= len(own) <= 2
    assert len(own) == 1 or not own[0] & own[1]
    assert seen.filter(actor=f"{Role.COUNTY_APPROVER}-{REGION}").count() == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_whoever_stands_in_a_file_that_was_taken_finds_it(built, kind):
    clerk = enter(built, Role.COUNTY_CLERK)
    clerk.post("/cases.xlsx", {"do": "export", "purpose": "核对申请", "kind": kind})

    entry = Entry.objects.get(action="export")
    assert entry.reason == "核对申请"
    assert entry.shown.count() == Case.objects.exclude(state__in=CLOSED_STATES).values("person").distinct().count() > 0
