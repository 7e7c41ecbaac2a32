"""What administrators do with accounts: never with one's own, only within one's region, each deed in the trail."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from chuntian.accounts.models import Assignment, User
from chuntian.accounts.operations.assignments import assign, end_assignment
from chuntian.accounts.operations.sessions import end_sessions
from chuntian.accounts.second_factors import home_of
from chuntian.kernel.divisions import pad
from chuntian.trail.operations import record

# Letters and digits that nobody mistakes for one another on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class CannotAdminister(Exception):
    """One administers others' accounts only, and the name of an account is taken once."""


def fresh_password() -> str:
    """Give a password to hand over once: four groups of four."""
    return "-".join("".join(secrets.choice(LETTERS) for _place in range(4)) for _group in range(4))


@transaction.atomic
def create_account(
    *, username: str, display_name: str, role: str, region: str, start: date, end: date | None, password: str,
    by: Any, at: datetime, reason: str,
) -> User:  # fmt: skip
    """
    Make an account with its first role; the password is to be replaced at the first sign-in.

    :raises CannotAdminister: the name is taken.
    """
    if User.objects.filter(username__iexact=username).exists():
        raise CannotAdminister("这个用户名已经有人用")
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                username, password=password, display_name=display_name, date_joined=at, password_given_at=at
            )
    except IntegrityError as why:
        raise CannotAdminister("这个用户名已经有人用") from why
    _tell(user, "account.created", by, at, reason, {}, pad(region))
    give_role(user=user, role=role, region=region, start=start, end=end, by=by, at=at, reason=reason)
    return user


@transaction.atomic
def give_role(
    *, user: User, role: str, region: str, start: date, end: date | None, by: Any, at: datetime, reason: str
) -> Assignment:
    """
    Give someone a role in a region from a day to a day.

    :raises CannotAdminister: it is one's own account, the days are out of order, or it is there already.
    :raises CannotAssign: duties that must stay apart would meet.
    """
    _not_oneself(user, by)
    if end and end < start:
        raise CannotAdminister("截止日须在开始日之后")
    try:
        with transaction.atomic():
            given = assign(user=user, role=role, region=region, start=start, end=end)
    except IntegrityError as why:
        raise CannotAdminister("同一任职已经登记过") from why
    detail = {"role": role, "from": start.isoformat(), "to": end.isoformat() if end else ""}
    _tell(user, "role.given", by, at, reason, detail, given.region)
    return given


@transaction.atomic
def take_role(*, assignment: Assignment, end: date, by: Any, at: datetime, reason: str) -> Assignment:
    """
    End a role with a day.

    :raises CannotAdminister: it is one's own, or the day lies before its beginning.
    """
    _not_oneself(assignment.user, by)
    if end < assignment.valid_from:
        raise CannotAdminister("终止日不能早于开始日")
    ended = end_assignment(assignment=assignment, end=end)
    detail = {"role": ended.role, "to": end.isoformat()}
    _tell(ended.user, "role.ended", by, at, reason, detail, ended.region)
    return ended


@transaction.atomic
def deactivate(*, user: User, by: Any, at: datetime, reason: str) -> User:
    """
    Stop an account at once and end its sessions.

    :raises CannotAdminister: it is one's own.
    """
    _not_oneself(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_sessions(user=user)
    _tell(user, "account.stopped", by, at, reason, {})
    return user


@transaction.atomic
def activate(*, user: User, by: Any, at: datetime, reason: str) -> User:
    """
    Let a stopped account in again.

    :raises CannotAdminister: it is one's own.
    """
    _not_oneself(user, by)
    user.is_active = True
    user.save(update_fields=["is_active"])
    _tell(user, "account.opened", by, at, reason, {})
    return user


@transaction.atomic
def give_password(*, user: User, password: str, by: Any, at: datetime, reason: str) -> User:
    """
    Give someone a password to replace at the next sign-in; the second factor stays, all sessions end.

    :raises CannotAdminister: it is one's own.
    """
    _not_oneself(user, by)
    user.set_password(password)
    user.password_given_at = at
    user.save(update_fields=["password", "password_given_at"])
    end_sessions(user=user)
    _tell(user, "password.given", by, at, reason, {})
    return user


@transaction.atomic
def choose_password(*, user: User, password: str, at: datetime, but: str | None = None) -> User:
    """Set one's own password and end all sessions (but the one with the key `but`)."""
    user.set_password(password)
    user.password_given_at = None
    user.save(update_fields=["password", "password_given_at"])
    end_sessions(user=user, but=but)
    _tell(user, "password.chosen", user, at, "", {})
    return user


def _not_oneself(user: User, by: Any) -> None:
    if getattr(by, "pk", None) == user.pk:
        raise CannotAdminister("不能管理自己的账号，请找另一位管理员")


def _tell(
    user: User, action: str, by: Any, at: datetime, reason: str, detail: dict[str, Any], region: str = ""
) -> None:
    record(
        actor=by, action=action, subject_kind="user", subject_id=user.pk, region=region or home_of(user), at=at,
        reason=reason, detail=detail,
    )  # fmt: skip
