"""Employers of a levy year: organisations by their credit code, and what the tax office states of them."""

from typing import Any

import polars as pl

from chuntian.places.enums import OrganisationKind
from chuntian.places.models import Organisation
from chuntian.registry.enums import SubjectKind
from chuntian.registry.models import Source
from chuntian.registry.operations.statements import write_statements
from chuntian.trail.sealing import index_many


def commit_employers(source: Source, frame: pl.DataFrame) -> dict[str, Any]:
    """Write a statement for each employer, making the organisations that are new."""
    known = _organisations(source, frame)
    codes = frame["credit_code"].to_list()
    rows = frame.with_columns(
        pl.Series("subject_id", [known[0][code] for code in codes], dtype=pl.Int64),
        pl.Series("subject_index", index_many(codes, "credit_code"), dtype=pl.String),
    )
    write_statements(source, rows, SubjectKind.EMPLOYER)
    return {"matched": rows.height - known[1], "unmatched": 0, "statements": rows.height}


def _organisations(source: Source, frame: pl.DataFrame) -> tuple[dict[str, int], int]:
    """Give organisation ids by credit code, and how many were made."""
    codes = frame["credit_code"].unique().to_list()
    employers = Organisation.objects.filter(kind=OrganisationKind.EMPLOYER)
    known = dict(employers.filter(credit_code__in=codes).values_list("credit_code", "id"))
    place = "division" if "division" in frame.columns else None
    new = [
        Organisation(
            kind=OrganisationKind.EMPLOYER,
            name=row["name"][:128],
            credit_code=row["credit_code"],
            division=(place and row[place]) or source.region,
            region=(place and row[place]) or source.region,
            registered_at=source.committed_at,
        )
        for row in frame.unique("credit_code", keep="last", maintain_order=True).iter_rows(named=True)
        if row["credit_code"] not in known
    ]
    Organisation.objects.bulk_create(new, batch_size=2_000)
    return {**known, **{one.credit_code: one.pk for one in new}}, len(new)
