"""Every address of the access table, found as a person finds it: by following links from the first page of each role."""

import re
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve

from chuntian.web.access import Row, roles_with, rows

LINKS = re.compile(r"<(?:a|form)\b[^>]*?(?:href|action)=\"([^\"#]+)")
EXAMPLES = 3  # of each address and role: the first person may have no award, the first task no letter


def pages() -> dict[str, Row]:
    """Give the addresses that are pages for people: opened by GET, no file, no message of a department."""
    kept = (
        row for row in rows() if "GET" in row.methods and not row.policy.signed and not row.name.startswith("registry:")
    )
    return {row.name: row for row in kept if not row.policy.gives or row.address.endswith("/")}


def find(doors: dict[str, str], wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Give for each page a role that reaches it and its address there; visitors first."""
    found: dict[str, tuple[str, str]] = {}
    for role in ("", *doors):
        left = wanted - set(found)
        if role and not any(_may_open(name, role) for name in left):
            continue
        for name, address in _walk(doors.get(role, "")):
            if name in wanted:
                found.setdefault(name, (role, address))
    return found


def _may_open(name: str, role: str) -> bool:
    policy = pages()[name].policy
    return bool(policy.own) or role in roles_with(policy.actions)


def _walk(session: str):
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    todo, seen, opened = ["/"], {"/"}, {}
    while todo:
        address = todo.pop(0)
        name = _name_of(address)
        if name not in pages() or opened.get(name, 0) >= EXAMPLES:
            continue
        opened[name] = opened.get(name, 0) + 1
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        yield name, address
        for link in LINKS.findall(answer.content.decode()):
            target = urljoin(address, link.replace("&amp;", "&"))
            if target.startswith("/") and target not in seen:
                seen.add(target)
                todo.append(target)


def _name_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""
