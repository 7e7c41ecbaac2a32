"""B8: a new session id at each change of standing, an idle and an absolute end, an end on the server (C18: in good time)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from tests.trust.signing_in import PASSWORD, code_of, enrolled, enter, give_password
from tests.web.conftest import COUNTY

from chuntian.accounts.enums import Role
from chuntian.accounts.models import OpenSession
from chuntian.accounts.operations import assign
from chuntian.web import clock
from chuntian.web.models import KeptForm

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


@pytest.fixture
def later(monkeypatch):
    """Let time pass for sessions."""
    started = clock.present()
    passed = [timedelta()]
    monkeypatch.setattr(clock, "present", lambda: started + passed[0])

    def pass_by(**time):
        passed[0] += timedelta(**time)

    return pass_by


@pytest.fixture
def clerk(staff):
    user = staff(Role.COUNTY_CLERK)
    return user, enrolled(user)


def key(client) -> str:
    return client.cookies[COOKIE].value


def test_B8_a_session_id_fixed_before_sign_in_is_worth_nothing_after(client, clerk):
    user, secret = clerk
    client.get("/sign-in/")
    give_password(client, user.username)
    halfway = key(client)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    victim = Client()
    victim.cookies[COOKIE] = halfway

    assert key(client) != halfway
    assert client.get("/").status_code == 200
    assert victim.get("/").status_code == 302
    assert not Session.objects.filter(session_key=halfway).exists()


def test_B8_a_new_id_at_reauthentication_and_when_roles_change(client, clerk):
    user, secret = clerk
    enter(client, user, secret)
    client.get("/")
    before = key(client)
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.get("/account/security/passkey/").url.startswith("/account/again/")

    client.post("/account/again/?next=/account/security/passkey/", {"code": code_of(secret, 1)})
    proved = key(client)
    assert proved != before
    assert client.get("/account/security/passkey/").status_code == 200
    assign(user=user, role=Role.LIAISON, region=COUNTY, start=clock.today())
    client.get("/")

    assert key(client) != proved
    assert not Session.objects.filter(session_key__in=[before, proved]).exists()
    assert OpenSession.objects.get(user=user).session_key == key(client)


def test_B8_ends_when_idle_and_after_a_day_of_work_on_the_server(client, clerk, later):
    user, secret = clerk
    enter(client, user, secret)
    held = key(client)
    later(minutes=29)
    assert client.get("/").status_code == 200
    later(minutes=29)
    assert client.get("/").status_code == 200
    later(minutes=30)

    assert client.get("/lists/").url == "/sign-in/?next=%2Flists%2F&ended=yes"
    assert not Session.objects.filter(session_key=held).exists()

    enter(client, user, secret=second(user))
    for _ in range(28):
        later(minutes=25)
        assert client.get("/").status_code == 200
    later(minutes=25)
    assert "ended=yes" in client.get("/").url


def second(user) -> str:
    """Give the account another app, so that its next code was surely not used."""
    from chuntian.accounts.second_factors import factors_of

    factors_of(user).delete()
    return enrolled(user)


def test_B8_ends_on_the_server_at_sign_out(client, clerk):
    user, secret = clerk
    enter(client, user, secret)
    held = key(client)

    client.post("/sign-out/")
    client.cookies[COOKIE] = held

    assert client.get("/").status_code == 302
    assert not OpenSession.objects.filter(user=user).exists()


def test_B8_a_new_password_ends_every_other_session(client, clerk):
    user, secret = clerk
    enter(client, user, secret)
    elsewhere = Client()
    elsewhere.force_login(user)
    assert elsewhere.get("/").status_code == 200

    client.post("/account/", {"old": PASSWORD, "new": "我自己的一句长长的话"})

    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert list(OpenSession.objects.filter(user=user).values_list("session_key", flat=True)) == [key(client)]
    assert list(Session.objects.values_list("session_key", flat=True)) == [key(client)]


def test_B8_one_sees_ones_sessions_and_ends_the_others(client, clerk, staff):
    user, secret = clerk
    enter(client, user, secret)
    elsewhere, other = Client(), Client()
    elsewhere.force_login(user)
    other.force_login(staff(Role.LIAISON))

    page = client.get("/account/security/").content.decode()
    client.post("/account/security/")

    assert page.count("退出它") == 1
    assert "就是这里" in page
    assert elsewhere.get("/").status_code == 302
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 200


def test_B8_nobody_ends_the_session_of_someone_else(client, clerk, staff):
    user, secret = clerk
    enter(client, user, secret)
    other = Client()
    other.force_login(staff(Role.LIAISON))
    theirs = OpenSession.objects.exclude(user=user).get()

    client.post("/account/security/", {"session": theirs.pk})

    assert other.get("/").status_code == 200


def test_C18_each_page_says_when_it_ends_and_it_is_put_off_ten_times(client, clerk, later):
    user, secret = clerk
    enter(client, user, secret)
    assert "自动退出" in client.get("/").content.decode()

    for _ in range(10):
        later(minutes=24)
        assert client.get("/session/", headers={"Accept": "application/json"}).json()["seconds"] <= 6 * 60
        assert client.post("/session/", {"next": "/lists/"}).url == "/lists/"
        assert client.post("/session/", headers={"Accept": "application/json"}).json()["seconds"] >= 1799
    later(minutes=29)
    assert client.get("/session/").json()["seconds"] <= 60  # asking is not using
    later(minutes=1)
    assert client.get("/session/").status_code == 302


@pytest.mark.parametrize("away", [{"minutes": 31}, {"hours": 20}])
def test_C18_what_was_typed_is_offered_after_signing_in_again(client, clerk, later, away):
    user, secret = clerk
    enter(client, user, secret)
    typed = {"q": "马春花-刚才打的字"}
    later(**away)
    if away.get("hours"):
        del client.cookies[COOKIE]  # the browser has let go of it

    told = client.post("/people/?from=work", typed)
    assert "ended=kept" in told.url
    assert "马春花" not in str(bytes(KeptForm.objects.get().sealed), "latin-1")
    assert enter(client, user, second(user)).url == "/kept/"
    page = client.get("/kept/").content.decode()
    assert "马春花-刚才打的字" in page
    sent = client.post("/kept/", {**typed, "kept": "send"})

    assert (sent.status_code, sent.headers["Location"]) == (307, "/people/?from=work")
    assert not KeptForm.objects.exists()


def test_C18_nothing_typed_is_shown_to_another_account_or_kept_for_a_stranger(client, clerk, staff, later):
    user, secret = clerk
    enter(client, user, secret)
    later(minutes=31)
    client.post("/people/", {"q": "马春花-刚才打的字"})
    other = staff(Role.LIAISON)

    assert enter(client, other, enrolled(other)).url == "/"
    assert client.get("/kept/").url == "/"
    assert Client().post("/people/", {"q": "x"}).url.startswith("/sign-in/?next=")
    assert KeptForm.objects.count() == 1


def test_B8_beyond_five_sessions_the_least_used_one_ends(clerk, later):
    user, _ = clerk
    doors = [Client() for _ in range(6)]
    for door in doors[:5]:
        door.force_login(user)
        later(seconds=61)
    assert doors[0].get("/").status_code == 200  # used again: the second is now the one used longest ago
    later(seconds=61)

    doors[5].force_login(user)

    assert [door.get("/").status_code for door in doors] == [200, 302, 200, 200, 200, 200]
    assert OpenSession.objects.filter(user=user).count() == 5


def test_B8_at_the_end_the_browser_is_told_to_forget_the_pages(client, clerk, later):
    user, secret = clerk
    enter(client, user, secret)
    assert client.post("/sign-out/").headers["Clear-Site-Data"] == '"cache", "storage"'
    client.force_login(user)
    later(minutes=31)

    assert client.get("/lists/").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.get("/sign-in/").headers
