"""One hand in a county's books at a time; and all payments stopped after a restore, until the bank's records are reconciled."""

from datetime import datetime

from django.db import connection, transaction

from chuntian.accounts.models import User
from chuntian.money.ledger import chain_of
from chuntian.money.models import PaymentLock
from chuntian.trail.operations import record


class PaymentsLocked(Exception):
    """Payments are stopped; the message says why and what lifts the stop."""


BOOKS = 620_198  # the class of advisory locks that order the work on the books


def hold_books(region: str) -> None:
    """
    Let nobody else change what is owed and paid in a region, around it or inside it, until the transaction ends.

    It is the first lock of every work on money; what is read after it is what it writes on (trust A12). On SQLite a
    transaction that writes is alone anyway.
    """
    if connection.vendor != "postgresql":
        return
    own = chain_of(region)
    levels = [own[:length] for length in (2, 4, 6)]
    while len(levels) > 1 and not levels[-1].removeprefix(levels[-2]).strip("0"):
        levels.pop()
    with connection.cursor() as cursor:
        for level in levels[:-1]:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [BOOKS, int(level)])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [BOOKS, int(levels[-1])])


def check_not_locked() -> None:
    """
    Let payments pass unless a lock is on.

    :raises PaymentsLocked: the books were restored to an earlier moment and not yet compared with the bank.
    """
    lock = PaymentLock.objects.filter(lifted_at__isnull=True).order_by("set_at").first()
    if lock is not None:
        raise PaymentsLocked(
            f"发放已锁定：{lock.reason}。请先与银行核对此后的全部流水，再解除锁定（chuntian pay unlock）。"
        )


@transaction.atomic
def lock_payments(*, reason: str, by: User | str, at: datetime, restored_to: datetime | None = None) -> PaymentLock:
    """Stop every preparing, approving and filing from now on."""
    lock = PaymentLock.objects.create(reason=reason, set_at=at, restored_to=restored_to)
    record(actor=by, action="pay.lock", subject_kind="payment_lock", subject_id=lock.pk, at=at, reason=reason)
    return lock


@transaction.atomic
def lift_lock(*, lock: PaymentLock, by: User, at: datetime, reason: str) -> PaymentLock:
    """Let payments go on, by a person who says how the bank's records were compared."""
    lock = PaymentLock.objects.select_for_update().get(pk=lock.pk)
    lock.lifted_at, lock.lifted_by, lock.lift_reason = at, by, reason.strip()[:300]
    lock.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    record(actor=by, action="pay.unlock", subject_kind="payment_lock", subject_id=lock.pk, at=at, reason=reason)
    return lock
