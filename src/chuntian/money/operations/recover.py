"""Decide a claim for money paid too much, and book what comes back."""

from datetime import date, datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import TaskOutcome, TaskState
from chuntian.casework.models import Task
from chuntian.casework.operations.tasks import close_task, need_reason
from chuntian.money import ledger
from chuntian.money.enums import RecoveryState
from chuntian.money.models import Recovery
from chuntian.money.operations.lock import hold_books
from chuntian.trail.operations import put_in_outbox, record


class CannotRecover(Exception):
    """The claim is not in the state that the step asks for."""


@transaction.atomic
def decide_recovery(*, recovery: Recovery, outcome: str, by: User, at: datetime, reason: str) -> Recovery:
    """
    Decide a proposed claim: claim the money back, waive it, or cancel the proposal.

    :raises CannotRecover: it is decided already. :raises ReasonMissing: no reason is given.
    """
    reason = need_reason(reason)
    hold_books(recovery.region)
    recovery = Recovery.objects.select_for_update(no_key=True).select_related("obligation").get(pk=recovery.pk)
    wanted = RecoveryState(outcome)
    allowed = {
        RecoveryState.PROPOSED: (RecoveryState.CLAIMED, RecoveryState.WAIVED, RecoveryState.CANCELLED),
        RecoveryState.CLAIMED: (RecoveryState.WAIVED, RecoveryState.CANCELLED),
    }.get(recovery.state, ())
    if wanted not in allowed:
        raise CannotRecover(f"追回{recovery.get_state_display()}，不能改为{wanted.label}")
    entries = _entries(recovery, wanted)
    recovery.state, recovery.decided_by, recovery.decided_at, recovery.decision_reason = wanted, by, at, reason[:300]
    recovery.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    key = f"recovery:{recovery.pk}:{wanted}"
    ledger.post(key=key, kind="recovery", region=recovery.region, entries=entries, by=by, at=at)
    _tell(recovery, by, at, reason)
    return recovery


def _entries(recovery: Recovery, wanted: str) -> list[ledger.Entry]:
    pk, fen = recovery.obligation_id, recovery.amount_fen
    claimed = recovery.state == RecoveryState.CLAIMED
    source = ledger.RECEIVABLE if claimed else ledger.PAYABLE
    if wanted == RecoveryState.CLAIMED:
        return ledger.transfer(ledger.PAYABLE, ledger.RECEIVABLE, pk, fen)
    if wanted == RecoveryState.WAIVED:
        return ledger.transfer(source, ledger.WRITTEN_OFF, pk, fen)
    return ledger.transfer(ledger.RECEIVABLE, ledger.PAYABLE, pk, fen) if claimed else []


def _tell(recovery: Recovery, by: User, at: datetime, reason: str) -> None:
    for task in Task.objects.filter(key=f"recovery:{recovery.pk}", state=TaskState.OPEN):
        close_task(task=task, outcome=TaskOutcome.DECIDED, by=by, at=at, reason=reason)
    record(
        actor=by, action=f"recovery.{recovery.state}", subject_kind="recovery", subject_id=recovery.pk,
        region=recovery.region, at=at, reason=reason, detail={"amount_fen": recovery.amount_fen},
    )  # fmt: skip
    put_in_outbox(
        topic="recovery.decided",
        key=f"recovery:{recovery.pk}:{recovery.state}",
        at=at,
        payload={"recovery": recovery.pk},
    )


@transaction.atomic
def record_repayment(*, recovery: Recovery, on: date, by: User, at: datetime) -> Recovery:
    """
    Book that a claimed sum came back whole.

    :raises CannotRecover: it is not claimed.
    """
    hold_books(recovery.region)
    recovery = Recovery.objects.select_for_update(no_key=True).get(pk=recovery.pk)
    if recovery.state != RecoveryState.CLAIMED:
        raise CannotRecover(f"追回{recovery.get_state_display()}，不能登记退回")
    entries = ledger.transfer(ledger.RECEIVABLE, ledger.BANK, recovery.obligation_id, recovery.amount_fen)
    key = f"recovery:{recovery.pk}:repaid"
    ledger.post(key=key, kind="repayment", region=recovery.region, entries=entries, by=by, at=at)
    recovery.state, recovery.repaid_on = RecoveryState.REPAID, on
    recovery.save(update_fields=["state", "repaid_on"])
    record(
        actor=by, action="recovery.repaid", subject_kind="recovery", subject_id=recovery.pk, region=recovery.region, at=at,
        detail={"amount_fen": recovery.amount_fen},
    )  # fmt: skip
    return recovery
