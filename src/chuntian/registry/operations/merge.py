"""Two records turn out to be one person."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chuntian.registry.models import Person
from chuntian.trail.operations import record


class CannotMerge(Exception):
    """The persons are the same record, or one of them is merged already."""


@transaction.atomic
def merge_persons(*, duplicate: Person, into: Person, by: Any, at: datetime, reason: str) -> Person:
    """
    Say that a record is another record's person: it keeps its rows, leaves the register and its number leads to the other.

    A person decides this, never a list (design.md section 8.1).

    :raises CannotMerge: a record cannot be merged into itself, nor twice.
    """
    rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=[duplicate.pk, into.pk])}
    if len(rows) != 2 or any(row.merged_into_id for row in rows.values()):
        raise CannotMerge("两份档案必须不同，且都未被合并过")
    rows[duplicate.pk].merged_into_id = into.pk
    rows[duplicate.pk].save(update_fields=["merged_into"])
    record(
        actor=by,
        action="person.merge",
        subject_kind="person",
        subject_id=duplicate.pk,
        region=rows[duplicate.pk].region,
        at=at,
        reason=reason,
        detail={"into": into.pk},
    )
    return rows[duplicate.pk]
