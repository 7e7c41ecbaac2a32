"""One person alone takes 1,000 rows a day and opens 499 files an hour; files carry purpose, mark and end; all written down."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.casework.county import REGION
from tests.journeys.office import NAMES, NOW
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.web import access, bulk, exports
from chuntian.web.models import BulkRequest, Export

WORK = "/work.xlsx?whose=all"
SAID = {"do": "export", "purpose": "核对三月待办", "kind": "csv"}
GATED = [row for row in access.rows() if row.policy.gives and dict(row.policy.does).get("export")]
ONLY = {"desk:search-file": "?grade=1"}  # given of a filter only
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(built):
    def enter(role=Role.COUNTY_CLERK):
        client = Client()
        client.force_login(built.users[role, REGION])
        just_proved(client)
        return client

    return enter


def test_the_first_answer_asks_what_for_and_gives_nothing(desk):
    page = desk().get(WORK)

    assert page["Content-Type"].startswith("text/html")
    assert not [name for name in NAMES if name in page.content.decode()]
    assert not Export.objects.exists()


def test_without_a_purpose_there_is_no_file(desk):
    assert "text/html" in desk().post(WORK, {**SAID, "purpose": ""})["Content-Type"]
    assert not Export.objects.exists()


@pytest.mark.parametrize("row", GATED, ids=[row.name for row in GATED])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_file_of_persons_carries_who_when_what_for_and_its_end_and_is_written_down(built, desk, row, kind):
    role = next(
        role for role in Role.values if row.opens_for(role) and role in access.roles_with(row.policy.does[0][1])
    )

    answer = desk(role).post(built.address(row) + ONLY.get(row.name, ""), {**SAID, "kind": kind})

    assert answer["Content-Disposition"].startswith("attachment")
    made = Export.objects.get()
    assert (made.purpose, made.keep_until) == (SAID["purpose"], NOW.date() + exports.KEPT_FOR)
    text = text_of(answer)
    for mark in (f"{role}-{REGION}", "2024-03-20 10:00", str(made.pk), SAID["purpose"], made.keep_until.isoformat()):
        assert mark in text, mark
    entry = Entry.objects.get(action="export")
    assert (entry.actor, entry.reason, entry.subject_id) == (f"{role}-{REGION}", SAID["purpose"], str(made.pk))
    assert '"rows"' in entry.detail
    assert "127.0.0.1" in entry.detail


def text_of(answer) -> str:
    if answer["Content-Type"].startswith("text/csv"):
        return answer.content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    cells = [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    return "\n".join([*cells, book.properties.description or ""])


def test_what_was_taken_in_the_day_counts_however_small_each_file(built, desk, monkeypatch):
    client = desk()
    client.post(WORK, SAID)
    taken = Export.objects.get().rows
    monkeypatch.setattr(bulk, "ROWS_A_DAY", 2 * taken - 1)

    other_session = desk().post(WORK, SAID)

    assert other_session.status_code == 302
    assert Export.objects.count() == 1
    asked = BulkRequest.objects.latest("id")
    assert (asked.rows, asked.purpose, asked.granted) == (taken, SAID["purpose"], None)


def test_a_second_person_grants_once_for_that_list_and_for_a_day(built, desk, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_A_DAY", 1)
    clerk, approver = desk(), desk(Role.COUNTY_APPROVER)
    clerk.post(WORK, SAID)
    asked = BulkRequest.objects.latest("id")

    assert clerk.post(f"/requests/{asked.pk}/", {"do": "grant", "grant-reason": "我自己同意"}).status_code == 403
    assert approver.post(f"/requests/{asked.pk}/", {"do": "grant", "grant-reason": "用途属实"}).status_code == 302
    assert clerk.post("/discrepancies.xlsx?state=all", SAID).status_code in (200, 302)
    assert clerk.post(WORK, SAID)["Content-Type"].startswith("text/csv")
    assert clerk.post(WORK, SAID).status_code == 302
    assert (
        Entry.objects.filter(action__in=["bulk.ask", "bulk.grant"], reason__in=[SAID["purpose"], "用途属实"]).count()
        >= 2
    )


def test_a_grant_ends(built, desk, monkeypatch):
    monkeypatch.setattr(bulk, "ROWS_A_DAY", 1)
    clerk = desk()
    clerk.post(WORK, SAID)
    asked = BulkRequest.objects.latest("id")
    bulk.decide(asked=asked, granted=True, by=built.users[Role.COUNTY_APPROVER, REGION], at=NOW - timedelta(hours=25))

    assert clerk.post(WORK, SAID).status_code == 302


def test_nobody_is_his_own_second_person_even_for_the_database(built):
    me = built.users[Role.COUNTY_APPROVER, REGION]
    said = {"kind": "views", "title": "x", "purpose": "x", "region": REGION, "asked_by": me, "asked_at": NOW}
    asked = BulkRequest.objects.create(**said)

    with pytest.raises(bulk.CannotDecide):
        bulk.decide(asked=asked, granted=True, by=me, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        BulkRequest.objects.filter(pk=asked.pk).update(decided_by=me, granted=True)


def test_another_county_sees_no_request(built, desk):
    said = {"kind": "views", "title": "x", "purpose": "三月核查", "region": REGION, "asked_at": NOW}
    asked = BulkRequest.objects.create(asked_by=built.users[Role.COUNTY_CLERK, REGION], **said)
    stranger = Client()
    stranger.force_login(built.users[Role.COUNTY_APPROVER, "620102000000"])

    assert stranger.get(f"/requests/{asked.pk}/").status_code == 404
    assert "三月核查" not in stranger.get("/requests/").content.decode()
    assert desk(Role.AUDITOR).get(f"/requests/{asked.pk}/").status_code == 404


def test_the_500th_file_in_an_hour_needs_a_second_person_whatever_the_session(built, desk, monkeypatch):
    monkeypatch.setattr(bulk, "VIEWS_AN_HOUR", 5)
    ids = list(Person.objects.values_list("pk", flat=True)[:6])

    answers = [desk().get(f"/people/{pk}/").status_code for pk in ids]

    assert answers == [200, 200, 200, 200, 403, 403]
    assert desk().post("/people/", {"q": NAMES[0]}).status_code == 403
    assert desk().get(f"/people/{ids[0]}/number/").status_code == 403
    desk().post("/requests/", {"do": "ask-views", "ask-views-purpose": "年度核查"})
    asked = BulkRequest.objects.latest("id")
    bulk.decide(asked=asked, granted=True, by=built.users[Role.COUNTY_APPROVER, REGION], at=NOW)
    assert desk().get(f"/people/{ids[0]}/").status_code == 200


def test_the_limits_are_those_of_the_promise():
    assert (bulk.ROWS_A_DAY, bulk.VIEWS_AN_HOUR) == (1000, 500)
