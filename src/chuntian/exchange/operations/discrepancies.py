"""Decide what a comparison found."""

from datetime import datetime
from typing import Any

from django.db import transaction

from chuntian.exchange.enums import DiscrepancyOutcome, DiscrepancyState
from chuntian.exchange.models import Discrepancy
from chuntian.trail.operations import record


class CannotDecide(Exception):
    """The discrepancy is decided already, the outcome is unknown, or the reason is missing."""


@transaction.atomic
def decide_discrepancy(*, discrepancy: Discrepancy, outcome: str, by: Any, at: datetime, reason: str) -> Discrepancy:
    """
    Write down what came of a discrepancy, who decided it and why. Correcting the register is another step.

    :raises CannotDecide: it is decided already, the outcome is none we know, or there is no reason.
    """
    discrepancy = Discrepancy.objects.select_for_update().get(pk=discrepancy.pk)
    if discrepancy.state == DiscrepancyState.DECIDED:
        raise CannotDecide("这一差异已经处理")
    if outcome not in DiscrepancyOutcome.values:
        raise CannotDecide(f"没有这种结果：{outcome}")
    if not reason.strip():
        raise CannotDecide("请写明理由")
    discrepancy.state, discrepancy.outcome, discrepancy.reason = DiscrepancyState.DECIDED, outcome, reason
    discrepancy.decided_by, discrepancy.decided_at = by, at
    discrepancy.save()
    record(actor=by, action="discrepancy.decided", subject_kind="discrepancy", subject_id=discrepancy.pk, region=discrepancy.region, at=at,
           reason=reason, detail={"kind": discrepancy.kind, "outcome": outcome})  # fmt: skip
    return discrepancy
