"""Record who may act for a person: a guardian or a helper, under his own account, with a document and an end."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, Authority, User
from chuntian.kernel.divisions import pad
from chuntian.trail.operations import record

LONGEST = timedelta(days=3 * 366)  # then the document is looked at again


class CannotRecord(Exception):
    """The authority cannot be recorded: the days, the account, or it is there already."""


@transaction.atomic
def record_authority(
    *, user: User, person_id: int, region: str, kind: str, document: str, start: date, end: date, by: User, at: datetime
) -> Authority:
    """
    Let an account act for a person from a day to a day, by a document someone has seen.

    :raises CannotRecord: one cannot give it to oneself; the account is not a citizen's; days out of order or too far.
    """
    if by.pk == user.pk:
        raise CannotRecord("不能给自己登记代办授权")
    if not Assignment.objects.in_force(start).filter(user=user, role=Role.CITIZEN).exists():
        raise CannotRecord("这个账号不是群众账号：代办用本人自己的账号，不用工作账号")
    if end < start or end - start > LONGEST:
        raise CannotRecord("截止日须在开始日之后，最长三年")
    try:
        with transaction.atomic():
            given = Authority.objects.create(
                user=user, person_id=person_id, region=pad(region), kind=kind, document=document,
                valid_from=start, valid_to=end, recorded_by=by, recorded_at=at,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotRecord("同一授权已经登记过") from why
    _tell(given, "authority.given", by, at, document)
    return given


@transaction.atomic
def end_authority(*, authority: Authority, end: date, by: User, at: datetime, reason: str) -> Authority:
    """
    End an authority with a day; the row stays.

    :raises CannotRecord: the day lies before its beginning or after the end it has.
    """
    if not authority.valid_from <= end <= authority.valid_to:
        raise CannotRecord("终止日须在授权期内")
    authority.valid_to = end
    authority.save(update_fields=["valid_to"])
    _tell(authority, "authority.ended", by, at, reason)
    return authority


def _tell(given: Authority, action: str, by: User, at: datetime, reason: str) -> None:
    record(
        actor=by, action=action, subject_kind="person", subject_id=given.person_id, region=given.region, at=at,
        reason=reason, detail={"user": given.user_id, "kind": given.kind, "until": given.valid_to.isoformat()},
    )  # fmt: skip
