"""Nothing of a check is kept: no row, no log, no address, only a sealed cookie that ends with the browser."""

import logging
import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.portal.checked import SEVERE, state, text

from chuntian.web.portal import kept
from chuntian.web.portal.kept import Kept

pytestmark = pytest.mark.alike
CANARY = {
    "age": "37",
    "other_living": "draws",
    "other_living_yuan": "4711",
    "dibao": "household",
    "certificate": "valid",
}


def test_starting_again_forgets_everything(visitor):
    visitor.answer_all(SEVERE)

    assert visitor.post("/check/forget/").url == "/check/"

    assert visitor.client.cookies["check"].value == ""
    assert state(visitor.client) == Kept()
    assert visitor.get("/check/result/").url == "/check/who/"


def test_nothing_of_a_check_is_kept_on_the_server(visitor, caplog, settings):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        visitor.answer_all(CANARY)
        visitor.get("/check/result/")

    written = [one["sql"] for one in queries if not one["sql"].lstrip().upper().startswith(("SELECT", "EXPLAIN"))]
    assert len(queries) > 20
    assert written == []
    assert settings.SESSION_COOKIE_NAME not in visitor.client.cookies
    assert "4711" not in caplog.text.replace("\n", " ").split("(params")[0]


def test_no_address_carries_an_answer(visitor):
    visitor.answer_all(CANARY)
    visitor.get("/check/result/")

    allowed = re.compile(r"/check/(who/|place/\d/|\d+/|answers/|result/)?")
    assert len(visitor.addresses) > 30
    assert [one for one in visitor.addresses if not allowed.fullmatch(one)] == []


def test_the_cookie_is_sealed_short_lived_and_only_for_the_check(visitor):
    visitor.answer_all(CANARY)
    cookie = visitor.client.cookies["check"]

    assert "4711" not in cookie.value
    assert "dibao" not in cookie.value
    assert cookie["path"] == "/check/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == ""  # it ends with the browser
    assert len(cookie.value) < 2000
    assert "no-store" in visitor.get("/check/result/").headers["Cache-Control"]


def test_a_changed_or_old_cookie_is_nothing(visitor, monkeypatch):
    visitor.answer_all(SEVERE)
    good = visitor.client.cookies["check"].value

    for bad in (good[:-8] + "AAAAAAA=", "", "x", "ä", good[40:]):
        visitor.client.cookies["check"] = bad
        assert state(visitor.client) == Kept()
        assert visitor.get("/check/result/").url == "/check/who/"
    visitor.client.cookies["check"] = good
    assert state(visitor.client).who == "self"
    monkeypatch.setattr(kept, "KEPT", -kept.KEPT)
    assert state(visitor.client) == Kept()


def test_the_cookie_of_another_use_of_the_keys_does_not_open(visitor):
    from base64 import urlsafe_b64encode
    from datetime import UTC, datetime

    from chuntian.trail.keys import keyring

    now = datetime.now(UTC).isoformat()
    for said, place, who in (
        ('{"who":"self","at":"%s"}', "cookie:check", "self"),
        ('{"who":"self","at":"%s"}', "web_keptform.sealed:1", ""),
        ('{"who":"self","of_old":1,"at":"%s"}', "cookie:check", ""),
    ):
        visitor.client.cookies["check"] = urlsafe_b64encode(keyring().seal(said % now, place)).decode()
        assert state(visitor.client) == Kept(who=who)


def test_the_check_asks_for_no_name_and_no_number(visitor):
    asked = visitor.answer_all({})

    for number in range(1, len(asked) + 1):
        page = text(visitor.get(f"/check/{number}/"))
        fields = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([^"]+)"', page))
        assert fields <= {"csrfmiddlewaretoken", "answer", "next"}


def test_the_database_has_no_table_of_the_portal():
    call_command("check")
    assert not [name for name in connection.introspection.django_table_names() if "portal" in name]
