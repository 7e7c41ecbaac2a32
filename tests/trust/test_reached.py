"""Every page is reached by links from a start page: of the visitor, of a citizen, and of those who work here."""

import re
from collections import Counter, deque
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from tests.casework.county import REGION
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.web import access

pytestmark = [pytest.mark.django_db, pytest.mark.alike, pytest.mark.slow]
LINK = re.compile(r'(?:href|action|src)="([^"#]+)')
ADDRESSES_A_PAGE = 6
WHO = ["", Role.CITIZEN, Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.CIVIL_AFFAIRS, Role.FINANCE_PREPARER,
       Role.FINANCE_APPROVER, Role.AUDITOR, Role.ADMIN, Role.SECURITY_ADMIN, Role.TOWNSHIP_CLERK]  # fmt: skip
# No link leads there on purpose, or only at a moment that the furnished office does not have.
ELSEWHERE = {
    "apply:check": "when every question is answered",
    "apply:review": "when one's own case was decided",
    "desk:kept": "after signing in again in the middle of a form",
    "desk:case-letter": "from a case whose letter one may write",
    "desk:security-app": "from the security of an account that signs in with a password",
    "desk:security-passkey": "from the security of an account that signs in with a password",
    "desk:again": "before what weighs much, where one's password is asked once more",
    "desk:batch-done": "after a batch",
    "desk:search-file": "after a search, which is a form",
    "desk:security-codes": "once there is a second factor",
    "desk:security-remove": "once there is a second factor",
    "mine:for": "for whoever acts for someone",
    "portal:answers": "when the check's questions are answered",
    "portal:place": "inside the check, which begins with a form",
    "portal:question": "inside the check",
    "portal:result": "at the end of the check",
    "registry:jwks": "for machines, named in the interface's description",
    "registry:openapi": "for machines",
}


def walk(client: Client) -> set[str]:
    """Follow every link from the start page, a few addresses of each page."""
    met, seen, waiting, found = Counter(), {"/"}, deque(["/"]), set()
    while waiting:
        address = waiting.popleft()
        try:
            name = resolve(urlsplit(address).path).view_name
        except Resolver404:
            continue
        if met[name] >= ADDRESSES_A_PAGE:
            continue
        met[name] += 1
        answer = client.get(address)
        if answer.status_code in (301, 302):
            links = [answer["Location"]]
        elif answer.status_code == 200:
            found.add(name)
            links = LINK.findall(answer.content.decode(errors="replace")) if "html" in answer["Content-Type"] else []
        else:
            continue
        for link in links:
            target = urljoin(address, link.replace("&amp;", "&"))
            if target.startswith("/") and target not in seen:
                seen.add(target)
                waiting.append(target)
    return found


def test_every_page_is_reached_from_a_start_page(built):
    reached, open_to_them = set(), set()
    for role in WHO:
        client = Client()
        if role:
            client.force_login(built.users[role, REGION])
            just_proved(client)
        reached |= walk(client)
        open_to_them |= {
            row.name
            for row in access.rows()
            if "GET" in row.methods and (row.policy.public or (role and row.opens_for(role)))
        }

    missing = {name for name in open_to_them if not name.startswith("api")} - reached - set(ELSEWHERE)
    assert not missing, " ".join(sorted(missing))
