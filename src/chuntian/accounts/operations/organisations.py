"""Add, correct and end an organisation: an office, a provider, an employer, a bank."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from chuntian.accounts.models import User
from chuntian.kernel.divisions import DivisionError, pad
from chuntian.places.models import Organisation
from chuntian.trail.operations import record

EDITABLE = ("name", "credit_code", "phone", "address")


class CannotKeep(Exception):
    """There is such an office already, or the organisation has ended."""


@transaction.atomic
def add_organisation(
    *, kind: str, name: str, division: str, credit_code: str = "", phone: str = "", address: str = "", by: User, at: datetime
) -> Organisation:  # fmt: skip
    """
    Add an organisation at a division; whoever sees the division sees it.

    :raises CannotKeep: the division has an office of the kind, or one of the kind has this credit code.
    """
    try:
        code = str(pad(division))
    except DivisionError as why:
        raise CannotKeep(str(why)) from why
    try:
        with transaction.atomic():
            made = Organisation.objects.create(
                kind=kind, name=name.strip(), division=code, region=code, credit_code=credit_code.strip().upper(),
                phone=phone.strip(), address=address.strip(), registered_at=at,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotKeep("这个地方已有同类机构，或这个信用代码已登记") from why
    _told("organisation.add", made, by, at)
    return made


@transaction.atomic
def correct_organisation(*, organisation: Organisation, by: User, at: datetime, **said: str) -> Organisation:
    """
    Correct name, credit code, telephone or address.

    :raises CannotKeep: it has ended, or another has this credit code.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.closed_on:
        raise CannotKeep("已停用的机构不能再改")
    changed = [name for name in EDITABLE if name in said and getattr(held, name) != said[name].strip()]
    for name in changed:
        setattr(held, name, said[name].strip())
    try:
        with transaction.atomic():
            held.save(update_fields=changed)
    except IntegrityError as why:
        raise CannotKeep("这个信用代码已登记在另一个机构") from why
    _told("organisation.correct", held, by, at, changed=changed)
    return held


@transaction.atomic
def end_organisation(*, organisation: Organisation, on: date, reason: str, by: User, at: datetime) -> Organisation:
    """
    End an organisation on a day; what hangs on it stays readable.

    :raises CannotKeep: it has ended already.
    """
    held = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if held.closed_on:
        raise CannotKeep("这个机构已经停用")
    held.closed_on = on
    held.save(update_fields=["closed_on"])
    _told("organisation.end", held, by, at, reason=reason, on=on.isoformat())
    return held


def _told(action: str, one: Organisation, by: User, at: datetime, reason: str = "", **detail: object) -> None:
    record(
        actor=by, action=action, subject_kind="organisation", subject_id=one.pk, region=one.region, at=at, reason=reason,
        detail={"kind": one.kind, **detail},
    )  # fmt: skip
