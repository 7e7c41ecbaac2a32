"""
How long a sign-in lasts, and which browsers hold one (trust.md B8, C18).

A session ends when nothing was asked for so long (settings.SESSION_IDLE), and at the latest after a day of work
(SESSION_LONGEST). Its times lie in the session itself; a table beside it lists one's sessions.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from chuntian.accounts.models import OpenSession, User
from chuntian.accounts.operations import open_session, see_session
from chuntian.accounts.scopes import Scope, scope_of
from chuntian.kernel.clock import CHINA
from chuntian.web import clock

NOTED_EVERY = timedelta(minutes=1)
PROOF_LASTS = timedelta(minutes=15)
DEEDS_A_MINUTE = 60  # more than anyone does by hand (ASVS 2.4.2); files and forms sent by a programme come faster
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Times:
    """When a session ends: `idle_ends` moves with each page, `ends` never does."""

    idle_ends: datetime
    ends: datetime

    @property
    def next_end(self) -> datetime:
        return min(self.idle_ends, self.ends)

    @property
    def is_last(self) -> bool:
        """Tell that no extension moves the end any more."""
        return self.ends <= self.idle_ends


def begin(sender: type, request: HttpRequest, user: User, **_: object) -> None:
    """Stamp a new session and list it (called by Django whenever someone is signed in)."""
    now = clock.present()
    request.session["signed_in_at"] = request.session["seen_at"] = int(now.timestamp())
    request.session["held"] = _held(scope_of(user, clock.today()))
    request.session.set_expiry(int(settings.SESSION_LONGEST.total_seconds()))
    note(request, user, now)


def note(request: HttpRequest, user: User, now: datetime) -> OpenSession:
    """List the session under its present key."""
    started = datetime.fromtimestamp(request.session["signed_in_at"], CHINA)
    address, device = request.META.get("REMOTE_ADDR", ""), described(request.META.get("HTTP_USER_AGENT", ""))
    key = request.session.session_key or ""
    return open_session(user=user, session_key=key, device=device, address=address, at=now, started=started)


def times(session: SessionBase) -> Times | None:
    """Give when a session ends; None for one without a sign-in."""
    if SESSION_KEY not in session or "signed_in_at" not in session:
        return None
    seen = datetime.fromtimestamp(session["seen_at"], CHINA)
    return Times(seen + settings.SESSION_IDLE, ended_at_latest(session))


def ended_at_latest(session: SessionBase) -> datetime:
    """Give the end that no extension moves."""
    return datetime.fromtimestamp(session["signed_in_at"], CHINA) + settings.SESSION_LONGEST


def is_over(session: SessionBase, now: datetime) -> bool:
    """Say whether a session has ended; one that was never stamped has."""
    known = times(session)
    return known is None or now >= known.next_end


def see(request: HttpRequest, now: datetime) -> None:
    """Move the idle end on; written once a minute at most."""
    if now.timestamp() - request.session["seen_at"] >= NOTED_EVERY.total_seconds():
        request.session["seen_at"] = int(now.timestamp())
        see_session(session_key=request.session.session_key or "", at=now)


def renew(request: HttpRequest) -> None:
    """Go on under a new session id: after a proof of who one is, and when one's roles change."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    follow(request, before)


def follow(request: HttpRequest, before: str) -> None:
    """List the session under its new key instead of the one before."""
    OpenSession.objects.filter(session_key=before).delete()
    note(request, request.user, clock.present())


def prove(request: HttpRequest, factor: str) -> None:
    """Note that the user has just proved who he is, and with which second factor ("" for a password alone)."""
    request.session["proved_at"] = int(clock.present().timestamp())
    if factor:
        request.session["factor"] = factor


def is_proved(request: HttpRequest) -> bool:
    """Say whether the user proved who he is a short while ago."""
    return clock.present().timestamp() - request.session.get("proved_at", 0) < PROOF_LASTS.total_seconds()


def is_too_fast(request: HttpRequest) -> bool:
    """Count one more deed of this session, and say whether they come faster than a person can mean them."""
    now = int(clock.present().timestamp())
    recent = [at for at in request.session.get("deeds", []) if now - at < 60]
    if len(recent) >= DEEDS_A_MINUTE:
        return True
    request.session["deeds"] = [*recent, now]
    return False


def held_changed(request: HttpRequest) -> bool:
    """Say whether the user's roles or regions differ from those at the last page, and remember them."""
    held = _held(request.scope)
    changed = request.session.get("held") != held
    if changed:
        request.session["held"] = held
    return changed


def _held(scope: Scope) -> str:
    return "|".join((*scope.roles, *scope.regions))


def described(agent: str) -> str:
    """Give browser and system in two words, without what would tell one device from another."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)
