"""What weighs much asks once more who one is (ASVS 7.5.3), loses nothing that was typed, and is done at a person's speed (2.4.2)."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.journeys.office import NOW
from tests.trust.signing_in import PASSWORD
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.web import sessions
from chuntian.web.desk import account_deeds, bulk, payment_deeds, recoveries
from chuntian.web.models import BulkKind, BulkRequest

pytestmark = pytest.mark.django_db
GIVE = {"do": "give-password", "give-password-reason": "本人忘了密码，当面核对"}


def test_these_deeds_weigh_much():
    every = [*payment_deeds.DEEDS, *recoveries.DEEDS, *bulk.DEEDS, *account_deeds.DEEDS]

    assert {deed.name for deed in every if deed.weighs} == {
        "approve",
        "decide",
        "grant",
        "decide-reset",
        "give-role",
        "give-password",
    }


@pytest.fixture
def asked(staff):
    return BulkRequest.objects.create(
        kind=BulkKind.VIEWS, title="再看 500 份档案", rows=500, purpose="年审", region="620104000000",
        asked_by=staff(Role.COUNTY_CLERK), asked_at=NOW - timedelta(hours=1),
    )  # fmt: skip


def test_it_asks_then_sends_on_what_was_typed(client, staff, asked):
    client.force_login(staff(Role.COUNTY_APPROVER))
    said = {"do": "grant", "grant-reason": "年审要逐份看，用途属实"}

    told = client.post(f"/requests/{asked.pk}/", said)
    asked.refresh_from_db()
    assert told.url == "/account/again/?next=%2Fkept%2F"
    assert asked.granted is None
    assert "先再证明一次是您本人" in client.get(told.url).content.decode()

    wrong = client.post(told.url, {"password": "not it"})
    proved = client.post(told.url, {"password": PASSWORD})
    assert wrong.status_code == 200
    assert "年审要逐份看，用途属实" in client.get(proved.url).content.decode()
    sent = client.post("/kept/", {**said, "kept": "send"})
    assert (sent.status_code, sent["Location"]) == (307, f"/requests/{asked.pk}/")
    client.post(sent["Location"], said)

    asked.refresh_from_db()
    assert asked.granted


def test_a_proof_lasts_a_quarter_of_an_hour(client, staff, asked):
    client.force_login(staff(Role.COUNTY_APPROVER))
    just_proved(client)
    session = client.session
    session["proved_at"] -= int(sessions.PROOF_LASTS.total_seconds()) + 1
    session.save()

    client.post(f"/requests/{asked.pk}/", {"do": "grant", "grant-reason": "年审要逐份看，用途属实"})

    asked.refresh_from_db()
    assert asked.granted is None


def test_an_account_is_not_changed_from_a_desk_left_open(client, staff):
    user = staff(Role.CITIZEN)
    client.force_login(staff(Role.ADMIN))

    told = client.post(f"/accounts/{user.pk}/", GIVE)

    assert told.url.startswith("/account/again/")
    user.refresh_from_db()
    assert user.password_given_at is None


def test_deeds_faster_than_any_person_wait_and_nothing_typed_is_lost(client, staff, asked, monkeypatch):
    monkeypatch.setattr(sessions, "DEEDS_A_MINUTE", 3)
    approver = Client()
    approver.force_login(staff(Role.COUNTY_APPROVER))
    just_proved(approver)
    answers = [
        approver.post("/requests/", {"do": "ask-views", "ask-views-purpose": f"第 {turn} 次：年审要看"})
        for turn in range(4)
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
    page = answers[-1].content.decode()
    assert "办得太多了" in page
    assert "第 3 次：年审要看" in page
