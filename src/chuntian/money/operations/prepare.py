"""Prepare a payment run: owe, line up, hold back. Nothing leaves the house here."""

import hashlib
from datetime import date, datetime

import polars as pl
from django.db import transaction
from django.db.models import Max, Q

from chuntian.accounts.models import User
from chuntian.casework.limits import day_in_china
from chuntian.kernel.crash import crash_point
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import is_within, pad
from chuntian.kernel.ids import new_ids
from chuntian.money.enums import HoldReason, LineState, RunState
from chuntian.money.models import HeldLine, Obligation, PaymentLine, PaymentRun, Recovery
from chuntian.money.operations.accrue import accrue, propose_recoveries
from chuntian.money.operations.lock import check_not_locked
from chuntian.money.plan import KEY, Plan, plan
from chuntian.registry.models import BankAccount
from chuntian.trail.operations import record


class NothingDue(Exception):
    """Nothing is owed, nothing is held, and there was no run before."""


class RunInPreparation(Exception):
    """Another run of the region, or of one around or inside it, waits for approval."""


def prepare_run(*, region: str, month: str, by: User, at: datetime) -> PaymentRun:
    """
    Prepare a region's run for a month, with arrears of earlier months as lines of their own.

    Months that the machine could not say yes to are held and listed, never paid and never stopped. Repeating it gives
    the run that waits for approval; after a run was sent, a run of what is due since then, or the last run if nothing is.

    :raises NothingDue: there is nothing to pay, to hold or to give. :raises RunInPreparation: a run of another month or an overlapping region waits. :raises PaymentsLocked: see lock.
    """
    check_not_locked()
    region, month = pad(region), str(Month.parse(month))
    waiting = _waiting(region, month)
    if waiting is not None:
        return waiting
    first = plan(region, month)
    accrue(plan=first, region=region, by=by, at=at)
    crash_point("pay.prepare.obligations")
    with transaction.atomic():
        waiting = _waiting(region, month)
        if waiting is not None:
            return waiting
        now = plan(region, month)
        if accrue(plan=now, region=region, by=by, at=at):  # a decision came in between
            now = plan(region, month)
        run = _write(now, region=region, month=month, by=by, at=at) or _last(region, month)
        crash_point("pay.prepare.before_commit")
    crash_point("pay.prepare.after_commit")
    return run


def _last(region: str, month: str) -> PaymentRun:
    """Give the last run of a month, where a new one would be empty."""
    run = (
        PaymentRun.objects.filter(region=region, month=month)
        .exclude(state=RunState.CANCELLED)
        .order_by("number")
        .last()
    )
    if run is None:
        raise NothingDue(f"{region} {month} 没有应发和待处理的明细")
    return run


def _waiting(region: str, month: str) -> PaymentRun | None:
    overlapping = [
        run for run in PaymentRun.objects.filter(state=RunState.PREPARED)
        if _overlap(run.region, region)
    ]  # fmt: skip
    for run in overlapping:
        if (run.region, run.month) != (region, month):
            raise RunInPreparation(f"{run.region} {run.month} 第 {run.number} 批尚未审批，请先审批或取消")
    return overlapping[0] if overlapping else None


def _overlap(one: str, other: str) -> bool:
    return is_within(one, other) or is_within(other, one)


def _write(now: Plan, *, region: str, month: str, by: User, at: datetime) -> PaymentRun | None:
    claims = propose_recoveries(plan=now, by=by, at=at)
    if now.due.is_empty() and now.held.is_empty():
        return None
    last = PaymentRun.objects.filter(region=region, month=month).aggregate(last=Max("number"))["last"]
    run = PaymentRun.objects.create(region=region, month=month, number=(last or 0) + 1, prepared_by=by, prepared_at=at)
    lines, held = _lines(run, now.due, at)
    held += [_hold(run, row, row["why"], row["due"]) for row in now.held.iter_rows(named=True)]
    PaymentLine.objects.bulk_create(lines, batch_size=2000)
    HeldLine.objects.bulk_create(held, batch_size=2000)
    run.lines_count, run.total_fen = len(lines), sum(line.amount_fen for line in lines)
    run.save(update_fields=["lines_count", "total_fen"])
    record(
        actor=by, action="pay.prepare", subject_kind="payment_run", subject_id=run.pk, region=region, at=at,
        detail={
            "month": month, "number": run.number, "lines": run.lines_count, "total_fen": run.total_fen,
            "held": len(held), "recoveries": len(claims),
        },
    )  # fmt: skip
    return run


