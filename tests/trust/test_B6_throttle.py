"""B6: guessing is slowed and never locks a person out; a thousand attempts; no cache; forged headers; fails closed."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory
from tests.trust.signing_in import code_of, enrolled, give_password

from chuntian.accounts.enums import Role
from chuntian.web import clock, throttle
from chuntian.web.models import SignInFailure

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


@pytest.fixture
def later(monkeypatch):
    started, passed = clock.now(), [timedelta()]
    monkeypatch.setattr(clock, "now", lambda: started + passed[0])

    def pass_by(**time):
        passed[0] += timedelta(**time)

    return pass_by


def test_B6_a_thousand_attempts_get_few_looks_and_the_owner_gets_in_after_the_wait(staff, later, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}  # the cache is down
    user = staff(Role.CITIZEN)
    attacker, waits_told = Client(), []
    for number in range(1000):
        later(seconds=1)
        give_password(attacker, user.username, f"guess-{number}", HTTP_X_FORWARDED_FOR=f"10.1.{number % 250}.1")
        waits_told.append(throttle.wait_needed(RequestFactory().get("/"), user.username, clock.now()))
    looked_at = SignInFailure.objects.filter(key=throttle.account_digest(user.username)).count()

    owner = give_password(Client(), user.username, REMOTE_ADDR="198.51.100.7")
    waits = "秒再试" in owner.content.decode()
    later(minutes=5)
    after = give_password(Client(), user.username, REMOTE_ADDR="198.51.100.7")

    assert looked_at <= 5 + 4 + 1000 // 300 + 4  # five free, then 15, 30, 60 … seconds, at most five minutes
    assert waits
    assert max(waits_told) <= timedelta(minutes=5)
    assert after.status_code == 302


def test_B6_a_thousand_codes_get_few_looks(staff, later):
    user = staff(Role.COUNTY_CLERK)
    secret = enrolled(user)
    attacker = Client()
    give_password(attacker, user.username)
    for number in range(1000):
        later(seconds=1)
        attacker.post("/sign-in/code/", {"code": f"{number:06}"})
    looked_at = SignInFailure.objects.filter(key=throttle.account_digest(f"{user.username}\n2")).count()

    later(minutes=5)
    owner = Client()
    give_password(owner, user.username, REMOTE_ADDR="198.51.100.7")

    assert looked_at <= 20
    assert owner.post("/sign-in/code/", {"code": code_of(secret)}, REMOTE_ADDR="198.51.100.7").url == "/"


def test_B6_twenty_failures_of_an_address_slow_it_whatever_the_names(staff, later):
    for number in range(20):
        give_password(Client(), f"somebody-{number}", "guess")

    assert "秒再试" in give_password(Client(), "yet-another", "guess").content.decode()
    assert "秒再试" not in give_password(Client(), "yet-another", "guess", REMOTE_ADDR="198.51.100.7").content.decode()


def test_B6_nobody_gets_in_when_failures_cannot_be_counted(staff, monkeypatch):
    user = staff(Role.CITIZEN)

    def down(*_):
        raise DatabaseError("down")

    monkeypatch.setattr(throttle, "_wait", down)
    client = Client(raise_request_exception=False)

    answer = give_password(client, user.username)

    assert answer.status_code == 500
    assert "_auth_user_id" not in client.session


def test_B6_the_page_that_says_wait_is_text_in_the_error_summary(staff, later):
    for _ in range(5):
        give_password(Client(), "county_clerk", "guess")

    page = give_password(Client(), "county_clerk", "guess").content.decode()

    assert 'class="error-summary"' in page
    assert "账号没有被锁" in page
    assert "<img" not in page
