"""Write down who signed in, how and from where, and who left (ASVS 16.3.1); failures are counted before they have a name."""

from datetime import datetime

from chuntian.accounts.models import User
from chuntian.accounts.second_factors import home_of
from chuntian.trail.operations import record

OPENED, CLOSED = "session.opened", "session.closed"


def note_sign_in(
    *, user: User, at: datetime, factor: str, device: str, is_known: bool, address: str, failed_before: int
) -> None:
    """Put a sign-in into the trail: which second factor, whether the browser was here before, how often it failed before."""
    detail = {
        "factor": factor or "password", "device": device[:80], "known": is_known, "from": address[:45], "failed_before": failed_before,
    }  # fmt: skip
    _tell(user, OPENED, at, detail)


def note_sign_out(*, user: User, at: datetime) -> None:
    """Put the end of a session into the trail."""
    _tell(user, CLOSED, at, {})


def _tell(user: User, action: str, at: datetime, detail: dict[str, object]) -> None:
    record(
        actor=user, action=action, subject_kind="user", subject_id=user.pk, region=home_of(user), at=at, detail=detail
    )
