"""In production every cookie is for this very host, over HTTPS only (ASVS 3.3.1, 3.3.3): named so that browsers hold to it."""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import MessageEncoder
from django.test import Client
from tests.trust.signing_in import PASSWORD

from chuntian.accounts.enums import Role

pytestmark = pytest.mark.django_db
NAMED = (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH", "LANGUAGE_COOKIE_NAME", "LANGUAGE_COOKIE_SECURE", "LANGUAGE_COOKIE_PATH",
)  # fmt: skip


@pytest.fixture
def in_production(settings, tmp_path):
    """Take over what the production settings say of cookies."""
    asked = f"import json; from django.conf import settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMED!r}}}))"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CHUNTIAN", "DATABASE"))}
    there = {
        **kept, "CHUNTIAN_DATA": str(tmp_path), "CHUNTIAN_SECRET_KEY": "k" * 60,
        "DJANGO_SETTINGS_MODULE": "chuntian.config.settings.production",
    }  # fmt: skip
    said = subprocess.run(
        [sys.executable, "-c", asked], env=there, capture_output=True, text=True, check=True, timeout=60
    ).stdout
    for name, value in json.loads(said).items():
        setattr(settings, name, value)


def test_every_cookie_has_the_prefix_and_what_it_asks_for(in_production, staff):
    staff(Role.CITIZEN)
    client, seen = Client(), {}
    for method, address, said in [
        ("get", "/sign-in/", {}), ("post", "/display/", {"size": "large"}), ("post", "/language/", {"language": "en", "next": "/"}),
        ("post", "/sign-in/", {"username": "citizen", "password": PASSWORD}), ("post", "/account/security/", {}),
    ]:  # fmt: skip
        seen |= dict(getattr(client, method)(address, said, secure=True).cookies.items())
    page = client.get("/", secure=True).content.decode()

    assert set(seen) == {
        "__Host-csrf",
        "__Host-text-size",
        "__Host-messages",
        "__Host-language",
        "__Host-session",
        "__Host-known-device",
    }
    for name, cookie in seen.items():
        assert cookie["secure"], name
        assert (cookie["path"], cookie["domain"], cookie["httponly"]) == ("/", "", True), name
    assert 'class="size-large ' in page
    assert '<html lang="en"' in page


def test_a_cookie_without_the_prefix_is_nobodys(in_production, staff):
    client = Client()
    client.force_login(staff(Role.CITIZEN))
    client.cookies["sessionid"] = client.cookies.pop("__Host-session").value
    client.cookies["messages"] = json.dumps([Message(20, "planted")], cls=MessageEncoder)

    assert client.get("/account/", secure=True).status_code == 302
    assert "planted" not in client.get("/sign-in/", secure=True).content.decode()


def test_over_plain_http_on_ones_own_machine_they_have_plain_names(staff):
    client = Client()
    client.get("/sign-in/")
    client.post("/display/", {"size": "large"})

    assert {"csrftoken", "text-size", "messages"} <= set(client.cookies)
