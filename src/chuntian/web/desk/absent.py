"""What lies outside the scope answers exactly like what does not exist."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from chuntian.accounts.scopes import Scope

# A file goes with its person when he moves (SORMAS-Project#5490); money stays with the division that owed it.
GOES_WITH = {
    "casework.Task",
    "casework.Case",
    "casework.Award",
    "casework.Letter",
    "casework.CaseDocument",
    "casework.PublicNotice",
    "exchange.Discrepancy",
    "services.Need",
    "services.Order",
    "services.HomeWorks",
    "services.Assessment",
}
Row = TypeVar("Row", bound=Model)


def reached(scope: Scope, rows: QuerySet[Row], field: str = "region", **which: object) -> Row:
    """
    Give the one row within the scope.

    :raises Http404: there is none, or it is someone else's: the reader cannot tell which.
    """
    found = scope.filter(rows, field).filter(**which)
    if rows.model._meta.label in GOES_WITH:
        found = found.filter(Q(person__isnull=True) | scope.q("person__region"))
    row = found.first()
    if row is None:
        raise Http404
    return row
