"""Take the bank's answer, line by line; what does not fit changes nothing and waits in the exception list."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.frames import frame_of
from chuntian.casework.operations.tasks import need_reason
from chuntian.exchange.file_names import shown_name
from chuntian.kernel.crash import crash_point
from chuntian.kernel.files import sha256_bytes
from chuntian.money import ledger
from chuntian.money.enums import ExceptionKind, LineState, RunState
from chuntian.money.layouts import STATUSES, Answered, Unreadable, WrongTrailer, read_answer_file
from chuntian.money.models import BankAnswer, BankException, PaymentLine, PaymentRun
from chuntian.money.operations.lock import hold_books
from chuntian.registry.bulk import update_frame
from chuntian.trail.operations import record

ANSWERED = {"paid": LineState.PAID, "failed": LineState.FAILED}
CHANGED = {
    "id": pl.Int64, "state": pl.String, "bank_reference": pl.String, "answered_on": pl.Date, "failure": pl.String,
}  # fmt: skip


class CannotReconcile(Exception):
    """The run has no bank file, so no answer can belong to it."""


class AlreadyResolved(Exception):
    """Someone has written down already what came of it."""


class _Line(NamedTuple):
    """What an answer is held against: one of our lines, locked."""

    end_to_end_id: str
    id: int
    obligation_id: int
    amount_fen: int
    state: str


@dataclass
class _Sorted:
    """The lines of an answer, sorted by what they do."""

    moved: dict[str, tuple[_Line, Answered]] = field(default_factory=dict)
    repeated: int = 0
    exceptions: list[tuple[str, Answered, _Line | None]] = field(default_factory=list)


def reconcile(*, run: PaymentRun, answer: Path, by: User, at: datetime, name: str = "") -> BankAnswer:
    """
    Apply an answer file of the bank to a run; the same file again changes nothing. `name`: what the sender called it.

    :raises CannotReconcile: the run was never sent.
    """
    content = answer.read_bytes()
    with transaction.atomic():
        hold_books(run.region)
        run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
        if not hasattr(run, "file"):
            raise CannotReconcile(f"批次 {run.batch} 尚未报盘，没有回盘可对")
        there = BankAnswer.objects.filter(run=run, sha256=sha256_bytes(content)).first()
        if there is not None:
            return there
        taken = BankAnswer.objects.create(
            run=run, sha256=sha256_bytes(content), name=shown_name(name or answer.name), applied_at=at, applied_by=by
        )
        _apply(run, taken, content, by, at)
        crash_point("pay.reconcile.before_commit")
    crash_point("pay.reconcile.after_commit")
    return taken


def _apply(run: PaymentRun, taken: BankAnswer, content: bytes, by: User, at: datetime) -> None:
    try:
        lines = read_answer_file(content)
    except (Unreadable, WrongTrailer) as why:
        kind = ExceptionKind.TRAILER if isinstance(why, WrongTrailer) else ExceptionKind.UNREADABLE
        BankException.objects.create(answer=taken, row=0, kind=kind, resolution="")
        lines, found = [], _Sorted()
        taken.exceptions_count = 1
    else:
        found = _sort(run, lines)
        taken.exceptions_count = len(found.exceptions)
    _move(run, taken, found, by, at)
    BankException.objects.bulk_create(_exception(taken, *one) for one in found.exceptions)
    taken.lines, taken.repeated = len(lines), found.repeated
    taken.save()
    _close_when_answered(run, at)
    record(
        actor=by, action="pay.reconcile", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        detail={"sha256": taken.sha256, "paid": taken.paid, "failed": taken.failed, "exceptions": taken.exceptions_count},
    )  # fmt: skip


def _exception(taken: BankAnswer, kind: str, answered: Answered, line: _Line | None) -> BankException:
    return BankException(
        answer=taken, row=answered.row, kind=kind, end_to_end_id=answered.end_to_end_id[:60], line_id=line.id if line else None,
        expected_fen=line.amount_fen if line else None, answered_fen=answered.amount_fen,
    )  # fmt: skip


def _sort(run: PaymentRun, lines: list[Answered]) -> _Sorted:
    rows = PaymentLine.objects.filter(run=run).order_by("pk").select_for_update(no_key=True).values_list(*_Line._fields)
    ours = {row[0]: _Line(*row) for row in rows}
    strange = sorted({line.end_to_end_id for line in lines} - ours.keys())
    elsewhere: set[str] = set()
    for start in range(0, len(strange), 5000):
        found_there = PaymentLine.objects.filter(end_to_end_id__in=strange[start : start + 5000])
        elsewhere |= set(found_there.values_list("end_to_end_id", flat=True))
    contradicted = _contradicted(lines)
    found = _Sorted()
    for answered in lines:
        line = ours.get(answered.end_to_end_id)
        if answered.end_to_end_id in contradicted:
            kind = ExceptionKind.CONFLICT
        else:
            kind = _misfit(run, answered, line, answered.end_to_end_id in elsewhere)
        if kind is None and answered.end_to_end_id in found.moved:
            kind = ExceptionKind.DUPLICATE
        if kind is not None:
            found.exceptions.append((kind, answered, line))
        elif line.state == answered.status or answered.status == "pending":
            found.repeated += 1
            if line.state == LineState.SENT:
                found.moved[answered.end_to_end_id] = (line, answered)
        else:
            found.moved[answered.end_to_end_id] = (line, answered)
    return found


def _contradicted(lines: list[Answered]) -> set[str]:
    said: dict[str, set[tuple]] = {}
    for line in lines:
        said.setdefault(line.end_to_end_id, set()).add((line.status, line.amount_fen))
    return {ref for ref, words in said.items() if len(words) > 1 and ref}


def _misfit(run: PaymentRun, answered: Answered, line: _Line | None, elsewhere: bool) -> str | None:
    if not answered.end_to_end_id or answered.amount_fen is None or _day(answered.booked_on) is False:
        return ExceptionKind.MALFORMED
    if elsewhere or (line is not None and answered.batch != run.batch):
        return ExceptionKind.WRONG_BATCH
    if line is None:
        return ExceptionKind.UNKNOWN_ITEM
    if answered.status not in STATUSES:
        return ExceptionKind.BAD_STATUS
    if answered.amount_fen != line.amount_fen:
        return ExceptionKind.OTHER_AMOUNT
    return _out_of_order(run, answered.status, line)


def _out_of_order(run: PaymentRun, status: str, line: _Line) -> str | None:
    if line.state in (LineState.PREPARED, LineState.CANCELLED):
        return ExceptionKind.NOT_SENT
    if (line.state, status) == (LineState.FAILED, "paid"):
        return ExceptionKind.PAID_AFTER_FAILED
    if (line.state, status) == (LineState.PAID, "failed"):
        return ExceptionKind.FAILED_AFTER_PAID
    if status == "pending" and line.state in (LineState.PAID, LineState.FAILED):
        return ExceptionKind.LATE
    return None


def _day(text: str) -> date | bool | None:
    """Give the day, None for an empty cell, False for a text that is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return False


