"""Read the register: one person's facts, history and file, and the search."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chuntian.registry.models import (
    BankAccount,
    Certificate,
    Guardian,
    HouseholdMember,
    Person,
    Source,
    Statement,
)
from chuntian.registry.search import SearchResult, search
from chuntian.registry.snapshots.frame import Assembly, person_facts
from chuntian.registry.snapshots.one import OnePersonReader
from chuntian.rules import FactDeclaration, Kind

__all__ = [
    "Fact",
    "PersonFile",
    "SearchResult",
    "TimelineLine",
    "accounts_of",
    "certificates_of",
    "facts_of",
    "person_by_resident_id",
    "person_file",
    "search",
    "timeline",
]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing known of a person on a day. `source` is None for what the identity number itself says."""

    name: str
    value: Any
    true_from: date | None
    true_to: date | None
    known_since: datetime | None
    source: Source | None
    declaration: FactDeclaration

    @property
    def is_known(self) -> bool:
        """Say whether there is a value; None is unknown, never no."""
        return self.value is not None


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One thing a source said of a person, for the history on his page."""

    as_of: date
    true_to: date | None
    known_since: datetime
    kind: str
    values: dict[str, Any]
    source: Source


@dataclass(slots=True)
class PersonFile:
    """Everything a person's page shows, read in eight queries at most."""

    person: Person
    facts: dict[str, Fact]
    certificates: list[Certificate]
    guardians: list[Guardian]
    memberships: list[HouseholdMember]
    accounts: list[BankAccount]
    timeline: list[TimelineLine] = field(default_factory=list)


def facts_of(person: Person | int, on: date, known_at: datetime, law: Any = None) -> dict[str, Fact]:
    """Give every declared fact of a person on a day as known at a moment, unknown ones with the value None."""
    pk = person if isinstance(person, int) else person.pk
    found = _found(Assembly(region="", on=on, known_at=known_at, subjects=[pk]), pk, law)
    sources = Source.objects.in_bulk({row["source"] for _, row in found if row and row["source"]})
    return {declared.name: _fact(declared, row, sources) for declared, row in found}


def _found(assembly: Assembly, pk: int, law: Any) -> list[tuple[FactDeclaration, dict[str, Any] | None]]:
    declared = person_facts(law)
    columns = assembly.columns(declared)
    found: dict[str, dict[str, Any]] = {}
    for table, names in columns.tables(declared):
        for row in table.filter(subject_id=pk).to_dicts():
            found |= {name: {"value": row[name], "as_of": row["as_of"], "source": row["source"]} for name in names}
    return [(fact, found.get(fact.name)) for fact in declared]


def _fact(declared: FactDeclaration, row: dict[str, Any] | None, sources: dict[int, Source]) -> Fact:
    if row is None:
        return Fact(declared.name, None, None, None, None, None, declared)
    source = sources.get(row["source"])
    value = row["value"]
    if declared.kind == Kind.SLUGS and value is not None:
        value = list(value)
    known = source.committed_at if source else None
    return Fact(declared.name, value, row["as_of"], None, known, source, declared)


def timeline(person: Person | int, limit: int = 200) -> list[TimelineLine]:
    """Give what sources have said of a person, newest first."""
    pk = person if isinstance(person, int) else person.pk
    rows = Statement.objects.filter(subject_kind="person", subject_id=pk).select_related("source")
    return [
        TimelineLine(one.as_of, one.true_to, one.known_since, one.kind, one.values, one.source)
        for one in rows.order_by("-as_of", "-known_since")[:limit]
    ]


def certificates_of(person: Person | int, on: date, known_at: datetime | None = None) -> list[Certificate]:
    """Give the newest known row of each certificate of a person on a day, the latest list first."""
    pk = person if isinstance(person, int) else person.pk
    rows = Certificate.objects.filter(person_id=pk, as_of__lte=on)
    if known_at is not None:
        rows = rows.filter(known_since__lte=known_at)
    newest: dict[str, Certificate] = {}
    for row in rows.select_related("source").order_by("as_of", "known_since", "row"):
        newest[row.number_index] = row
    return sorted(newest.values(), key=_newest_first, reverse=True)


def accounts_of(person: Person | int, on: date, known_at: datetime | None = None) -> list[BankAccount]:
    """Give a person's accounts on a day, the one to pay to first: the newest list's."""
    pk = person if isinstance(person, int) else person.pk
    rows = BankAccount.objects.filter(person_id=pk, as_of__lte=on)
    if known_at is not None:
        rows = rows.filter(known_since__lte=known_at)
    return list(rows.order_by("-as_of", "-known_since", "-row"))


def person_by_resident_id(text: str) -> Person | None:
    """Give the person with an identity number; a merged record leads to the one it was merged into."""
    from chuntian.kernel.identity import normalise
    from chuntian.trail.protected import blind_index

    index = blind_index(normalise(text), "resident_id")
    found = Person.objects.select_related("merged_into").filter(resident_index=index).first()
    return found.merged_into or found if found else None


def same_person(person: Person) -> list[int]:
    """Give the ids a person is and was known under: the file's own, and those of the files merged into it."""
    return [person.pk, *Person.objects.filter(merged_into=person).values_list("pk", flat=True)]


def person_file(person_id: int, on: date, known_at: datetime, law: Any = None) -> PersonFile:
    """
    Give everything about one person that a page shows.

    :raises Person.DoesNotExist: there is no such person.
    """
    reader = OnePersonReader(person_id=person_id, known_at=known_at)
    if reader.person is None:
        raise Person.DoesNotExist(person_id)
    assembly = Assembly(region="", on=on, known_at=known_at, subjects=[person_id], reader=reader)
    found = _found(assembly, person_id, law)
    lines = [(kind, line) for kind, rows in reader.statements().items() for line in rows]
    named = {line[1] for _, line in lines} | {row["source"] for _, row in found if row and row["source"]}
    cards = reader.cards()
    sources = {one.source_id: one.source for one in cards}
    sources |= Source.objects.in_bulk(named - sources.keys())
    newest = {one.number_index: one for one in cards if one.as_of <= on}
    told = [
        TimelineLine(line[3], line[4], sources[line[1]].committed_at, kind, line[6], sources[line[1]])
        for kind, line in lines
    ]
    return PersonFile(
        person=reader.person,
        facts={declared.name: _fact(declared, row, sources) for declared, row in found},
        certificates=sorted(newest.values(), key=_newest_first, reverse=True),
        guardians=list(Guardian.objects.filter(person_id=person_id).order_by("-as_of")),
        memberships=list(
            HouseholdMember.objects.filter(person_id=person_id).select_related("household").order_by("-valid_from")
        ),
        accounts=accounts_of(person_id, on, known_at),
        timeline=sorted(told, key=lambda line: (line.as_of, line.known_since), reverse=True),
    )


def _newest_first(card: Certificate) -> tuple[date, date]:
    return (card.as_of, card.issued_on or date.min)
