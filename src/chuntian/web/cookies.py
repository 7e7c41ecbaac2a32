"""
How cookies are called: over HTTPS with the prefix `__Host-`, which browsers take from this very host only.

Session, CSRF and language cookies have their names in the production settings; those that pages set themselves have them here.
"""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage

PREFIX = "__Host-"


def name(word: str) -> str:
    """Give the name under which a cookie is set and read; over plain HTTP browsers refuse the prefix."""
    return f"{PREFIX}{word}" if settings.SESSION_COOKIE_SECURE else word


class MessageCookie(CookieStorage):
    @property
    def cookie_name(self) -> str:
        return name("messages")


class KeptMessages(FallbackStorage):
    """What a page tells after a deed: in a cookie, or in the session where that is too small."""

    storage_classes = (MessageCookie, SessionStorage)
