"""Write of what the public is told of an office or provider: telephone, address, and how one gets in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuntian.places.enums import AccessFeature
from chuntian.places.models import Organisation


class UnknownFeature(ValueError):
    """A feature of a place that we have no word for; the text names those we have."""


@transaction.atomic
def describe_office(
    *, office: Organisation, at: datetime, phone: str | None = None, address: str | None = None,
    access: Mapping[str, bool | None] | None = None, checked_on: date | None = None,
) -> Organisation:  # fmt: skip
    """
    Set what is given and keep the rest; a feature given as None is not known any more.

    :raises UnknownFeature: a feature is none of AccessFeature.
    """
    changed: dict[str, Any] = {"phone": phone, "address": address}
    changed = {name: value for name, value in changed.items() if value is not None}
    if access is not None:
        wrong = sorted(set(access) - set(AccessFeature.values))
        if wrong:
            raise UnknownFeature(
                f"没有这些项目：{'、'.join(wrong)}，可用：{'、'.join(AccessFeature.values)} · no such feature"
            )
        changed["access"] = {name: value for name, value in {**office.access, **access}.items() if value is not None}
        changed["access_checked_on"] = checked_on or at.date()
    for name, value in changed.items():
        setattr(office, name, value)
    office.save(update_fields=list(changed))
    return office
