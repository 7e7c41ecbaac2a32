"""
Where the rows behind a snapshot come from: SQL for a whole region, rows already in memory for a few persons.

Both give the same frames, so one reading of the law of facts serves the pages and the province alike.
"""
# ruff: noqa: S608 (table and column names are our own; every value is a parameter)

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db import connection

from chuntian.registry.bulk import LARGE, in_list, moment, read_frame
from chuntian.registry.operations.stated import STATED

PERSONS = {
    "subject_id": pl.Int64,
    "sex": pl.String,
    "birth_date": pl.Date,
    "person_hukou": pl.String,
    "residence": pl.String,
    "residence_permit": pl.String,
}
CERTIFICATES = {
    "subject_id": pl.Int64,
    "source": pl.Int64,
    "row": pl.Int64,
    "as_of": pl.Date,
    "known": pl.String,
    "hukou": pl.String,
    "residence": pl.String,
    "grade": pl.Int32,
    "components": pl.Int64,
    "status": pl.String,
    "status_on": pl.Date,
    "issued_on": pl.Date,
    "expires_on": pl.Date,
}
ROWS = {
    "subject_id": pl.Int64,
    "source": pl.Int64,
    "row": pl.Int64,
    "as_of": pl.Date,
    "true_to": pl.Date,
    "known": pl.String,
}


MOVE_PLACES = ("from_division", "to_division")


