"""Approve a run by a second person, or cancel it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from chuntian.accounts.models import User
from chuntian.casework.models import Award
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.crash import crash_point
from chuntian.money.enums import LineState, RunState, VoucherState
from chuntian.money.models import Budget, PaymentLine, PaymentRun, Voucher
from chuntian.money.operations.held import CannotApprove, locked, settle_decided
from chuntian.money.operations.lock import check_not_locked, hold_books
from chuntian.money.plan import plan
from chuntian.places.regions import in_region_q
from chuntian.trail.operations import put_in_outbox, record


class SamePerson(Exception):
    """Who prepared a run cannot approve it."""


class HeldLinesOpen(Exception):
    """Some months are held and nobody has said what is to become of them."""


class RunOutdated(Exception):
    """Awards, decisions or accounts changed since the run was prepared."""


class BudgetExceeded(Exception):
    """The run asks for more than the year's budget of a fund still has."""


@transaction.atomic
def approve_run(*, run: PaymentRun, by: User, at: datetime) -> PaymentRun:
    """
    Approve a prepared run; the same approver's second click gives the approved run.

    Everything is worked out again under the lock: a run that the newest decisions do not owe cannot pass.

    :raises SamePerson, CannotApprove, HeldLinesOpen, RunOutdated, BudgetExceeded, PaymentsLocked
    """
    check_not_locked()
    hold_books(run.region)
    run = locked(run)
    if run.state != RunState.PREPARED:
        if run.approved_by_id == by.pk:
            return run
        raise CannotApprove(f"该批次{run.get_state_display()}，不能再审批")
    if run.prepared_by_id == by.pk:
        raise SamePerson("编制人不能审批自己编制的批次")
    settle_decided(run=run, by=by, at=at)
    open_held = run.held.filter(resolution="").count()
    if open_held:
        raise HeldLinesOpen(f"有 {open_held} 笔待人工处理，请先逐笔处理或注明理由后整体暂不发放")
    _check_still_due(run)
    _check_budgets(run)
    run.state, run.approved_by, run.approved_at = RunState.APPROVED, by, at
    if not run.lines_count:  # only held months were looked at: there is nothing to send
        run.state, run.closed_at = RunState.RECONCILED, at
    run.save(update_fields=["state", "approved_by", "approved_at", "closed_at"])
    record(
        actor=by, action="pay.approve", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        detail={"lines": run.lines_count, "total_fen": run.total_fen},
    )  # fmt: skip
    put_in_outbox(topic="pay.approved", key=f"pay:{run.pk}:approved", payload={"run": run.pk}, at=at)
    crash_point("pay.approve.before_commit")
    return run


def _check_still_due(run: PaymentRun) -> None:
    # Holding the awards' rows keeps a stop from slipping in between this look and the commit.
    awards = run.lines.values_list("obligation__award_id", flat=True)
    list(Award.objects.select_for_update(no_key=True).filter(pk__in=awards).order_by("pk").values_list("pk", flat=True))
    now = plan(run.region, run.month, ignoring=run).due
    due = dict(zip(zip(now["person_id"], now["programme"], now["period"], strict=True), now["due"], strict=True))
    lines = run.lines.values_list(
        "obligation__person_id", "obligation__programme", "obligation__period", "amount_fen", "end_to_end_id"
    )
    stale = [line[-1] for line in lines if due.get(line[:3]) != line[3]]
    if stale:
        raise RunOutdated(f"编制后情况有变，{len(stale)} 笔与最新判定不符，请取消后重新编制（如 {stale[0]}）")


def _check_budgets(run: PaymentRun) -> None:
    asked = run.lines.order_by().values_list("obligation__programme").annotate(fen=Sum("amount_fen"))
    for programme, fen in asked:
        check_pots(region=run.region, programme=programme, year=int(run.month[:4]), fen=fen, ignoring=run)


def check_pots(*, region: str, programme: str, year: int, fen: int, ignoring: PaymentRun | None = None) -> None:
    """
    Hold a sum in fen against the year's budgets of its place and of those around it; where none is entered, nothing binds.

    :raises BudgetExceeded
    """
    # funds of one programme and place are one pot: a payment does not say which it came from
    pots: dict[str, list[Budget]] = {}
    for budget in Budget.objects.filter(programme=programme, year=year):
        if region.startswith(budget.region.rstrip("0")):
            pots.setdefault(budget.region, []).append(budget)
    for budgets in pots.values():
        used, there = budget_used(budgets[0], ignoring=ignoring), sum(one.amount_fen for one in budgets)
        if used + fen > there:
            raise BudgetExceeded(f"{programme} {year} 年预算不足：还差 {used + fen - there} 分")


def budget_used(budget: Budget, ignoring: PaymentRun | None = None) -> int:
    """Give the fen of a budget that are paid or on their way."""
    lines = PaymentLine.objects.filter(
        in_region_q(budget.region), obligation__programme=budget.programme, run__month__startswith=str(budget.year),
        state__in=[LineState.PREPARED, LineState.SENT, LineState.UNKNOWN, LineState.PAID],
    )  # fmt: skip
    if ignoring is not None:
        lines = lines.exclude(run=ignoring)
    vouchers = Voucher.objects.filter(
        in_region_q(budget.region), programme=budget.programme, year=budget.year
    ).exclude(state__in=[VoucherState.PREPARED, VoucherState.RETURNED])  # fmt: skip
    paid = vouchers.aggregate(fen=Sum("amount_fen"))["fen"] or 0
    return paid + (lines.aggregate(fen=Sum("amount_fen"))["fen"] or 0)


@transaction.atomic
def cancel_run(*, run: PaymentRun, by: User, at: datetime, reason: str) -> PaymentRun:
    """
    Give up a run that has no bank file yet; what it owed stays owed.

    :raises CannotApprove: a file was minted, so the bank may have it.
    """
    reason = need_reason(reason)
    run = locked(run)
    if run.state == RunState.CANCELLED:
        return run
    if run.state not in (RunState.PREPARED, RunState.APPROVED) or hasattr(run, "file"):
        raise CannotApprove(f"该批次{run.get_state_display()}，银行可能已收到，不能取消")
    run.lines.update(state=LineState.CANCELLED)
    run.state, run.closed_at, run.close_reason = RunState.CANCELLED, at, reason[:300]
    run.save(update_fields=["state", "closed_at", "close_reason"])
    record(
        actor=by,
        action="pay.cancel",
        subject_kind="payment_run",
        subject_id=run.pk,
        region=run.region,
        at=at,
        reason=reason,
    )
    return run
