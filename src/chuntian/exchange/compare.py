"""
What a list that was just taken over says against the register and against other lists.

Each finding is a typed discrepancy that a person decides. Finding it twice adds nothing; what was decided as right
(explained, different persons) is not asked again. Nothing is stopped or merged here.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import polars as pl

from chuntian.exchange.doubles import Ahead, doubled
from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyState
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.kernel.divisions import prefix
from chuntian.registry.matching import match
from chuntian.registry.models import BankAccount, Certificate, Person, Source, Statement

# Lists a person cannot rightly be on at the same time.
EXCLUSIVE = [
    ("tekun", "dibao"), ("tekun", "dibao_margin"), ("dibao", "dibao_margin"), ("tekun", "orphans"),
    ("prison", "employment"), ("prison", "pupils"),
]  # fmt: skip
SETTLED = [DiscrepancyOutcome.EXPLAINED, DiscrepancyOutcome.DIFFERENT_PERSONS]
BATCH = 500

Finding = dict[str, Any]


def compare(
    *, upload: Upload, frame: pl.DataFrame, at: datetime, persons: pl.Series | None = None, begun: Ahead | None = None
) -> dict[str, int]:
    """
    Find the discrepancies of a list that was taken over; gives how many of each kind are new.

    `persons`, where the commit tells them, are the persons of the rows: they need not be looked up again. `begun` is
    the comparison of the list with itself, where it was begun before.
    """
    if "resident_id" not in frame.columns:
        return {}
    numbered = frame.with_columns(pl.col("resident_id").alias("number"))
    if persons is not None:
        rows = numbered.drop("resident_id").with_columns(persons.alias("person_id"))
    else:
        rows = match(numbered)
    rows = rows.filter(pl.col("person_id").is_not_null())
    findings: list[Finding] = []
    for find in (_names, _exclusive, *FINDERS.get(upload.kind, ())):
        findings.extend(find(upload, rows))
    if upload.kind == "certificates":
        known = begun is not None and persons is not None and not persons.has_nulls()
        findings.extend(doubled(upload, rows, begun.pairs(persons) if known else None))
    return _write(upload, findings, at)


def _names(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """A list gives another name for the number than the register has."""
    if "name" not in rows.columns or upload.kind == "certificates":
        return
    named = dict(zip(rows["person_id"], rows["name"], strict=True))
    for person, name in _people(list(named)):
        if named[person] and named[person] != name:
            yield {
                "kind": DiscrepancyKind.NAME_DIFFERS,
                "person_id": person,
                "key": upload.kind,
                "detail": {"list": named[person], "register": name},
            }


def _people(ids: list[int]) -> Iterator[tuple[int, str]]:
    for start in range(0, len(ids), BATCH):
        yield from Person.objects.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "name")


def _exclusive(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """The person is on another list that excludes this one."""
    pairs = [pair for pair in EXCLUSIVE if upload.kind in pair]
    here = set(rows["person_id"].to_list()) if pairs else set()
    for pair in pairs:
        other = pair[1] if pair[0] == upload.kind else pair[0]
        for person in sorted(here & _on_list(other, upload)):
            yield {
                "kind": DiscrepancyKind.CONFLICTING_LISTS,
                "person_id": person,
                "key": "+".join(pair),
                "detail": {"lists": list(pair)},
            }


def _on_list(kind: str, upload: Upload) -> set[int]:
    """Give who is on the newest list of a kind for the same region."""
    source = (
        Source.objects.filter(kind=kind, region=upload.region, as_of__lte=upload.as_of)
        .order_by("-as_of", "-committed_at")
        .first()
    )
    if source is None:
        return set()
    return set(Statement.objects.filter(source=source, subject_id__isnull=False).values_list("subject_id", flat=True))


def _dead(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """Someone reported dead holds a certificate that still counts as issued."""
    living = rows.filter(pl.col("correction").is_null() | ~pl.col("correction"))
    died = dict(zip(living["person_id"], living["death_date"], strict=True))
    ids = list(died)
    for start in range(0, len(ids), BATCH):
        for person, status in _newest_status(ids[start : start + BATCH]).items():
            if status == "issued":
                yield {
                    "kind": DiscrepancyKind.DEAD,
                    "person_id": person,
                    "key": "certificate",
                    "detail": {"death_date": died[person].isoformat()},
                }


def _newest_status(people: list[int]) -> dict[int, str]:
    rows = (
        Certificate.objects.filter(person_id__in=people)
        .order_by("as_of", "known_since", "row")
        .values_list("person_id", "status")
    )
    return dict(rows)


def _moved(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """Someone of the register moved out of the region."""
    away = rows.filter(~pl.col("to_division").str.starts_with(prefix(upload.region)))
    for record in away.select("person_id", "to_division", "moved_on").iter_rows(named=True):
        detail = {"to": record["to_division"], "moved_on": record["moved_on"].isoformat()}
        yield {
            "kind": DiscrepancyKind.MOVED,
            "person_id": record["person_id"],
            "key": record["to_division"],
            "detail": detail,
        }


def _expired(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """The list says issued, its own date says expired."""
    status = pl.col("status").fill_null("issued")
    late = rows.filter((pl.col("expires_on") < upload.as_of) & (status == "issued"))
    for person, day in late.select("person_id", "expires_on").iter_rows():
        yield {
            "kind": DiscrepancyKind.CERTIFICATE_EXPIRED,
            "person_id": person,
            "key": day.isoformat(),
            "detail": {"expires_on": day.isoformat()},
        }


def _accounts(upload: Upload, rows: pl.DataFrame) -> Iterator[Finding]:
    """The holder of an account is someone else, or several persons have one account."""
    named = rows.filter(pl.col("holder").is_not_null() & (pl.col("holder") != pl.col("name")))
    for person, holder in named.select("person_id", "holder").iter_rows():
        yield {
            "kind": DiscrepancyKind.ACCOUNT_DIFFERS,
            "person_id": person,
            "key": "holder",
            "detail": {"holder": holder},
        }
    seen: dict[str, set[int]] = {}
    for index, person in (
        BankAccount.objects.filter(person_id__isnull=False).values_list("number_index", "person_id").iterator()
    ):
        seen.setdefault(index, set()).add(person)
    shared = [people for people in seen.values() if len(people) > 1]
    here = set(rows["person_id"])
    for people in shared:
        for person in sorted(people & here):
            other = min(people - {person})
            yield {
                "kind": DiscrepancyKind.ACCOUNT_DIFFERS,
                "person_id": person,
                "other_person_id": other,
                "key": "shared",
                "detail": {"persons": len(people)},
            }


FINDERS: dict[str, tuple[Callable[[Upload, pl.DataFrame], Iterator[Finding]], ...]] = {
    "deaths": (_dead,),
    "moves": (_moved,),
    "certificates": (_expired,),
    "bank_accounts": (_accounts,),
}


def _write(upload: Upload, findings: list[Finding], at: datetime) -> dict[str, int]:
    people = {one["person_id"] for one in findings}
    known = set()
    ids = sorted(people)
    for start in range(0, len(ids), BATCH):
        rows = Discrepancy.objects.filter(person_id__in=ids[start : start + BATCH])
        asked = rows.filter(state=DiscrepancyState.OPEN) | rows.filter(outcome__in=SETTLED)
        known |= set(asked.values_list("person_id", "kind", "key"))
    new: dict[tuple, Discrepancy] = {}
    for one in findings:
        key = (one["person_id"], str(one["kind"]), one["key"])
        if key not in known:
            new.setdefault(key, Discrepancy(source=upload.source, found_at=at, region=upload.region, **one))
    regions = {}
    for start in range(0, len(ids), BATCH):
        regions |= dict(Person.objects.filter(pk__in=ids[start : start + BATCH]).values_list("pk", "region"))
    for discrepancy in new.values():
        discrepancy.region = regions[discrepancy.person_id]
    Discrepancy.objects.bulk_create(new.values(), batch_size=BATCH, ignore_conflicts=True)
    counts: dict[str, int] = {}
    for _, kind, _ in new:
        counts[kind] = counts.get(kind, 0) + 1
    return counts
