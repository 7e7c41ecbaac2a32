"""How a reader chose to see the pages: kept in cookies that say nothing else, the same for staff and for visitors."""

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpResponse

from chuntian.web.cookies import name as cookie_name

A_YEAR = 365 * 24 * 3600
COOKIES = {"size": "text-size", "view": "view", "contrast": "contrast"}
CHOICES = {"size": ("normal", "large", "largest"), "view": ("plain", "elder"), "contrast": ("normal", "high")}


def chosen(cookies: Mapping[str, str]) -> dict[str, str]:
    """Give size, view and contrast; the first of each where nothing was chosen, or nothing that we know."""
    said = {name: cookies.get(cookie_name(cookie), "") for name, cookie in COOKIES.items()}
    return {name: said[name] if said[name] in allowed else allowed[0] for name, allowed in CHOICES.items()}


def keep(response: HttpResponse, **values: str) -> HttpResponse:
    """Keep what was chosen for a year."""
    for name, value in values.items():
        response.set_cookie(
            cookie_name(COOKIES[name]),
            value,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
