"""
Between the right password and being signed in: a session of its own that opens no page of the desk.

Whoever stands here is anonymous to every other page (trust.md B7). The state lapses after twenty minutes, and at once
when the password changes.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from chuntian.accounts.enums import STAFF
from chuntian.accounts.models import Assignment, User
from chuntian.accounts.second_factors import has_second_factor
from chuntian.kernel.clock import demo_day
from chuntian.web import clock, sessions

KEY = "halfway"
LASTS = timedelta(minutes=20)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Halfway:
    """Someone whose password was right; `factor` is the kind of second factor he has given, if any."""

    user: User
    back: str
    factor: str
    secret: str


def begin(request: HttpRequest, user: User, back: str) -> None:
    """Remember in a fresh session that the password of `user` was right."""
    request.session.flush()
    until = int((clock.present() + LASTS).timestamp())
    request.session[KEY] = {"user": user.pk, "hash": user.get_session_auth_hash(), "until": until, "back": back}
    request.session.set_expiry(int(LASTS.total_seconds()))


def read(request: HttpRequest) -> Halfway | None:
    """Give who stands halfway in this session, if anyone does and it is not too late."""
    kept = request.session.get(KEY)
    if not kept or kept["until"] < clock.present().timestamp():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return Halfway(user, kept["back"], kept.get("factor", ""), kept.get("secret", ""))


def keep(request: HttpRequest, **what: str) -> None:
    """Remember one more thing of whoever stands halfway."""
    request.session[KEY] = {**request.session[KEY], **what}


def next_step(user: User, factor: str) -> str:
    """Name the page that is next: code, own password, enrolment, or none ("") when he may be signed in."""
    if not factor and has_second_factor(user):
        return "desk:sign-in-code"
    if user.password_given_at:
        return "desk:sign-in-password"
    if not factor and required_of(user):
        return "desk:sign-in-enrol"
    return ""


def finish(request: HttpRequest, user: User, factor: str) -> None:
    """Sign in under a new session id, and note what proved it."""
    request.session.flush()
    login(request, user, backend=BACKEND)
    sessions.prove(request, factor)


def required_of(user: User) -> bool:
    """Say whether the work of an account asks for a second factor today."""
    held = Assignment.objects.in_force(clock.today()).filter(user=user, role__in=list(STAFF))
    return is_demanded() and held.exists()


def is_demanded() -> bool:
    """Say whether staff need a second factor here: everywhere but over a demo's folder on one's own machine."""
    return not (settings.DEMO_WITHOUT_SECOND_FACTOR and demo_day(settings.DATA_FOLDER) is not None)
