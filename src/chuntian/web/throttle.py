"""
Slow down the guessing of passwords without ever locking a person out (trust.md B6).

Failures are counted in the database under three keys: the account, the address, and the device. A browser that has once
signed in to an account carries a signed cookie; it is counted on its own, so that a stranger who guesses at an account
from elsewhere cannot keep its owner waiting. A refused attempt is not a failure: the wait always ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from chuntian.kernel.clock import CHINA
from chuntian.web import clock, cookies, security_log
from chuntian.web.models import SignInFailure

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=183)  # the owner hears of them at his next sign-in
SECOND_STEP = "\n2"  # behind a sign-in name: what was tried after the right password
HALF = "\nhalf"  # the right password was given, and the second step is still to come
FREE_OF_ACCOUNT = 5
FREE_OF_ADDRESS = 20
LONGEST_WAIT = timedelta(minutes=5)
DEVICE_COOKIE = "known-device"
DEVICE_SALT = "chuntian.web.device"
DEVICE_AGE = timedelta(days=365)


@dataclass(frozen=True)
class Counter:
    key: str
    free: int


@dataclass(frozen=True)
class Failed:
    """How often someone failed at an account from browsers that it does not know; `half` knew the password."""

    password: int = 0
    half: int = 0


def wait_needed(request: HttpRequest, username: str, at: datetime) -> timedelta:
    """Give how long this browser must still wait before the next attempt at `username` is looked at."""
    return max((_wait(counter, at) for counter in _counters(request, username)), default=timedelta())


def record_failure(request: HttpRequest, username: str, at: datetime) -> None:
    """Count a failed attempt, note it in the security log, and forget those of half a year ago."""
    SignInFailure.objects.bulk_create(
        [SignInFailure(key=counter.key, failed_at=at) for counter in _counters(request, username)]
    )
    SignInFailure.objects.filter(failed_at__lt=at - KEPT).delete()
    name = username.removesuffix(SECOND_STEP)
    kind = "sign_in.failed" if name == username else "second_step.failed"
    security_log.note(kind, request, account=account_digest(name)[:16])


def failed_since(username: str, since: datetime | None) -> Failed:
    """Count who failed at an account since a moment, on browsers that never were signed in to it."""
    if since is None:
        return Failed()
    rows = SignInFailure.objects.filter(failed_at__gt=since)
    password, half = (rows.filter(key=account_digest(username + what)).count() for what in ("", HALF))
    return Failed(password, half)


def record_half(request: HttpRequest, username: str, at: datetime) -> None:
    """Note that a browser that is new to an account gave its password; whoever never goes on is told of to the owner."""
    if not _known_device(request, account_digest(username)):
        SignInFailure.objects.create(key=account_digest(username + HALF), failed_at=at)


def forget_half(request: HttpRequest, username: str) -> None:
    """Take the note back when the second step was right."""
    rows = SignInFailure.objects.filter(key=account_digest(username + HALF)).order_by("-failed_at", "-id")
    own = None if _known_device(request, account_digest(username)) else rows.first()
    if own is not None:  # whoever enrolled a factor just now had none to be asked for
        own.delete()


def known_since(request: HttpRequest, username: str) -> datetime | None:
    """Give when this browser was last signed in to an account, if it ever was."""
    said = _said(request)
    if said.get("account") != _digest("account", username):
        return None
    return datetime.fromtimestamp(said.get("at", 0), CHINA)


def remember_device(response: HttpResponse, username: str, *, secure: bool) -> None:
    """Let this browser be known for `username` from now on."""
    said = {
        "account": _digest("account", username),
        "device": get_random_string(22),
        "at": clock.present().timestamp(),
    }
    signed = signing.dumps(said, salt=DEVICE_SALT)
    age = int(DEVICE_AGE.total_seconds())
    response.set_cookie(cookies.name(DEVICE_COOKIE), signed, max_age=age, httponly=True, samesite="Lax", secure=secure)


def account_digest(username: str) -> str:
    """Give the keyed digest under which an account is counted; equal names, equal digests."""
    return _digest("account", username)


def account_of(request: HttpRequest) -> str:
    """Give the digest of the account this browser last signed in to, or nothing."""
    return _said(request).get("account", "")


def _counters(request: HttpRequest, username: str) -> list[Counter]:
    account = _digest("account", username)
    device = _known_device(request, account)
    if device:
        return [Counter(_digest("device", device), FREE_OF_ACCOUNT)]
    address = request.META.get("REMOTE_ADDR", "")  # never a forwarded header: a client can write what it likes there
    return [Counter(account, FREE_OF_ACCOUNT), Counter(_digest("address", address), FREE_OF_ADDRESS)]


def _known_device(request: HttpRequest, account: str) -> str:
    said = _said(request)
    return said["device"] if said.get("account") == account else ""


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        return signing.loads(request.COOKIES.get(cookies.name(DEVICE_COOKIE), ""), salt=DEVICE_SALT, max_age=DEVICE_AGE)
    except signing.BadSignature:
        return {}


def _wait(counter: Counter, at: datetime) -> timedelta:
    failures = SignInFailure.objects.filter(key=counter.key, failed_at__gt=at - WINDOW).order_by("-failed_at")
    moments = list(failures.values_list("failed_at", flat=True)[:64])
    over = len(moments) - counter.free
    if over < 0:
        return timedelta()
    pause = min(timedelta(seconds=15 * 2 ** min(over, 10)), LONGEST_WAIT)
    return max(moments[0] + pause - at, timedelta())


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"chuntian.web.throttle.{kind}", value.strip().lower(), algorithm="sha256").hexdigest()
