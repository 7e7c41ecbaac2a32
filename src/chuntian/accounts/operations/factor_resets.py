"""Take away a lost second factor: one administrator asks, another of the other kind of administration does it."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from chuntian.accounts.models import FactorReset, User
from chuntian.accounts.operations.sessions import end_sessions
from chuntian.accounts.second_factors import home_of
from chuntian.trail.operations import record


class CannotReset(Exception):
    """The reset is open already, decided already, or would be decided by the one who asked or whose it is."""


@transaction.atomic
def ask_reset(*, user: User, by: User, at: datetime, reason: str) -> FactorReset:
    """
    Ask that someone's second factor be taken away, after he was identified in person.

    :raises CannotReset: it is one's own, or was asked already.
    """
    if by.pk == user.pk:
        raise CannotReset("不能为自己提出，请找另一位管理员")
    if FactorReset.objects.select_for_update().filter(user=user, decided_at__isnull=True).exists():
        raise CannotReset("已经有人提出，等另一位管理员决定")
    asked = FactorReset.objects.create(user=user, asked_by=by, asked_at=at, reason=reason)
    _tell(asked, "second_factor.reset_asked", by, at, reason)
    return asked


@transaction.atomic
def decide_reset(*, reset: FactorReset, by: User, at: datetime, agree: bool, reason: str) -> FactorReset:
    """
    Take the second factor away and end all sessions of the account, or refuse.

    :raises CannotReset: someone decided already, or it is one's own request or account.
    """
    reset = FactorReset.objects.select_for_update().select_related("user").get(pk=reset.pk)
    if reset.decided_at is not None:
        raise CannotReset("已经决定过了")
    if by.pk in (reset.asked_by_id, reset.user_id):
        raise CannotReset("必须由另一个人决定")
    reset.decided_by, reset.decided_at, reset.done = by, at, agree
    reset.save(update_fields=["decided_by", "decided_at", "done"])
    if agree:
        Authenticator.objects.filter(user=reset.user).delete()
        end_sessions(user=reset.user)
    _tell(reset, "second_factor.reset" if agree else "second_factor.reset_refused", by, at, reason)
    return reset


def _tell(reset: FactorReset, action: str, by: User, at: datetime, reason: str) -> None:
    user = reset.user
    record(
        actor=by, action=action, subject_kind="user", subject_id=user.pk, region=home_of(user), at=at, reason=reason,
        detail={"reset": reset.pk},
    )  # fmt: skip
