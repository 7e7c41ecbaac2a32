"""
The life of a certificate in days: when it may be renewed, when it has ended, when a child should be seen again.

The printed end date is stored and never computed (R-CERT-03). What is computed here are proposals and blocks.
"""

from datetime import date

from chuntian.kernel.components import Component
from chuntian.kernel.days import add_months, age_on

RENEWAL_FROM_YEARS = 9
BLOCK_YEARS = 1
CHILD_SCALE_AGE = 7
INTELLECTUAL = 5
BLOCKING_REASONS = frozenset({"death", "recovered"})


def renewable_from(issued_on: date, years: int = RENEWAL_FROM_YEARS) -> date:
    """Name the day from which a renewal may be applied for: the end of the ninth year."""
    return add_months(issued_on, 12 * years)


def has_expired(expires_on: date, on: date) -> bool:
    """Say whether the certificate has ended: its last day is the printed one."""
    return on > expires_on


def blocked_until(cancelled_on: date, reason: str, years: int = BLOCK_YEARS) -> date | None:
    """
    Name the first day on which a new application is possible after a cancellation, None where nothing blocks.

    Death and recovery block for a year (art. 24); a correction of an error restores and blocks nothing. The block after
    the holder's own wish is not found in the text and is left to a person: None here.
    """
    return add_months(cancelled_on, 12 * years) if reason in BLOCKING_REASONS else None


def reassessment_suggested(
    *, birth_date: date, components: list[Component], assessed_on: date, on: date, scale_age: int = CHILD_SCALE_AGE
) -> bool:
    """
    Say whether to suggest a new assessment: the scale of intellectual disability changes at the seventh birthday.

    A suggestion only; nothing ends by it (R-CERT-10).
    """
    has_intellectual = any(one.category == INTELLECTUAL for one in components)
    return has_intellectual and age_on(birth_date, assessed_on) < scale_age <= age_on(birth_date, on)
