"""
Whom a page names among others: the page says it, and once the page is shown it is written down (trust.md B22).

The same list opened again on the same day adds only who was not on it before: what is kept is who saw whom where on which
day, and an inbox that is looked at forty times a day does not bury the rest.
"""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse

from chuntian.trail.models import Shown
from chuntian.trail.operations import record

LIST, SERVICE = "list.view", "service.view"


def named(request: HttpRequest, people: Iterable[int | None]) -> None:
    """Say which persons the page names; a row without a person says none."""
    request.named = getattr(request, "named", set()) | {one for one in people if one}


def write_down(
    request: HttpRequest, answer: HttpResponse, *, region: str, action: str = LIST, **detail: Any
) -> None:  # fmt: skip
    """Write down whom the page showed, each once a day: he finds the entry among those about himself."""
    people, request.named = getattr(request, "named", set()), set()
    if not people or answer.status_code != 200:
        return
    name = request.resolver_match.view_name
    if new := people - _shown_today(request, name):
        record(
            actor=request.user, action=action, subject_kind="list", subject_id=name, region=region, at=request.moment,
            detail={**detail, "from": source(request)}, shown=sorted(new),
        )  # fmt: skip


def _shown_today(request: HttpRequest, name: str) -> set[int]:
    morning = request.moment.replace(hour=0, minute=0, second=0, microsecond=0)
    seen = Shown.objects.filter(
        entry__actor=request.user.get_username(),
        entry__at__gte=morning,
        entry__subject_kind="list",
        entry__subject_id=name,
    )
    return set(seen.values_list("person_id", flat=True))


def source(request: HttpRequest) -> str:
    """Give where a request came from, for the record of who read what (网络安全法 第二十一条)."""
    return str(request.META.get("REMOTE_ADDR", ""))
