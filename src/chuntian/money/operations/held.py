"""What becomes of the months a run could neither pay nor stop: a person's decision settles them, or they are left out."""

from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.models import HandDecision
from chuntian.casework.operations.tasks import need_reason
from chuntian.money.enums import HoldReason, Resolution, RunState
from chuntian.money.models import HeldLine, PaymentRun
from chuntian.trail.operations import record

# A person's decision answers what the machine could not tell; it finds no account and closes no claim.
ANSWERED_BY_HAND = (HoldReason.NOT_ELIGIBLE, HoldReason.UNKNOWN, HoldReason.NO_DECISION)


class CannotApprove(Exception):
    """The run is not waiting for approval."""


class AlreadySettled(CannotApprove):
    """Someone has said already what is to become of the held months that were named."""


def locked(run: PaymentRun) -> PaymentRun:
    """Give a run as it is now and keep it so until the transaction ends."""
    return PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)


@transaction.atomic
def leave_out(*, run: PaymentRun, by: User, at: datetime, reason: str, ids: list[int] | None = None) -> int:
    """
    Say of held months that this run goes without them; they come back in the next one until someone decides.

    :raises CannotApprove: the run is not waiting for approval. :raises AlreadySettled: someone else was quicker with
        those in `ids`. :raises ReasonMissing: no reason is given.
    """
    reason = need_reason(reason)
    run = locked(run)
    if run.state != RunState.PREPARED:
        raise CannotApprove(f"该批次{run.get_state_display()}")
    held = HeldLine.objects.filter(run=run, resolution="")
    held = held if ids is None else held.filter(pk__in=ids)
    count = held.update(resolution=Resolution.LEFT_OUT, resolved_by=by, resolved_at=at, reason=reason[:300])
    if not count:
        if ids is not None:
            raise AlreadySettled("这一笔已由他人处理")
        return 0
    record(
        actor=by, action="pay.leave_out", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        reason=reason, detail={"count": count},
    )  # fmt: skip
    return count


@transaction.atomic
def settle_decided(*, run: PaymentRun, by: User, at: datetime) -> int:
    """
    Settle the held months about which a person has decided since: they no longer wait, this run stays as it was prepared.

    What was decided to be paid is due in the next run; what was decided not to be paid is not asked again. Who decided,
    and why, stands in the trail of the award already.
    """
    run = locked(run)
    if run.state != RunState.PREPARED:
        return 0
    waiting = HeldLine.objects.filter(run=run, resolution="", why__in=ANSWERED_BY_HAND)
    words = HandDecision.objects.filter(award__in=waiting.values("award_id")).order_by("decided_at", "id")
    by_month = {(one.award_id, one.month): one for one in words}
    settled = [one for one in waiting if (one.award_id, one.period) in by_month]
    for one in settled:
        word = by_month[one.award_id, one.period]
        one.resolution, one.resolved_by, one.resolved_at = Resolution.SETTLED, word.decided_by, at
        one.reason = f"{word.get_outcome_display()}：{word.reason}"[:300]
    if not settled:
        return 0
    HeldLine.objects.bulk_update(settled, ["resolution", "resolved_by", "resolved_at", "reason"], batch_size=500)
    record(
        actor=by, action="pay.settle_held", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        detail={"count": len(settled)},
    )  # fmt: skip
    return len(settled)
