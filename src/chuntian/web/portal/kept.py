"""
What was answered so far: a sealed cookie of the visitor's own browser, and nothing on the server.

No script can read it, it is sent to the pages of the check alone, it ends with the browser and at the latest after a day
(longer than the 20 hours from which on a time limit hurts nobody, WCAG 2.2.1), and each page can make it forgotten.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from chuntian.kernel.crypto import Tampered
from chuntian.trail.keys import keyring
from chuntian.web import clock
from chuntian.web.portal.questions import Answer

COOKIE, PATH, PLACE = "check", "/check/", "cookie:check"
KEPT = timedelta(hours=24)
LONGEST = 4000  # a browser need not keep more in one cookie


@dataclass(frozen=True)
class Kept:
    """The answers of one check: for whom, where, and question by question."""

    who: str = ""
    place: str = ""
    chain: list[str] = field(default_factory=list)
    town: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)

    def but(self, **changes: object) -> "Kept":
        """Give the same with some things changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read(request: HttpRequest) -> Kept:
    """Give what this browser holds; nothing where it is too old, was changed, or was sealed by another house or edition."""
    try:
        sealed = urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
        said = json.loads(keyring().open(sealed, PLACE))
        is_old = datetime.fromisoformat(said.pop("at")) < clock.present() - KEPT
        return Kept() if is_old else Kept(**said)
    except (Tampered, NotBase64, ValueError, KeyError, TypeError):  # the last two: sealed by an edition of other fields
        return Kept()


def write(response: HttpResponse, kept: Kept) -> HttpResponse:
    """Let the browser hold the answers until it is closed."""
    text = json.dumps({**asdict(kept), "at": clock.present().isoformat()}, ensure_ascii=False, separators=(",", ":"))
    value = urlsafe_b64encode(keyring().seal(text, PLACE)).decode()
    if len(value) > LONGEST:
        raise ValueError("the answers do not fit into a cookie")
    response.set_cookie(
        COOKIE, value, path=PATH, httponly=True, samesite="Strict", secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def forget(response: HttpResponse) -> HttpResponse:
    """Let the browser forget the answers."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Strict")
    return response
