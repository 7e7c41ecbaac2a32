"""Pay day: prepared by one, signed by another, carried out by the bank, compared line by line; claims decided."""

from chuntian.accounts.enums import Role
from chuntian.demo.office import ANSWER, FILE, PREPARE, RECOVER, SIGN, Office
from chuntian.kernel.days import Month
from chuntian.money import operations
from chuntian.money.enums import RecoveryState
from chuntian.money.models import PaymentRun, Recovery


def pay(office: Office, month: Month) -> dict[str, int]:
    """Pay a month, and take the bank's answer."""
    preparer, approver = office.who(Role.FINANCE_PREPARER), office.who(Role.FINANCE_APPROVER)
    run = operations.prepare_run(region=office.region, month=str(month), by=preparer, at=office.at(month, PREPARE))
    if run.held.filter(resolution="").exists():
        reason = "本批暂不发放，已转经办人核实"
        operations.leave_out(run=run, by=preparer, at=office.at(month, PREPARE, 11), reason=reason)
    run = operations.approve_run(run=run, by=approver, at=office.at(month, SIGN))
    if not run.lines_count:
        return {"lines": 0, "paid": 0, "failed": 0}
    outbox = office.bank.folder / "outbox"
    operations.write_bank_file(run=run, folder=outbox, by=preparer, at=office.at(month, FILE, 14))
    return carry_out(office, run, month)


def carry_out(office: Office, run: PaymentRun, month: Month) -> dict[str, int]:
    """Let the bank do its work, and compare what it answers."""
    preparer = office.who(Role.FINANCE_PREPARER)
    paid = failed = 0
    for taken in office.bank.take_all(office.at(month, ANSWER).date().isoformat()):
        if taken.answer is not None:
            answer = operations.reconcile(run=run, answer=taken.answer, by=preparer, at=office.at(month, ANSWER, 16))
            paid, failed = paid + answer.paid, failed + answer.failed
    return {"lines": run.lines_count, "paid": paid, "failed": failed}


def recover(office: Office, month: Month) -> int:
    """Decide every claim that was proposed: the money is asked back, with a reason of its own; most comes back."""
    approver, preparer = office.who(Role.FINANCE_APPROVER), office.who(Role.FINANCE_PREPARER)
    at = office.at(month, RECOVER)
    proposed = list(Recovery.objects.in_region(office.region).filter(state=RecoveryState.PROPOSED).order_by("id"))
    for number, claim in enumerate(proposed):
        reason = "停发时点之后多发，经核实应予追回，已告知陈述申辩和复议权利"
        claim = operations.decide_recovery(
            recovery=claim, outcome=RecoveryState.CLAIMED, by=approver, at=at, reason=reason
        )
        if number % 3:
            operations.record_repayment(recovery=claim, on=at.date(), by=preparer, at=at)
    return len(proposed)
