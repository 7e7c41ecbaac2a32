"""Where people are signed in, and the end of it on the server (trust.md B8)."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from chuntian.accounts.models import OpenSession, User

KEPT = timedelta(days=2)  # longer than any session lives
MOST_SESSIONS = 5  # of one account at once: a desk, a laptop, a telephone, and two to spare


@transaction.atomic
def open_session(
    *, user: User, session_key: str, device: str, address: str, at: datetime, started: datetime
) -> OpenSession:
    """Note a session under its (new) key; those that ended of themselves are forgotten, the least used beyond five end."""
    OpenSession.objects.filter(user=user, seen_at__lt=at - KEPT).delete()
    said = {"user": user, "device": device[:80], "address": address[:45], "started_at": started, "seen_at": at}
    here = OpenSession.objects.update_or_create(session_key=session_key, defaults=said)[0]
    others = OpenSession.objects.filter(user=user).exclude(pk=here.pk).order_by("-seen_at", "-id")
    for one in others[MOST_SESSIONS - 1 :]:
        end_sessions(user=user, only=one.pk)
    return here


def see_session(*, session_key: str, at: datetime) -> None:
    """Note that a session is in use."""
    OpenSession.objects.filter(session_key=session_key).update(seen_at=at)


@transaction.atomic
def end_sessions(*, user: User, but: str | None = None, only: int | None = None) -> int:
    """End a user's sessions on the server: all, all but the one with a key, or only one; gives how many."""
    found = OpenSession.objects.filter(user=user).exclude(session_key=but or "")
    if only is not None:
        found = found.filter(pk=only)
    keys = list(found.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    return found.delete()[0]
