"""Refusals, forged forms, failed and successful sign-ins are written down (ASVS 16.3.1 to 16.3.3)."""

import json

import pytest
from django.test import Client
from tests.trust.signing_in import PASSWORD, code_of, enrolled, enter, give_password
from tests.web.test_reports import fresh

from chuntian.accounts.enums import Role
from chuntian.trail.models import Entry
from chuntian.web import throttle

pytestmark = pytest.mark.django_db
DEVICE = {"HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "REMOTE_ADDR": "10.9.8.7"}


@pytest.fixture
def log(settings, tmp_path):
    settings.SECURITY_LOG_FOLDER = tmp_path / "logs"
    fresh()
    return lambda: [
        json.loads(line)
        for file in settings.SECURITY_LOG_FOLDER.glob("*")
        for line in file.read_text("utf-8").splitlines()
    ]


def test_a_page_that_is_not_ones_own_is_refused_and_written_down(sign_in):
    client = sign_in(Role.PROVIDER)

    assert client.get("/payments/", REMOTE_ADDR="10.1.2.3").status_code == 403

    entry = Entry.objects.get(action="refused.page")
    detail = json.loads(entry.detail)
    assert (entry.actor, detail["page"], detail["from"]) == (Role.PROVIDER, "desk:payments", "10.1.2.3")


def test_a_deed_that_is_not_ones_own_is_named(sign_in):
    sign_in(Role.AUDITOR).post("/payments/", {"do": "prepare"})

    assert json.loads(Entry.objects.get(action="refused.page").detail)["do"] == "prepare"


def test_what_is_absent_and_what_is_foreign_are_written_down_by_number_alike(sign_in):
    sign_in(Role.COUNTY_CLERK).get("/people/4711/")

    assert json.loads(Entry.objects.get(action="refused.row").detail)["which"] == [4711]


def test_nothing_that_was_typed_gets_into_the_entry(sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    client.get("/measures/马春花/?q=620199190001010116")
    client.post("/payments/", {"do": "马春花 620199190001010116"})

    said = " ".join(one.detail + one.reason + one.subject_id for one in Entry.objects.all())
    assert Entry.objects.filter(action__startswith="refused").count() == 2
    assert "马春花" not in said
    assert "6201991900" not in said


def test_a_forged_form_of_someone_signed_in_is_in_the_trail(staff):
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff(Role.COUNTY_CLERK))

    assert client.post("/account/", {"old": "x", "new": "y"}).status_code == 403

    assert json.loads(Entry.objects.get(action="refused.form").detail)["page"] == "desk:account"


def test_a_forged_form_of_a_stranger_is_in_the_security_log(log):
    Client(enforce_csrf_checks=True).post("/sign-in/", {"username": "马春花", "password": "x"}, REMOTE_ADDR="10.1.2.3")

    [line] = [line for line in log() if line["kind"] == "refused.form"]
    assert (line["from"], line["at_page"]) == ("10.1.2.3", "desk:sign-in")
    assert "马春花" not in json.dumps(log(), ensure_ascii=False)


def test_a_request_for_another_host_is_in_the_security_log(log):
    assert Client().get("/sign-in/", headers={"Host": "evil.test"}).status_code == 400

    assert [line["kind"] for line in log()] == ["security.DisallowedHost"]
    assert "evil.test" not in json.dumps(log())


def test_a_sign_in_is_written_down_with_factor_browser_and_place(client, staff):
    user = staff(Role.COUNTY_CLERK)
    secret = enrolled(user)

    give_password(client, user.username, **DEVICE)
    client.post("/sign-in/code/", {"code": code_of(secret)}, **DEVICE)
    client.post("/sign-out/")

    opened, closed = Entry.objects.get(action="session.opened"), Entry.objects.get(action="session.closed")
    assert opened.subject_id == closed.subject_id == str(user.pk)
    assert json.loads(opened.detail) == {
        "factor": "totp", "device": "Firefox · Windows", "known": False, "from": "10.9.8.7", "failed_before": 0,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["county_clerk", "nobody-of-that-name"])
def test_a_failure_is_in_the_security_log_whether_the_name_exists_or_not(client, staff, log, name):
    staff(Role.COUNTY_CLERK)

    give_password(client, name, "wrong", **DEVICE)

    [line] = log()
    assert (line["kind"], line["from"]) == ("sign_in.failed", "10.9.8.7")
    assert line["account"] == throttle.account_digest(name)[:16]
    assert name not in json.dumps(line)


def test_a_wrong_code_is_in_the_security_log_and_whoever_waits_is_too(client, staff, log):
    user = staff(Role.COUNTY_CLERK)
    enrolled(user)
    give_password(client, user.username)
    for _ in range(6):
        client.post("/sign-in/code/", {"code": "000000"})

    assert [line["kind"] for line in log()] == ["second_step.failed"] * 5 + ["sign_in.slowed"]


def test_signing_in_writes_one_entry_and_a_password_never(client, staff, log):
    user = staff(Role.COUNTY_CLERK)
    enter(client, user, enrolled(user))

    said = " ".join(one.detail for one in Entry.objects.all())
    assert Entry.objects.filter(action="session.opened").count() == 1
    assert PASSWORD not in said + json.dumps(log(), ensure_ascii=False)
