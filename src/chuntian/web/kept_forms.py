"""
What was typed is not lost when a session ends (trust.md C18): it is sealed, kept for a day and offered after sign-in.

It is kept under the account of the session, or, where that is gone too, of the device that was signed in here before;
a browser that never was keeps nothing. Passwords and files are not kept.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from chuntian.accounts.models import OpenSession, User
from chuntian.kernel.crypto import Tampered
from chuntian.trail.protected import keyring
from chuntian.web import clock, throttle
from chuntian.web.models import KeptForm

KEPT = timedelta(hours=24)
LONGEST = 200_000
NEVER = ("/sign-in/", "/sign-out/", "/account/", "/session/", "/kept/", "/accounts/", "/language/")


@dataclass(frozen=True)
class Typed:
    """One form as it was sent: where to, and its fields in order."""

    path: str
    fields: list[tuple[str, str]]
    kept_at: datetime


def keep_and_ask(request: HttpRequest, *, ended: bool) -> HttpResponse | None:
    """Keep what was sent, and give the way to the door; None where the ordinary door will do."""
    kept = request.method == "POST" and _keep(request)
    if not ended and not kept:
        return None
    said = {"next": here(request), "ended": "kept" if kept else "yes"}
    return redirect(reverse("desk:sign-in") + "?" + urlencode(said))


def keep_sent(request: HttpRequest) -> bool:
    """Keep what was sent while its sender proves who he is; say whether there is anything to send on afterwards."""
    return request.method == "POST" and _keep(request, everywhere=True)


def here(request: HttpRequest) -> str:
    """Give the page to come back to: this one, if it can be asked for again."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else request.path


def offered(user: User) -> Typed | None:
    """Give what `user` had typed, if it is still kept."""
    account = throttle.account_digest(user.get_username())
    row = KeptForm.objects.filter(account=account, kept_at__gt=clock.present() - KEPT).first()
    if row is None:
        return None
    try:
        said = json.loads(keyring().open(row.sealed, _place(account)))
    except Tampered:
        return None
    return Typed(said["path"], [(name, value) for name, value in said["fields"]], row.kept_at)


def drop(user: User) -> None:
    """Forget what `user` had typed."""
    KeptForm.objects.filter(account=throttle.account_digest(user.get_username())).delete()


def forget_session(key: str) -> None:
    """Take a session that ended from the list of open ones."""
    OpenSession.objects.filter(session_key=key).delete()
    Session.objects.filter(session_key=key).delete()


@transaction.atomic
def _keep(request: HttpRequest, *, everywhere: bool = False) -> bool:
    user = request.user
    account = throttle.account_digest(user.get_username()) if user.is_authenticated else throttle.account_of(request)
    if not account or (request.path.startswith(NEVER) and not everywhere):
        return False
    fields = [
        (name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values
    ]
    text = json.dumps({"path": request.get_full_path(), "fields": fields}, ensure_ascii=False)
    if len(text) > LONGEST:
        return False
    now = clock.present()
    KeptForm.objects.filter(kept_at__lt=now - KEPT).delete()
    sealed = {"sealed": keyring().seal(text, _place(account)), "kept_at": now}
    KeptForm.objects.update_or_create(account=account, defaults=sealed)
    return True


def _place(account: str) -> str:
    return f"web_keptform.sealed:{account}"
