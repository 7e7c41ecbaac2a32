"""Every address has a policy; headers are on every answer; nothing opens without signing in but the listed few."""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from chuntian.accounts.enums import Do

PORTAL = {
    "check", "who", "place", "question", "answers", "result", "forget", "programmes", "programme", "contact", "notices",
    "progress", "open-data", "data-file", "providers",
}  # fmt: skip
PUBLIC = {"desk:work", "desk:sign-in", "desk:preferences", "desk:language", "desk:accessibility", "desk:policy-reports"}
PUBLIC |= {"registry:openapi", "registry:jwks"} | {f"portal:{name}" for name in PORTAL}
# Opened by a message that a department signed, never by a session: so they ask for no form token either (trust B9, B37).
SIGNED = {"registry:disabled", "registry:status", "registry:details", "registry:search"}
HALFWAY = {"desk:sign-in-code", "desk:sign-in-enrol", "desk:sign-in-password"}


GIVEN = {"kind": "dibao"}


def walk(resolver: URLResolver, prefix: str = "", names: tuple[str, ...] = ()):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), ":".join([*names, entry.name or ""]), entry.callback
        else:
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from walk(entry, prefix + str(entry.pattern), inner)


ADDRESSES = list(walk(get_resolver()))


@pytest.mark.parametrize(("address", "name", "view"), ADDRESSES, ids=[name for _, name, _ in ADDRESSES])
def test_every_address_declares_its_policy(address, name, view):
    policy = getattr(view, "policy", None)

    assert policy is not None, f"/{address} has no policy"
    assert set(policy.actions) <= set(Do.values)
    assert (
        bool(policy.actions) + bool(policy.own) + bool(policy.public) + bool(policy.halfway) + bool(policy.signed) == 1
    )


def test_the_public_addresses_are_these_and_no_others():
    assert {name for _, name, view in ADDRESSES if view.policy.public} == PUBLIC
    assert {name for _, name, view in ADDRESSES if view.policy.halfway} == HALFWAY
    assert {name for _, name, view in ADDRESSES if view.policy.signed} == SIGNED


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "name", "view"), ADDRESSES, ids=[name for _, name, _ in ADDRESSES])
def test_whoever_is_not_signed_in_is_sent_to_the_door(client, address, name, view):
    url = "/" + re.sub(
        r"<(int|str|slug):(\w+)>", lambda part: GIVEN.get(part[2], (part[1] == "int" and "1") or "x"), address
    )

    answer = client.get(url)

    if name.startswith("portal:") and view.policy.public:  # a page of the check leads to where the check stands
        assert not answer.headers.get("Location", "").startswith("/sign-in/")
    else:
        assert answer.status_code in ({200, 405} if name in PUBLIC else {405} if name in SIGNED else {302})


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/sign-in/", "/", "/no-such-page/", "/accessibility/"])
def test_every_answer_carries_the_safe_headers(client, address):
    headers = client.get(address).headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
