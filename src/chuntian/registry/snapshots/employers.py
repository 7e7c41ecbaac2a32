"""Employers of a levy year: staff, wages and placed workers (rules.md R-FUND-02, R-FUND-03)."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import polars as pl

from chuntian.kernel.divisions import pad
from chuntian.registry.enums import SubjectKind
from chuntian.registry.models import Certificate, Person, Snapshot, Statement
from chuntian.registry.snapshots.files import keep
from chuntian.registry.snapshots.placed import Placed, placed_workers
from chuntian.registry.snapshots.sources import KindSources, by_kind, load_sources

RATIOS = ("staff", "placed_weighted", "average_wage", "social_average_wage")
SCHEMA = {
    "subject_id": pl.Int64,
    "region": pl.String,
    "kind": pl.String,
    **{f"{name}.{part}": pl.Int64 for name in RATIOS for part in ("num", "den")},
    "division": pl.String,
}


def employer_snapshot(
    *, region: str, on: date, known_at: datetime, levy_year: int | None = None, law: Any = None, at: datetime
) -> Snapshot:
    """Write the facts of a region's employers for a levy year to a file, with its hash."""
    frame = employers_frame(region=region, on=on, known_at=known_at, levy_year=levy_year)
    return keep(frame, subject_kind=SubjectKind.EMPLOYER, region=pad(region), on=on, known_at=known_at, at=at)


def employers_frame(*, region: str, on: date, known_at: datetime, levy_year: int | None = None) -> pl.DataFrame:
    """
    Give the facts of the employers on the current list, one row each, for a levy year (else the newest on the list).

    Staff, wages and placed workers are those of the year before the levy year. `social_average_wage` is a parameter of
    the law, never known here. Wages below the minimum and late filing cannot be seen in the lists.
    """
    sources = by_kind(load_sources(known_at=known_at, kinds=("employers", "employer_staff"), region=region), on)
    employers = list(_newest(_statements(sources.get("employers"), SubjectKind.EMPLOYER), levy_year).values())
    staff = _placements(sources.get("employer_staff"), on, known_at)
    rows = [_row(statement, staff, sources.get("employer_staff")) for statement in employers]
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    start = pad(region).rstrip("0") if region.strip("0") else ""
    return frame.filter(pl.col("region").str.starts_with(start)).sort("subject_id")


def _statements(sources: KindSources | None, subject_kind: str) -> Iterable[Statement]:
    if sources is None:
        return []
    ids = [one.id for one in (*sources.current, *sources.partial)]
    rows = Statement.objects.filter(source_id__in=ids, subject_kind=subject_kind, subject_id__isnull=False)
    return rows.order_by("as_of", "known_since", "row")


def _newest(statements: Iterable[Statement], levy_year: int | None) -> dict[int, Statement]:
    """Give each employer's newest statement of the year asked for, or of the last year on the lists."""
    chosen: dict[int, Statement] = {}
    for one in statements:
        year = one.values.get("levy_year")
        if levy_year is not None and year is not None and year != levy_year:
            continue
        held = chosen.get(one.subject_id)
        if held is None or (year or 0) >= (held.values.get("levy_year") or 0):
            chosen[one.subject_id] = one
    return chosen


def _placements(sources: KindSources | None, on: date, known_at: datetime) -> dict[str, list[Placed]]:
    """Give the declared workers by the credit code of their employer."""
    lines = [one for one in _statements(sources, SubjectKind.PERSON) if one.values.get("credit_code")]
    people = {one.subject_id for one in lines}
    persons = {one.pk: one for one in Person.objects.filter(pk__in=people).defer("resident_id", "phone")}
    known = Certificate.objects.filter(person_id__in=people, as_of__lte=on, known_since__lte=known_at)
    newest = {one.person_id: one for one in known.order_by("as_of", "known_since", "row").defer("number")}
    found: dict[str, list[Placed]] = {}
    for one in {(line.values["credit_code"], line.subject_id): line for line in lines}.values():
        person, certificate = persons.get(one.subject_id), newest.get(one.subject_id)
        if person is not None and certificate is not None:
            found.setdefault(one.values["credit_code"], []).append(Placed(person, certificate, one.values))
    return found


def _row(statement: Statement, staff: dict[str, list[Placed]], lists: KindSources | None) -> tuple:
    values = statement.values
    count = _fraction(values.get("staff"))
    wages = values.get("total_wages")
    year = values.get("levy_year") or statement.as_of.year
    place = values.get("division") or statement.region
    received = lists is not None and (lists.covering(place) is not None or lists.partial)
    placed = placed_workers(staff.get(values.get("credit_code") or "", []), year - 1) if received else None
    average = Fraction(int(wages), 100) / count if wages is not None and count else None
    pairs = [part for one in (count, placed, average, None) for part in _pair(one)]
    return (statement.subject_id, place, values.get("kind"), *pairs, place)


def _pair(value: Fraction | None) -> tuple[int | None, int | None]:
    return (None, None) if value is None else (value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction | None:
    """Read 30, "30.5" or "61/2"; JSON numbers with a point are read by their text, so nothing is rounded."""
    return None if value in (None, "") else Fraction(str(value).strip())
