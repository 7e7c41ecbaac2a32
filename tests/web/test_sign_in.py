"""In and out: one message for every failure, waits that end, a session that ends on the server."""

from datetime import timedelta

import pytest
from django.conf import settings
from tests.web.conftest import PASSWORD

from chuntian.accounts.enums import Role
from chuntian.web import clock
from chuntian.web.models import SignInFailure

pytestmark = pytest.mark.django_db


def attempt(client, username="citizen", password=PASSWORD, **extra):
    return client.post("/sign-in/", {"username": username, "password": password}, **extra)


def test_whoever_needs_one_factor_gets_in_with_it(client, staff):
    staff(Role.CITIZEN)

    answer = attempt(client)

    assert answer.status_code == 302
    assert answer.url == "/mine/"
    assert client.get("/").status_code == 200


def test_wrong_name_and_wrong_password_get_the_same_answer(client, staff):
    staff(Role.CITIZEN)

    wrong_name = attempt(client, username="nobody_here")
    wrong_password = attempt(client, password="not this")

    assert wrong_name.context["form"].errors == wrong_password.context["form"].errors
    assert "错误：" in wrong_name.content.decode()


def test_the_password_never_comes_back_in_the_page(client, staff):
    staff(Role.CITIZEN)

    page = attempt(client, password="my-secret-typing").content.decode()

    assert "my-secret-typing" not in page


def test_five_failures_slow_down_even_the_right_password_and_the_wait_ends(client, staff, monkeypatch):
    staff(Role.CITIZEN)
    for _ in range(5):
        attempt(client, password="wrong")

    slowed = attempt(client)
    later = clock.now() + timedelta(minutes=6)
    monkeypatch.setattr(clock, "now", lambda: later)
    let_in = attempt(client)

    assert "秒再试" in slowed.content.decode()
    assert let_in.status_code == 302


def test_a_refused_attempt_is_not_a_failure(client, staff):
    staff(Role.CITIZEN)
    for _ in range(5):
        attempt(client, password="wrong")
    counted = SignInFailure.objects.count()

    attempt(client, password="wrong")

    assert SignInFailure.objects.count() == counted


def test_a_stranger_cannot_keep_the_owner_out(client, client_class, staff):
    staff(Role.CITIZEN)
    attempt(client)
    client.post("/sign-out/")
    for _ in range(8):
        attempt(client_class(), password="guess", REMOTE_ADDR="203.0.113.9")

    assert attempt(client).status_code == 302


def test_a_forged_forwarding_header_changes_nothing(client, staff):
    staff(Role.CITIZEN)
    for number in range(20):
        attempt(client, username=f"user{number}", password="guess", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")

    assert "秒再试" in attempt(client, username="another").content.decode()


def test_the_next_page_is_never_another_site(client, staff):
    staff(Role.CITIZEN)

    answer = client.post("/sign-in/?next=//evil.example/", {"username": "citizen", "password": PASSWORD})

    assert answer.url == "/mine/"


def test_a_new_session_at_sign_in_and_none_after_sign_out(client, staff):
    staff(Role.CITIZEN)
    attempt(client)
    held = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.post("/sign-out/")
    client.cookies[settings.SESSION_COOKIE_NAME] = held

    assert client.get("/").status_code == 302


@pytest.fixture
def client_class():
    from django.test import Client

    return Client
