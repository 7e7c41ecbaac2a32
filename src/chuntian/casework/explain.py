"""Why, why not, what is unknown, which article: one person's decisions from the facts of one day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from chuntian.registry.models import Person
from chuntian.registry.snapshots import facts_frame
from chuntian.rules import Decision, Kind, Law


class NoFacts(Exception):
    """The person is not in the register of the region, or was merged into another."""


def facts_of_row(row: Mapping[str, Any], law: Law) -> dict[str, Any]:
    """Turn one row in snapshot layout into the facts that `Law.decide_one` takes; null stays unknown."""
    facts: dict[str, Any] = {}
    for name, declared in law.facts.items():
        if declared.kind is Kind.RATIO and row.get(f"{name}.num") is not None:
            facts[name] = f"{row[f'{name}.num']}/{row[f'{name}.den']}"
        elif row.get(name) is not None:
            facts[name] = row[name]
    return facts


def facts_on(*, person: Person, on: date, known_at: datetime, law: Law, programme: str | None = None) -> dict[str, Any]:
    """
    Give what was true of a person on a day, as known at a moment; with a programme, only what it looks at.

    :raises NoFacts: the person is not there. :raises KeyError: there is no such programme.
    """
    names = {fact.name for facts in law.checked[programme].facts_of for fact in facts} if programme else None
    frame = facts_frame(region=person.region, on=on, known_at=known_at, subjects=[person.pk], law=law, names=names)
    if frame.is_empty():
        raise NoFacts("登记册中没有此人，或已并入他人")
    return facts_of_row(frame.row(0, named=True), law)


def explain(
    *, person: Person, on: date, known_at: datetime, law: Law, programme: str | None = None,
    applied_on: date | None = None,
) -> list[Decision]:  # fmt: skip
    """
    Decide one programme, or every one for persons, for a person on a day.

    :raises NoFacts: the person is not there. :raises KeyError: there is no such programme.
    """
    facts = facts_on(person=person, on=on, known_at=known_at, law=law, programme=programme)
    if applied_on is not None and "applied_on" in law.facts:
        facts["applied_on"] = applied_on
    slugs = [programme] if programme else [slug for slug in law.decided if law.programme(slug).subject != "employer"]
    return [law.decide_one(slug, facts, on=on, division=person.region) for slug in slugs]
