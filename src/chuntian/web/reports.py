"""
Take what browsers report against the content policy (ASVS 3.4.7) and keep of it what is nobody's.

A report quotes the page's address and a piece of it; kept are the directive, what kind of thing was blocked, and which page
of ours it was. The answer is the same whatever was sent, and the security log takes only so many lines a minute.
"""

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

from chuntian.web import security_log
from chuntian.web.pages import public_page

TYPES = ("application/csp-report", "application/reports+json", "application/json")
LONGEST = 16 * 1024
AT_MOST = 10  # of one sending
WORD = re.compile(r"[a-z-]{1,40}", re.ASCII)
HOST = re.compile(r"[a-z0-9.-]{1,100}", re.ASCII)
PLAIN = {"inline", "eval", "wasm-eval", "self", "data", "blob", "trusted-types-policy"}


@csrf_exempt  # a browser sends it by itself, without a token; nothing is done for whoever sends it
@public_page("browsers report breaches of the content policy, also on the page for signing in", methods=("POST",))
def policy(request: HttpRequest) -> HttpResponse:
    """Note what was reported; forms of another kind and long ones are dropped."""
    if request.content_type in TYPES and int(request.headers.get("Content-Length") or 0) <= LONGEST:
        for report in _read(request.body)[:AT_MOST]:
            security_log.note("policy.report", request, **kept(report))
    return HttpResponse(status=204)


policy.reads_no_session = (
    True  # who is signed in is nothing to it, and it asks no database: pages send it beside other requests
)


def kept(report: dict[str, Any]) -> dict[str, str]:
    """Give what of a report is kept."""
    said = str(
        report.get("effectiveDirective") or report.get("effective-directive") or report.get("violated-directive") or ""
    )
    directive = said.split(" ")[0]
    blocked = str(report.get("blockedURL") or report.get("blocked-uri") or "")
    page = str(report.get("documentURL") or report.get("document-uri") or "")
    return {
        "directive": directive if WORD.fullmatch(directive) else "",
        "blocked": _kind(blocked),
        "page": _page(page),
    }


def _read(body: bytes) -> list[dict[str, Any]]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return []
    found = []
    for one in said if isinstance(said, list) else [said]:
        inner = (one.get("csp-report") or one.get("body")) if isinstance(one, dict) else None
        found += [inner] if isinstance(inner, dict) else []
    return found


def _kind(blocked: str) -> str:
    if blocked in PLAIN:
        return blocked
    try:
        parts = urlsplit(blocked)
    except ValueError:
        return ""
    host = parts.hostname or ""
    return host if HOST.fullmatch(host) else parts.scheme if parts.scheme in PLAIN else ""


def _page(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except (Resolver404, ValueError):
        return ""
