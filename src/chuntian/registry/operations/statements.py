"""Rows of most kinds of list: one statement a row, waiting for its person where it is not registered yet."""

from typing import Any

import polars as pl
from django.db import connection

from chuntian.kernel.ids import new_ids
from chuntian.registry.bulk import indexes_after, insert_frame, moment
from chuntian.registry.enums import SubjectKind
from chuntian.registry.matching import match
from chuntian.registry.models import Source
from chuntian.registry.operations.households import HOUSEHOLD_KINDS, refresh_households

# Numbers that never lie in the clear; a statement does without them.
CLEAR_NUMBERS = ("resident_id", "certificate_number", "account", "phone", "guardian_resident_id")
OWN_COLUMNS = ("row", "subject_index", "person_id", "subject_id")


def commit_statements(source: Source, frame: pl.DataFrame) -> dict[str, Any]:
    """Write a statement for each row about a person."""
    rows = match(frame).rename({"person_id": "subject_id"})
    write_statements(source, rows, SubjectKind.PERSON)
    matched = rows["subject_id"].drop_nulls()
    if source.kind in HOUSEHOLD_KINDS and "household_number" in frame.columns:
        refresh_households(matched.unique().to_list())
    return {
        "matched": matched.len(),
        "unmatched": rows.height - matched.len(),
        "statements": rows.height,
        "persons": rows["subject_id"],
    }


def write_statements(source: Source, rows: pl.DataFrame, subject_kind: str) -> None:
    """Write rows that have `subject_id` and `subject_index`; their other columns become the values."""
    told = sorted(name for name in rows.columns if name not in OWN_COLUMNS and name not in CLEAR_NUMBERS)
    told = [name for name in told if rows[name].null_count() < rows.height]
    # Decimals would turn into floats on the way through JSON.
    exact = [pl.col(name).cast(pl.String) for name in told if isinstance(rows.schema[name], pl.Decimal)]
    values = rows.with_columns(*exact).select(pl.struct(told).struct.json_encode()).to_series() if told else "{}"
    place = pl.col("division") if "division" in rows.columns else pl.lit(None, dtype=pl.String)
    statements = pl.DataFrame({"id": new_ids(rows.height)}, schema={"id": pl.Int64}).hstack(
        rows.select(
            pl.lit(str(subject_kind)).alias("subject_kind"),
            pl.col("subject_id").cast(pl.Int64),
            "subject_index",
            pl.lit(source.kind).alias("kind"),
            pl.lit(source.as_of).cast(pl.Date).alias("as_of"),
            pl.lit(None, dtype=pl.Date).alias("true_to"),
            pl.lit(moment(source.committed_at)).alias("known_since"),
            pl.lit(source.pk).alias("source_id"),
            pl.col("row").cast(pl.Int64),
            pl.lit(values).alias("values"),
            pl.coalesce(place, pl.lit(source.region)).alias("region"),
        )
    )
    with indexes_after("registry_statement", statements.height):
        insert_frame("registry_statement", statements)


def attach_waiting() -> list[int]:
    """Give rows that waited for their person that person; return the persons whose statements changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE registry_statement SET subject_id = COALESCE(p.merged_into_id, p.id) FROM registry_person p "
            "WHERE p.resident_index = registry_statement.subject_index AND registry_statement.subject_id IS NULL "
            "AND registry_statement.subject_kind = 'person' "
            "RETURNING registry_statement.subject_id, registry_statement.kind"
        )
        attached = cursor.fetchall()
        cursor.execute(
            "UPDATE registry_bankaccount SET person_id = COALESCE(p.merged_into_id, p.id) FROM registry_person p "
            "WHERE p.resident_index = registry_bankaccount.subject_index AND registry_bankaccount.person_id IS NULL"
        )
    return sorted({subject for subject, kind in attached if kind in HOUSEHOLD_KINDS})