class Reader:
    """Reads the rows about the persons of a region, or about some persons, that were known at a moment."""

    def __init__(self, *, region: str, known_at: datetime, subjects: Sequence[int] | None = None) -> None:
        self.known = moment(known_at)
        self.subjects = None if subjects is None else list(subjects)
        self.aliases = self._aliases()
        self.region = region
        self._persons: pl.DataFrame | None = None
        self._certificates: tuple[date, pl.DataFrame] | None = None
        self._statements: dict[str, list[tuple]] | None = None

    def _aliases(self) -> dict[int, int]:
        """Give the merged records and whom they belong to."""
        condition, params = (
            ("merged_into_id IS NOT NULL", []) if self.subjects is None else in_list("merged_into_id", self.subjects)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id, merged_into_id FROM registry_person WHERE {condition}", params)
            return dict(cursor.fetchall())

    def _own(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Give the rows of merged records to those they belong to."""
        return frame.with_columns(pl.col("subject_id").replace(self.aliases)) if self.aliases else frame

    def _population(self) -> tuple[str, list[Any]]:
        """Give SQL for the ids of everyone who is, or ever was, of the region."""
        if self.subjects is not None:
            condition, params = in_list("id", [*self.subjects, *self.aliases])
            return f"SELECT id FROM registry_person WHERE {condition}", params
        low, high = self.region.ljust(12, "0"), self.region.ljust(12, "9")
        parts = [
            "SELECT id FROM registry_person WHERE region >= %s AND region <= %s",
            "SELECT person_id FROM registry_certificate WHERE region >= %s AND region <= %s",
            "SELECT subject_id FROM registry_statement WHERE kind = 'moves' AND subject_id IS NOT NULL "
            """AND "values"->>'from_division' >= %s AND "values"->>'from_division' <= %s""",
            "SELECT subject_id FROM registry_statement WHERE kind = 'moves' AND subject_id IS NOT NULL "
            """AND "values"->>'to_division' >= %s AND "values"->>'to_division' <= %s""",
        ]
        also, aliases = in_list("id", list(self.aliases))
        return " UNION ".join([*parts, f"SELECT id FROM registry_person WHERE {also}"]), [low, high] * len(
            parts
        ) + aliases

    def _about(self, column: str) -> tuple[str, list[Any]]:
        """
        Give the condition that rows are about the population.

        For a county the index by person finds them; for a province it is quicker to take the lists whole.
        """
        persons = self.persons()["subject_id"].to_list()
        return ("1 = 1", []) if len(persons) > LARGE else in_list(column, [*persons, *self.aliases])

    def places(self, on: date) -> tuple[set[str], set[int]]:
        """Give the regions the persons asked for are or were in, and the lists that name them."""
        certificates = self.all_certificates(on)
        lines = [line for kind in self.statements().values() for line in kind]
        moved = [line[6].get(name) or "" for line in self.statements().get("moves", []) for name in MOVE_PLACES]
        regions = {*self.persons()["person_hukou"].to_list(), *certificates["hukou"].to_list(), *moved}
        return {region.ljust(12, "0") for region in regions if region}, {line[1] for line in lines}

    def all_certificates(self, on: date) -> pl.DataFrame:
        """Give every certificate row about the persons asked for up to a day, read once."""
        if self._certificates is None or self._certificates[0] != on:
            self._certificates = (on, self.certificates(on=on, sources=None))
        return self._certificates[1]

    def persons(self) -> pl.DataFrame:
        """Give the registered persons that were known, one row each; merged records are left out."""
        if self._persons is None:
            who, params = self._population()
            self._persons = read_frame(
                "SELECT id, sex, CAST(birth_date AS text), hukou, residence, residence_permit FROM registry_person "
                f"WHERE id IN ({who}) AND merged_into_id IS NULL AND registered_at <= %s ORDER BY id",
                [*params, self.known],
                PERSONS,
            )
        return self._persons

    def certificates(
        self, *, on: date, sources: Sequence[int] | None, missing: Sequence[int] | None = None
    ) -> pl.DataFrame:
        """Give the certificate rows of some lists, or every row of the persons that none of those lists names."""
        where, params = ("1 = 1", []) if sources is None else in_list("c.source_id", sources)
        about, who = self._about("c.person_id") if missing is None else in_list("c.person_id", missing)
        found = read_frame(
            "SELECT c.person_id, c.source_id, c.row, CAST(c.as_of AS text), CAST(c.known_since AS text), c.region, c.residence, "
            "c.grade, c.components, c.status, CAST(c.status_on AS text), CAST(c.issued_on AS text), CAST(c.expires_on AS text) "
            f"FROM registry_certificate c WHERE {where} AND c.as_of <= %s AND c.known_since <= %s AND {about}",
            [*params, on, self.known, *who],
            CERTIFICATES,
        )
        return self._own(found)

    def rows(self, kind: str, fields: Sequence[str], sources: Sequence[int] | None = None) -> pl.DataFrame:
        """Give the statements of a kind with some of their values as text; with sources, only the rows of these."""
        schema = {**ROWS, **dict.fromkeys(fields, pl.String)}
        if self.subjects is not None:
            return self._rows_in_memory(kind, fields, sources, schema)
        where, params = ("known_since <= %s", [self.known]) if sources is None else in_list("source_id", sources)
        about, who = self._about("subject_id")
        values = "".join(f""", CAST("values"->>'{name}' AS text)""" for name in fields)
        found = read_frame(
            f"SELECT subject_id, source_id, row, CAST(as_of AS text), CAST(true_to AS text), CAST(known_since AS text){values} "
            f"FROM registry_statement WHERE {where} AND kind = %s AND {about} AND subject_id IS NOT NULL "
            "AND subject_kind = 'person'",
            [*params, kind, *who],
            schema,
        )
        return self._own(found)

    def _rows_in_memory(
        self, kind: str, fields: Sequence[str], sources: Sequence[int] | None, schema: dict[str, Any]
    ) -> pl.DataFrame:
        allowed = None if sources is None else set(sources)
        rows = [
            (*row[:6], *(_text(row[6].get(name)) for name in fields))
            for row in self.statements().get(kind, [])
            if allowed is None or row[1] in allowed
        ]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def statements(self) -> dict[str, list[tuple]]:
        """Give every statement about the persons asked for, by kind, read once."""
        if self._statements is None:
            where, params = in_list("subject_id", [*(self.subjects or []), *self.aliases])
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT subject_id, source_id, row, CAST(as_of AS text), CAST(true_to AS text), CAST(known_since AS text), "
                    f"""CAST("values" AS text), kind FROM registry_statement WHERE {where} AND subject_kind = 'person'
                    AND known_since <= %s ORDER BY id""",
                    [*params, self.known],
                )
                found = cursor.fetchall()
            self._statements = {}
            for subject, source, row, as_of, true_to, known, values, kind in found:
                line = (
                    self.aliases.get(subject, subject),
                    source,
                    row,
                    _day(as_of),
                    _day(true_to),
                    known,
                    json.loads(values),
                )
                self._statements.setdefault(kind, []).append(line)
        return self._statements

    def stated(self) -> pl.DataFrame:
        """Give what cases and visits state: one row a statement, its values as JSON text."""
        if self.subjects is not None:
            lines = self.statements().get(STATED, [])
            rows = [(*line[:6], json.dumps(line[6], ensure_ascii=False)) for line in lines]
            return pl.DataFrame(rows, schema={**ROWS, "values": pl.String}, orient="row")
        about, who = self._about("subject_id")
        found = read_frame(
            "SELECT subject_id, source_id, row, CAST(as_of AS text), CAST(true_to AS text), CAST(known_since AS text), "
            'CAST("values" AS text) FROM registry_statement WHERE kind = %s AND known_since <= %s '
            f"AND subject_kind = 'person' AND subject_id IS NOT NULL AND {about}",
            [STATED, self.known, *who],
            {**ROWS, "values": pl.String},
        )
        return self._own(found)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _text(value: Any) -> str | None:
    """Give a JSON value as the databases give it with ->> ."""
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
