"""Facts about one person, from a case, a visit or the clerk's own entry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuntian.policy.facts import FACTS
from chuntian.registry.enums import SubjectKind
from chuntian.registry.models import Person, Source, Statement
from chuntian.trail.operations import actor_name, record

STATED = "facts"
NAMES = frozenset(fact.name for fact in FACTS if fact.subject == "person")


class UnknownFact(ValueError):
    """A fact is stated that is declared nowhere."""


@transaction.atomic
def state_fact(
    *,
    person: Person,
    values: Mapping[str, Any],
    true_from: date,
    true_to: date | None = None,
    origin: str,
    label: str = "",
    by: Any,
    at: datetime,
) -> Statement:
    """
    State facts of one person from a day on. A later statement, or a newer list, counts more; nothing is overwritten.

    A value of None says "unknown from this day". Dates are given as date, lists of slugs as list, fen as int.

    :raises UnknownFact: a name is not in policy/facts.py.
    """
    strange = sorted(set(values) - NAMES)
    if strange or not values:
        raise UnknownFact(f"没有这样的事实：{'、'.join(strange) or '（空）'}")
    source = _source(person, true_from, origin, label, by, at)
    statement = Statement.objects.create(
        subject_kind=SubjectKind.PERSON,
        subject_id=person.pk,
        subject_index=person.resident_index,
        kind=STATED,
        as_of=true_from,
        true_to=true_to,
        known_since=at,
        source=source,
        row=1,
        values={name: _plain(value) for name, value in sorted(values.items())},
        region=person.region,
    )
    record(
        actor=by,
        action="fact.state",
        subject_kind="person",
        subject_id=person.pk,
        region=person.region,
        at=at,
        reason=label,
        detail={"facts": sorted(values), "statement": statement.pk},
    )
    return statement


def _source(person: Person, as_of: date, origin: str, label: str, by: Any, at: datetime) -> Source:
    return Source.objects.create(
        origin=origin,
        kind=STATED,
        label=label[:200],
        as_of=as_of,
        whole=False,
        region=person.region,
        received_at=at,
        committed_at=at,
        committed_by=actor_name(by),
        rows=1,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, set | frozenset | tuple) else value
