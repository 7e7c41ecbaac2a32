"""Who counts as a placed worker with a disability, month by month (rules.md R-FUND-02)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from chuntian.kernel.days import Month, add_months
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.models import Certificate, Person

SEVERE = (1, 2)
REFORM = date(2025, 1, 1)  # from here on the retirement age rises by a month every four months, by three years at most


@dataclass(frozen=True, slots=True)
class Placed:
    """One worker an employer declares, with his certificate and what the list says of the contract."""

    person: Person
    certificate: Certificate
    values: dict[str, Any]


def placed_workers(workers: Iterable[Placed], year: int) -> Fraction:
    """
    Give the placed workers of a year: the sum of counted months times weight, over twelve, exactly.

    Grades 1 and 2 count twice. It cannot see the wage against the local minimum, nor 残疾军人证.
    """
    total = sum(counted_months(one, year) * (2 if one.certificate.grade in SEVERE else 1) for one in workers)
    return Fraction(total, 12)


def counted_months(worker: Placed, year: int) -> int:
    """Give the months of a year in which everything holds: certificate, age, contract; at most those worked and insured."""
    if not _long_enough(worker.values):
        return 0
    held = sum(_counts(worker, Month(year, number)) for number in range(1, 13))
    stated = [worker.values.get(name) for name in ("months", "insured_months")]
    return max(min([held, *(int(one) for one in stated if one is not None)]), 0)


def _counts(worker: Placed, month: Month) -> bool:
    card, start, end = worker.certificate, _day(worker.values, "contract_from"), _day(worker.values, "contract_to")
    certified = (card.issued_on is None or card.issued_on <= month.last) and (
        card.expires_on is None or card.expires_on >= month.first
    )
    if card.status not in (CertificateStatus.ISSUED, CertificateStatus.EXPIRED):
        certified = certified and card.status_on is not None and card.status_on >= month.first
    employed = (start is None or start <= month.last) and (end is None or end >= month.first)
    return certified and employed and in_working_age(worker.person.birth_date, worker.person.sex, month)


def in_working_age(birth: date, sex: str, month: Month) -> bool:
    """Say whether someone is 16 or older and not yet of retirement age in a month (men 60, women 55, rising from 2025)."""
    upper = 60 if sex == "male" else 55
    until = add_months(birth, upper * 12)
    if until >= REFORM:
        late = (until.year - REFORM.year) * 12 + until.month - REFORM.month
        until = add_months(until, min(late // 4 + 1, 36))
    return add_months(birth, 16 * 12) <= month.last and month.first < until


def _long_enough(values: dict[str, Any]) -> bool:
    """A contract of a year or more, or one without an end."""
    start, end = _day(values, "contract_from"), _day(values, "contract_to")
    if start is None or end is None:
        return True
    return (end.toordinal() + 1) >= add_months(start, 12).toordinal()


def _day(values: dict[str, Any], name: str) -> date | None:
    text = values.get(name)
    return date.fromisoformat(str(text)[:10]) if text else None
