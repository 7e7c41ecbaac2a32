"""
Slow down the guessing of passwords without ever locking a person out (trust.md B6).

Failures are counted in the database under three keys: the account, the address, and the device. A browser that has once
signed in to an account carries a signed cookie; it is counted on its own, so that a stranger who guesses at an account
from elsewhere cannot keep its owner waiting. A refused attempt is not a failure: the wait always ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from chuntian.web.models import SignInFailure

WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
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


def wait_needed(request: HttpRequest, username: str, at: datetime) -> timedelta:
    """Give how long this browser must still wait before the next attempt at `username` is looked at."""
    return max((_wait(counter, at) for counter in _counters(request, username)), default=timedelta())


def record_failure(request: HttpRequest, username: str, at: datetime) -> None:
    """Count a failed attempt, and forget those of former days."""
    SignInFailure.objects.bulk_create(
        [SignInFailure(key=counter.key, failed_at=at) for counter in _counters(request, username)]
    )
    SignInFailure.objects.filter(failed_at__lt=at - KEPT).delete()


def remember_device(response: HttpResponse, username: str, *, secure: bool) -> None:
    """Let this browser be known for `username` from now on."""
    said = signing.dumps({"account": _digest("account", username), "device": get_random_string(22)}, salt=DEVICE_SALT)
    age = int(DEVICE_AGE.total_seconds())
    response.set_cookie(DEVICE_COOKIE, said, max_age=age, httponly=True, samesite="Lax", secure=secure)


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


def _said(request: HttpRequest) -> dict[str, str]:
    try:
        return signing.loads(request.COOKIES.get(DEVICE_COOKIE, ""), salt=DEVICE_SALT, max_age=DEVICE_AGE)
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