def end_to_end_id(*, person_id: int, programme: str, period: str, kind: str, attempt: int) -> str:
    """
    Give the id of a transfer, the same whenever it is asked for.

    It is made from what the transfer is for, so that after a restore the bank meets the id it already knows.
    """
    text = f"{person_id}|{programme}|{period}|{kind}|{attempt}"
    return "CT" + hashlib.sha256(text.encode()).hexdigest()[:30].upper()


def accounts_of(persons: list[int], on: date) -> dict[int, BankAccount]:
    """Give the account that money may go to, by person: of those valid on the day, what the newest list says."""
    found: dict[int, BankAccount] = {}
    for start in range(0, len(persons), 5000):
        rows = BankAccount.objects.filter(person_id__in=persons[start : start + 5000], valid_from__lte=on)
        rows = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on)).select_related("person")
        for account in rows.order_by("as_of", "known_since", "id"):
            found[account.person_id] = account
    return found


def _hold(run: PaymentRun, row: dict, why: str, fen: int | None) -> HeldLine:
    return HeldLine(
        run=run, region=row["region"] or row["old_region"], award_id=row["award_id"], person_id=row["person_id"],
        programme=row["programme"], period=row["period"], why=why, amount_fen=fen,
    )  # fmt: skip


def _lines(run: PaymentRun, due: pl.DataFrame, at: datetime) -> tuple[list[PaymentLine], list[HeldLine]]:
    obligations = {
        (one.person_id, one.programme, one.period): one
        for one in Obligation.objects.in_region(run.region).filter(period__lte=run.month).annotate(last=Max("lines__attempt"))
    }  # fmt: skip
    accounts = accounts_of(due["person_id"].unique().to_list(), day_in_china(at))
    lines, held = [], []
    for pk, row in zip(new_ids(due.height), due.iter_rows(named=True), strict=True):
        account = accounts.get(row["person_id"])
        if account is None:
            held.append(_hold(run, row, HoldReason.NO_ACCOUNT, row["due"]))
            continue
        obligation = obligations[tuple(row[name] for name in KEY)]
        attempt = (obligation.last or 0) + 1
        lines.append(
            PaymentLine(
                id=pk,
                run=run,
                obligation=obligation,
                region=obligation.region,
                attempt=attempt,
                account=account,
                payee=account.holder or account.person.name,
                amount_fen=row["due"],
                target_fen=row["target"],
                arrears=obligation.period < run.month,
                state=LineState.PREPARED,
                end_to_end_id=end_to_end_id(
                    person_id=obligation.person_id,
                    programme=obligation.programme,
                    period=obligation.period,
                    kind=obligation.kind,
                    attempt=attempt,
                ),
            )
        )
    return lines, held


def reissue(*, run: PaymentRun, by: User, at: datetime) -> PaymentRun:
    """
    Prepare again what the bank sent back of a run: the same obligations, new line ids, accounts as they are now.

    It is an ordinary run of the same month: whatever else has become due since comes with it.
    """
    again = prepare_run(region=run.region, month=run.month, by=by, at=at)
    if again.reissues_id is None and again.pk != run.pk:
        PaymentRun.objects.filter(pk=again.pk).update(reissues=run)
        again.refresh_from_db()
    return again


def recompute(*, region: str, upto_month: str, by: User | str, at: datetime) -> list[Recovery]:
    """
    Compare what was given with what the newest decisions owe, for every month up to one, and write the difference.

    Too much becomes a proposal of recovery for a person; too little is in the next run.
    """
    region = pad(region)
    now = plan(region, str(Month.parse(upto_month)))
    with transaction.atomic():
        accrue(plan=now, region=region, by=by, at=at)
        return propose_recoveries(plan=now, by=by, at=at)
