"""What lies outside the scope answers exactly like what does not exist."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

from chuntian.accounts.scopes import Scope

Row = TypeVar("Row", bound=Model)


def reached(scope: Scope, rows: QuerySet[Row], field: str = "region", **which: object) -> Row:
    """
    Give the one row within the scope.

    :raises Http404: there is none, or it is someone else's: the reader cannot tell which.
    """
    row = scope.filter(rows, field).filter(**which).first()
    if row is None:
        raise Http404
    return row
