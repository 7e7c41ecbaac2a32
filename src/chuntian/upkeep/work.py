"""The work behind the pages: remind of appointments, send the outbox, anchor the audit chain each day, compute what was asked for, end old sessions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session

from chuntian.casework.operations import take_down_notices
from chuntian.indicators.computing import work_off
from chuntian.rules import Law
from chuntian.services.operations import remind
from chuntian.trail.dispatch import Carrier, alarming, dispatch
from chuntian.trail.models import Chain
from chuntian.trail.verify import anchor, anchor_folder


def work_once(
    *, carrier: Carrier, clock: Callable[[], datetime], settle: timedelta, law: Callable[[], Law]
) -> dict[str, Any]:
    """Do everything that is due, once; doing it again right away does nothing. The law is read only when figures are asked for."""
    reminded = remind(at=clock())
    sent = dispatch(carrier=carrier, clock=clock, settle=settle)
    return {
        "sent": sent.sent, "found_there": sent.found, "refused": sent.refused, "unclear": sent.unclear,
        "anchored": anchor_of_the_day(clock()), "notices_down": take_down_notices(at=clock()), "sessions_ended": end_old_sessions(clock()),
        "figures": work_off(law=law, clock=clock), "reminded": reminded,
        "alarms": alarming(clock()).count(),
    }  # fmt: skip


def anchor_of_the_day(at: datetime) -> str:
    """Write the heads of the audit chains to a file, once a day; give its name, or nothing where today has one."""
    if last_anchor(at) is not None or not Chain.objects.exists():
        return ""
    return anchor(None, at).name


def last_anchor(at: datetime) -> Path | None:
    """Give the anchor of a moment's day."""
    return next(iter(sorted(anchor_folder().glob(f"anchor-{at:%Y%m%d}T*.json"))), None)


def end_old_sessions(at: datetime) -> int:
    """Delete the sessions that have run out."""
    return Session.objects.filter(expire_date__lt=at).delete()[0] if _in_database() else 0


def _in_database() -> bool:
    return settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
