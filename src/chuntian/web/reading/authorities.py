"""Who may act for a person, as pages show it."""

from datetime import date
from typing import Any

from chuntian.accounts.models import Authority


def authority_row(one: Authority, today: date) -> dict[str, Any]:
    """Give one authority: whose, of which kind, by which document, from when to when, and whether it is over."""
    return {
        "name": str(one.user),
        "kind": one.get_kind_display(),
        "document": one.document,
        "start": one.valid_from,
        "end": one.valid_to,
        "over": one.valid_to < today,
        "by": str(one.recorded_by),
    }