def _move(run: PaymentRun, taken: BankAnswer, found: _Sorted, by: User, at: datetime) -> None:
    entries, changed = [], []
    for _, (line, answered) in sorted(found.moved.items()):
        state = ANSWERED.get(answered.status, LineState.UNKNOWN)
        booked_on = _day(answered.booked_on) or None
        changed.append((line.id, str(state), answered.reference[:60], booked_on, answered.reason[:120]))
        if state == LineState.PAID:
            taken.paid += 1
            entries += ledger.transfer(ledger.BANK, ledger.TRANSIT, line.obligation_id, line.amount_fen)
        elif state == LineState.FAILED:
            taken.failed += 1
            entries += ledger.transfer(ledger.PAYABLE, ledger.TRANSIT, line.obligation_id, line.amount_fen)
    update_frame("money_paymentline", frame_of(changed, CHANGED))
    ledger.post(
        key=f"answer:{taken.pk}", kind="answer", region=run.region, entries=entries, by=by, at=at, note=run.batch
    )


def _close_when_answered(run: PaymentRun, at: datetime) -> None:
    waiting = run.lines.filter(state__in=[LineState.SENT, LineState.UNKNOWN]).exists()
    if run.state in (RunState.APPROVED, RunState.FILED) and not waiting:
        run.state, run.closed_at = RunState.RECONCILED, at
        run.save(update_fields=["state", "closed_at"])


@transaction.atomic
def mark_unanswered(*, run: PaymentRun, by: User, at: datetime) -> int:
    """Mark the lines the bank said nothing about as unknown: a state of its own, never read as failed, never re-sent."""
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    count = run.lines.filter(state=LineState.SENT).update(state=LineState.UNKNOWN)
    record(
        actor=by, action="pay.unanswered", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        detail={"lines": count},
    )  # fmt: skip
    return count


@transaction.atomic
def resolve_exception(*, exception: BankException, by: User, at: datetime, reason: str) -> BankException:
    """
    Note what a person found out about an exception; the books change only by a right answer or a recovery.

    :raises AlreadyResolved: someone else was quicker. :raises ReasonMissing: no reason is given.
    """
    reason = need_reason(reason)
    exception = BankException.objects.select_for_update(no_key=True).get(pk=exception.pk)
    if exception.resolved_at is not None:
        raise AlreadyResolved("这一条已由他人记下处理结果")
    exception.resolution, exception.resolved_by, exception.resolved_at = reason[:300], by, at
    exception.save(update_fields=["resolution", "resolved_by", "resolved_at"])
    run = exception.answer.run
    record(
        actor=by, action="pay.exception", subject_kind="bank_exception", subject_id=exception.pk, region=run.region, at=at,
        reason=reason, detail={"kind": exception.kind},
    )  # fmt: skip
    return exception
