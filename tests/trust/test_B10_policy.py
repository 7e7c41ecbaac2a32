"""B10: a content policy without inline code on every address, judged by a checker of our own; what is shown needs none of it."""

import pytest
from django.test import Client
from tests.trust.markup import Page
from tests.web.test_policy import ADDRESSES

from chuntian.accounts.enums import Role
from chuntian.web import access
from chuntian.web.middleware import CONTENT_POLICY, FILE_POLICY

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
NONE, SELF = "'none'", "'self'"
# The directives that default-src does not stand for, and those through which code comes.
MUST = {
    "default-src": {NONE}, "script-src": {SELF, NONE}, "style-src": {SELF, NONE}, "object-src": {NONE}, "base-uri": {NONE},
    "frame-ancestors": {NONE}, "form-action": {SELF, NONE},
}  # fmt: skip


def judged(policy: str) -> list[str]:
    """Give what is weak in a content policy."""
    said = {name: rest for name, *rest in (part.split() for part in policy.split(";") if part.strip())}
    found = [f"no {name}" for name in MUST if name not in said and (name == "default-src" or not name.endswith("-src"))]
    if not {"report-uri", "report-to"} <= said.keys():
        found.append("says not where to report")
    for name, sources in said.items():
        if name.startswith("report-"):
            found += [f"{name} {source}" for source in sources if not source.startswith("/") and source != "policy"]
            continue
        allowed = MUST.get(name, {SELF, NONE})
        found += [f"{name} {source}" for source in sources if source not in allowed]
    fallback = said.get("default-src", ["*"])
    found += [
        f"{name} falls back" for name in ("script-src", "style-src", "object-src") if not set(said.get(name, fallback)) <= MUST[name]
    ]  # fmt: skip
    return found


@pytest.mark.parametrize(
    "weak",
    [
        "", "default-src *", "default-src 'none'", CONTENT_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        CONTENT_POLICY.replace("style-src 'self'", "style-src 'unsafe-inline'"), CONTENT_POLICY.replace("'none'", "data:"),
        CONTENT_POLICY.replace("script-src 'self'", "script-src https:"), CONTENT_POLICY.replace("base-uri 'none'; ", ""),
        CONTENT_POLICY.replace("frame-ancestors 'none'; ", ""), CONTENT_POLICY.replace("; form-action 'self'", ""),
        CONTENT_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'"), CONTENT_POLICY + "; img-src *",
        CONTENT_POLICY.replace("script-src 'self'", "script-src 'self' cdn.test"),
        CONTENT_POLICY.replace("report-uri /", "report-uri https://elsewhere.test/"), CONTENT_POLICY.replace("; report-to policy", ""),
    ],
)  # fmt: skip
def test_B10_the_checker_finds_what_is_weak(weak):
    assert judged(weak)


def test_B10_ours_is_not_weak():
    assert judged(CONTENT_POLICY) == judged(FILE_POLICY) == []
    assert "sandbox" in FILE_POLICY


@pytest.mark.parametrize(
    "role", [Role.COUNTY_CLERK, Role.TOWNSHIP_CLERK, Role.FINANCE_APPROVER, Role.AUDITOR, Role.ADMIN, Role.SUPERVISOR]
)
def test_B10_every_page_carries_it_and_needs_nothing_inline(built, role):
    client, seen = Client(raise_request_exception=False), 0
    client.force_login(built.users[role, "620104000000"])
    for row in access.rows():
        if "GET" not in row.methods or row.name in ("desk:sign-out",):
            continue
        answer = client.get(built.address(row))
        assert judged(answer["Content-Security-Policy"]) == [], row.name
        if answer["Content-Type"].startswith("text/html") and answer.content:
            assert Page(answer.content.decode()).faults == [], row.name
            seen += 1

    assert seen > 30
    assert len(ADDRESSES) > 50


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/no-such-page/", "/accessibility/", "/display/", "/static/no-such-file", "/favicon.ico"]
)
def test_B10_whoever_is_not_signed_in_gets_it_too(client, address):
    assert judged(client.get(address)["Content-Security-Policy"]) == []
