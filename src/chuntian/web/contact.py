"""How to reach someone: in writing, in person and by voice, the same words wherever help is named (trust.md C27)."""

from typing import Any

from django.conf import settings

from chuntian.web.portal import offices


def ways() -> dict[str, Any]:
    """Give the office of this house, and what the operator wrote down for text and for voice."""
    place = offices.home_county()
    office = offices.office_for("federation", place, "") if place else None
    return {"office": office, "text": settings.CONTACT_TEXT, "voice": settings.CONTACT_VOICE}
