"""People hear of attempts at their account and of changes of their factors (ASVS 6.3.5, 6.3.7), wherever they sign in next."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.trust.signing_in import PASSWORD, code_of, enrolled, give_password

from chuntian.accounts.enums import Role
from chuntian.accounts.operations import give_password as administrator_gives_password
from chuntian.accounts.second_factors import factors_of
from chuntian.web import clock

pytestmark = pytest.mark.django_db
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def later(monkeypatch):
    started, passed = clock.present(), [timedelta()]
    for name in ("present", "now"):
        monkeypatch.setattr(clock, name, lambda: started + passed[0])

    def pass_by(**time):
        passed[0] += timedelta(**time)

    return pass_by


@pytest.fixture
def citizen(staff):
    return staff(Role.CITIZEN)


def first_page(client, user, secret: str = "", **where) -> str:
    """Sign in and read the first page."""
    give_password(client, user.username, **where)
    if secret:
        client.post("/sign-in/code/", {"code": code_of(secret)}, **where)
    page = client.get("/account/", **where).content.decode()
    client.post("/sign-out/", **where)
    return page


def test_nothing_happened_nothing_is_told(client, citizen, later):
    first_page(client, citizen)
    later(days=3)

    assert "上次登录以来" not in first_page(client, citizen)


def test_wrong_passwords_of_a_stranger_are_told_once_even_weeks_later(client, citizen, later):
    first_page(client, citizen)
    later(hours=1)
    for _ in range(4):
        give_password(Client(), citizen.username, "guess", **ELSEWHERE)
    later(days=40)

    assert "密码没有填对 4 次" in first_page(client, citizen)
    later(minutes=1)
    assert "上次登录以来" not in first_page(client, citizen)


def test_who_knew_the_password_and_stopped_at_the_second_step_is_told(client, staff, later):
    user = staff(Role.COUNTY_CLERK)
    secret = enrolled(user)
    later(minutes=5)
    assert "上次登录以来" not in first_page(client, user, secret)
    later(hours=1)
    give_password(Client(), user.username, **ELSEWHERE)
    later(hours=1)

    assert "密码对了、第二步没有通过 1 次" in first_page(client, user, secret)


def test_a_sign_in_with_a_browser_that_is_new_is_told_to_the_one_that_is_not(client, citizen, later):
    first_page(client, citizen)
    later(hours=1)
    first_page(Client(), citizen, **ELSEWHERE)
    later(hours=1)

    assert "在没有用过的浏览器上登录 1 次" in first_page(client, citizen)


def test_on_a_new_browser_the_sign_in_before_is_named(client, citizen, later):
    first_page(Client(HTTP_USER_AGENT="Firefox Windows"), citizen, **ELSEWHERE)
    later(hours=1)

    assert "Firefox · Windows · 203.0.113.9" in first_page(client, citizen)


def test_changed_factors_and_given_passwords_are_told(client, staff, citizen, later):
    first_page(client, citizen)
    later(hours=1)
    secret = enrolled(citizen)
    administrator_gives_password(
        user=citizen, password=PASSWORD, by=staff(Role.ADMIN), at=clock.now(), reason="忘了密码"
    )
    citizen.refresh_from_db()
    citizen.password_given_at = None
    citizen.save()
    later(hours=1)

    page = first_page(client, citizen, secret)

    for word in ("加了第二步验证", "做了新的备用码", "别人重设了您的密码", "马上改密码"):
        assert word in page


def test_ones_own_page_lists_what_happened_with_browser_and_place(client, citizen, later):
    first_page(client, citizen, **ELSEWHERE)
    later(hours=1)
    enrolled(citizen)
    factors_of(citizen).delete()
    give_password(client, citizen.username, HTTP_USER_AGENT="Firefox Windows")

    page = client.get("/account/security/").content.decode()

    for word in ("最近的登录和变动", "加第二步验证", "没有用过的浏览器", "203.0.113.9", "Firefox · Windows"):
        assert word in page


def test_nobody_reads_the_history_of_another(client, citizen, staff):
    first_page(client, citizen, **ELSEWHERE)
    other = staff(Role.LIAISON)
    client.force_login(other)

    assert "203.0.113.9" not in client.get("/account/security/").content.decode()
