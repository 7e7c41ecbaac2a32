"""
Refused is written down (ASVS 16.3.2, 16.3.3): pages that are not the asker's, forged forms, requests out of order.

Whoever is signed in stands in the audit trail with it, whoever is not in the security log. What does not exist and what
lies outside one's division are refused alike, so they are written down alike.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure

from chuntian.accounts.second_factors import home_of
from chuntian.trail.operations import record
from chuntian.web import clock, security_log

KINDS = {400: "refused.request", 403: "refused.page", 404: "refused.row"}
FORGED = "refused.form"
DEED = re.compile(r"[a-z-]{1,40}", re.ASCII)


class Refusals:
    """Look at each answer on its way out; stands behind the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        kind = FORGED if getattr(request, "is_forged", False) else KINDS.get(response.status_code, "")
        if kind and request.resolver_match:  # an address that we do not have is nobody's to be refused
            _write_down(request, kind)
        return response


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without a token of this browser (called by Django)."""
    request.is_forged = True
    return csrf_failure(request, reason)


def _write_down(request: HttpRequest, kind: str) -> None:
    match = request.resolver_match
    if not request.user.is_authenticated:
        security_log.note(kind, request)
        return
    asked = request.POST.get("do", "") if request.method == "POST" and kind != FORGED else ""
    detail = {
        "page": match.view_name,
        "which": [
            one for one in match.kwargs.values() if isinstance(one, int)
        ],  # our own numbers, no text of the asker's
        "method": request.method,
        "do": asked if DEED.fullmatch(asked) else "",
        "from": request.META.get("REMOTE_ADDR", ""),
    }
    record(
        actor=request.user, action=kind, subject_kind="page", region=home_of(request.user), at=clock.now(), detail=detail
    )  # fmt: skip
