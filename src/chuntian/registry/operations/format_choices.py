"""Record in which forms a person wants letters."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.formats.letter.forms import Form
from chuntian.registry.enums import SaidBy
from chuntian.registry.models import FormatChoice, Person
from chuntian.trail.operations import record


class NoSuchForm(ValueError):
    """A form that letters do not have, or none at all."""


@transaction.atomic
def choose_formats(
    *, person: Person, forms: Sequence[str], said_by: str, by: User | None, at: datetime
) -> FormatChoice:
    """
    Record a person's word on the forms of his letters; what he said before stays readable.

    :raises NoSuchForm: one is no form, or there is none.
    """
    wanted = list(dict.fromkeys(forms))
    wrong = [one for one in wanted if one not in set(Form)]
    if wrong or not wanted:
        raise NoSuchForm(f"没有这种形式：{'、'.join(wrong)}" if wrong else "请至少选一种形式")
    choice = FormatChoice.objects.create(
        person=person, forms=wanted, said_by=SaidBy(said_by), recorded_at=at, recorded_by=by, region=person.region
    )
    record(
        actor=by or "system:formats", action="person.formats", subject_kind="person", subject_id=person.pk, region=person.region,
        at=at, detail={"forms": wanted, "said_by": choice.said_by},
    )  # fmt: skip
    return choice
