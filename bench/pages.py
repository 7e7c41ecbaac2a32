"""Open the main pages of a register as the people who use them: weight of a first visit, queries, milliseconds on the server."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from statistics import quantiles
from typing import Any

LINKED = re.compile(r"(?:href|src)=\"(/static/[^\"#]+\.(?:css|js|svg))")
IN_STYLE = re.compile(r"url\([\"']?([^\"')#]+)")
PREFECTURE, MEASURES = "620100000000", "/measures/?year=2024&month=2&region=620100000000"
COUNTY_PERSONS = 20_000  # persons of a county
BOOKKEEPING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def pages(requests: int) -> dict[str, Any]:
    """Ask each page `requests` times; give middle and 95th percentile in seconds, most queries, bytes of a first visit."""
    from django.conf import settings
    from django.test import Client

    from bench import waiting
    from chuntian.registry.models import Person
    from chuntian.web import clock

    settings.ALLOWED_HOSTS, clock.now = ["testserver"], lambda: waiting.AT + timedelta(days=10)
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    work = waiting.furnish()
    visitor, clerk = Client(), signed_in("county_clerk")
    mine = Person.objects.filter(region__startswith=waiting.COUNTY[:6])
    ids = list(mine.order_by("resident_index").values_list("pk", flat=True))
    chosen = [ids[place * len(ids) // requests] for place in range(requests)]
    same = {
        "home": (visitor, "/"), "benefits": (visitor, "/benefits/?q=轮椅"), "benefit": (visitor, "/benefits/nursing_subsidy/"),
        "check": (visitor, "/check/who/"), "sign-in": (visitor, "/sign-in/"), "cases": (clerk, "/cases/"),
        "lists": (clerk, "/lists/"),
    }  # fmt: skip
    # Over more people than a county has, figures are computed behind the page, once: here as a prefecture asks for them.
    persons = Person.objects.count()
    above = persons > COUNTY_PERSONS
    same["measures"] = (
        (signed_in("supervisor", PREFECTURE), MEASURES) if above else (clerk, "/measures/?year=2024&month=2")
    )
    behind = _computed_behind() if above else None
    same |= {name: (clerk, address) for name, address in waiting.addresses().items()}
    found = {name: ask(client, [address] * requests) for name, (client, address) in same.items()}
    found["person"] = ask(clerk, [f"/people/{pk}/" for pk in chosen])
    return {"persons": persons, "county": len(ids), "pages": found, "behind": behind, "work": work}


def signed_in(name: str, region: str = "") -> Any:
    """Give someone who is signed in; what is measured is the page, so the second factor is said, not done."""
    from django.test import Client

    from chuntian.accounts.models import Assignment, User

    if region:
        Assignment.objects.filter(user__username=name).update(region=region)
    client = Client()
    client.force_login(User.objects.get(username=name))
    session = client.session
    session["factor"] = "bench"
    session.save()
    return client


def _computed_behind() -> float:
    """Ask for a month's figures of a prefecture and let the work behind the pages compute them; give the seconds."""
    from django.utils import timezone

    from chuntian.casework.law import law_in_use
    from chuntian.indicators.computing import ask_for_month, work_off
    from chuntian.kernel.days import Month

    ask_for_month(region=PREFECTURE, month=Month(2024, 2), by="bench", at=timezone.now())
    start = time.perf_counter()
    work_off(law=law_in_use, clock=timezone.now)
    return time.perf_counter() - start


def ask(client: Any, addresses: list[str]) -> dict[str, Any]:
    """Ask each address in turn, after one to warm up; give middle and 95th percentile in seconds, most queries, bytes of the last."""
    from django.db import connection

    client.get(addresses[0])
    taken, queries = [], []
    for address in addresses:
        counted: list[str] = []
        with connection.execute_wrapper(_noting(counted)):  # no cursor for debugging: those of PostgreSQL cannot COPY
            start = time.perf_counter()
            answer = client.get(address)
            taken.append(time.perf_counter() - start)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        queries.append(len(counted))
    cut = quantiles(taken, n=20)
    return {
        "middle": sorted(taken)[len(taken) // 2],
        "p95": cut[18],
        "queries": max(queries),
        "bytes": _weight(answer.content.decode()),
    }


def _noting(counted: list[str]) -> Callable[..., Any]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(BOOKKEEPING):
            counted.append(sql)
        return execute(sql, params, many, context)

    return note


def _weight(page: str) -> int:
    """Count page, styles, scripts, pictures and what styles fetch (fonts), uncompressed: a network may not compress."""
    from django.contrib.staticfiles.finders import find

    todo, seen, total = [one.removeprefix("/static/") for one in LINKED.findall(page)], set(), len(page.encode())
    while todo:
        name = re.sub(r"\.[0-9a-f]{12}\.", ".", todo.pop())
        path = find(name)
        if name in seen or not path:
            continue
        seen.add(name)
        with open(path, "rb") as file:
            content = file.read()
        total += len(content)
        if name.endswith(".css"):
            folder = name.rpartition("/")[0]
            todo += [f"{folder}/{one}" for one in IN_STYLE.findall(content.decode()) if not one.startswith("data:")]
    return total
