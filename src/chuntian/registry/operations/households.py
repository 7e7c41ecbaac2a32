"""Households, read from what the lists have said; written anew for the persons concerned, so order does not matter."""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

import polars as pl

from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import in_list, insert_frame, read_frame, update_frame
from chuntian.registry.models import Household, HouseholdMember

# Lists that number households, the first one the best.
HOUSEHOLD_KINDS = ("dibao", "dibao_margin", "monitored_households")
HEADS = frozenset({"户主", "本人", "申请人"})
STEP = 20_000


class Line(NamedTuple):
    """One row of a list that places a person in a household."""

    person: int
    as_of: date
    region: str
    number: str
    relation: str | None


def refresh_households(persons: Sequence[int]) -> None:
    """Work out again in which household each person has been since when."""
    for start in range(0, len(persons), STEP):
        _refresh(persons[start : start + STEP])


def _refresh(persons: Sequence[int]) -> None:
    lines = _lines(persons)
    households = _households(lines)
    members = [
        one for _, rows in groupby(lines, key=lambda line: line.person) for one in _members(list(rows), households)
    ]
    HouseholdMember.objects.filter(person_id__in=list(persons)).delete()
    if not members:
        return
    columns = ("household_id", "person_id", "relation", "is_head", "valid_from", "valid_to")
    frame = pl.DataFrame(members, schema=columns, orient="row", infer_schema_length=None)
    frame = frame.with_columns(pl.col("valid_to").cast(pl.Date), pl.Series("id", new_ids(frame.height)))
    insert_frame("registry_householdmember", frame)
    current = frame.filter(pl.col("valid_to").is_null())
    update_frame("registry_person", current.select(pl.col("person_id").alias("id"), "household_id"))


def _lines(persons: Sequence[int]) -> list[Line]:
    who, params = in_list("subject_id", list(persons))
    rows = read_frame(
        f"""SELECT subject_id, CAST(as_of AS text), substr(region, 1, 6), "values"->>'household_number',
            "values"->>'relation', kind, CAST(known_since AS text)
            FROM registry_statement WHERE subject_kind = 'person' AND {who} AND kind IN {HOUSEHOLD_KINDS}""",
        params,
        {
            "person": pl.Int64,
            "as_of": pl.Date,
            "region": pl.String,
            "number": pl.String,
            "relation": pl.String,
            "kind": pl.String,
            "known": pl.String,
        },
    )
    rank = pl.col("kind").replace_strict({kind: -at for at, kind in enumerate(HOUSEHOLD_KINDS)}, return_dtype=pl.Int8)
    rows = rows.drop_nulls("number").sort("person", "as_of", rank, "known", "number", "relation")
    return [Line(*row) for row in rows.select(Line._fields).iter_rows()]


def _households(lines: Sequence[Line]) -> dict[tuple[str, str], int]:
    wanted = {(line.region.ljust(12, "0"), line.number[:40]) for line in lines}
    numbers = {number for _, number in wanted}
    known = Household.objects.filter(number__in=numbers).values_list("region", "number", "id") if numbers else []
    found = {(region, number): pk for region, number, pk in known}
    new = sorted(wanted - found.keys())
    ids = new_ids(len(new))
    insert_frame(
        "registry_household",
        pl.DataFrame({"id": ids, "region": [one[0] for one in new], "number": [one[1] for one in new]}),
    )
    return {**found, **dict(zip(new, ids, strict=True))}


def _members(rows: list[Line], households: dict[tuple[str, str], int]) -> list[tuple]:
    """Give one membership for each run of lists that name the same household."""
    runs: list[list[Line]] = []
    for line in rows:
        if runs and (runs[-1][-1].region, runs[-1][-1].number) == (line.region, line.number):
            runs[-1].append(line)
        elif runs and runs[-1][-1].as_of == line.as_of:
            runs[-1] = [line]  # the better list of that day
        else:
            runs.append([line])
    ends = [run[0].as_of - timedelta(days=1) for run in runs[1:]] + [None]
    return [
        (
            households[run[-1].region.ljust(12, "0"), run[-1].number[:40]],
            run[-1].person,
            (run[-1].relation or "")[:20],
            (run[-1].relation or "") in HEADS,
            run[0].as_of,
            end,
        )
        for run, end in zip(runs, ends, strict=True)
    ]
