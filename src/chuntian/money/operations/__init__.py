"""Every write of money."""

from chuntian.money.operations.approve import (
    BudgetExceeded,
    HeldLinesOpen,
    RunOutdated,
    SamePerson,
    approve_run,
    cancel_run,
)  # fmt: skip
from chuntian.money.operations.bankfile import (
    BankSays,
    CannotFile,
    FileChanged,
    HandoverUnknown,
    kept_content,
    only_the_bank_knows,
    write_bank_file,
)
from chuntian.money.operations.held import AlreadySettled, CannotApprove, leave_out, settle_decided
from chuntian.money.operations.lock import PaymentsLocked, lift_lock, lock_payments
from chuntian.money.operations.prepare import NothingDue, RunInPreparation, prepare_run, recompute, reissue
from chuntian.money.operations.reconcile import (
    AlreadyResolved,
    CannotReconcile,
    mark_unanswered,
    reconcile,
    resolve_exception,
)  # fmt: skip
from chuntian.money.operations.recover import CannotRecover, decide_recovery, record_repayment
from chuntian.money.operations.vouchers import (
    CannotPayBill,
    approve_vouchers,
    prepare_vouchers,
    return_voucher,
    voucher_paid,
)

__all__ = [
    "AlreadyResolved", "AlreadySettled", "BankSays", "BudgetExceeded", "CannotApprove", "CannotFile", "CannotPayBill", "CannotReconcile", "CannotRecover", "FileChanged",
    "HandoverUnknown", "HeldLinesOpen", "NothingDue", "PaymentsLocked", "RunInPreparation", "RunOutdated", "SamePerson",
    "approve_run", "approve_vouchers", "cancel_run", "decide_recovery", "kept_content", "leave_out", "lift_lock", "lock_payments", "mark_unanswered",
    "only_the_bank_knows", "prepare_run", "prepare_vouchers", "recompute",
    "reconcile", "record_repayment", "reissue", "resolve_exception", "return_voucher", "settle_decided",
    "voucher_paid", "write_bank_file",
]  # fmt: skip
