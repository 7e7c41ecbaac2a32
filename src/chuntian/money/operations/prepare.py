"""Prepare a payment run: owe, line up, hold back. Nothing leaves the house here."""

import hashlib
from datetime import date, datetime

import polars as pl
from django.db import connection, transaction
from django.db.models import Max

from chuntian.accounts.models import User
from chuntian.casework.frames import frame_of
from chuntian.casework.limits import day_in_china
from chuntian.kernel.crash import crash_point
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import is_within, pad
from chuntian.kernel.ids import new_ids
from chuntian.money.enums import HoldReason, LineState, ObligationKind, RunState
from chuntian.money.models import HeldLine, PaymentRun, Recovery
from chuntian.money.operations.accrue import accrue, propose_recoveries
from chuntian.money.operations.lock import check_not_locked, hold_books
from chuntian.money.plan import KEY, Plan, plan
from chuntian.registry.bulk import in_list, insert_frame, read_frame
from chuntian.trail.operations import record

TRIES = 5
ACCOUNTS = {"person_id": pl.Int64, "account_id": pl.Int64, "payee": pl.String}


class NothingDue(Exception):
    """Nothing is owed, nothing is held, and there was no run before."""


class RunInPreparation(Exception):
    """Another run of the region, or of one around or inside it, waits for approval."""


class StillChanging(RunInPreparation):
    """Awards or decisions change faster than a run can be worked out."""


def prepare_run(*, region: str, month: str, by: User, at: datetime) -> PaymentRun:
    """
    Prepare a region's run for a month, with arrears of earlier months as lines of their own.

    Months that the machine could not say yes to are held and listed, never paid and never stopped. Repeating it gives
    the run that waits for approval; after a run was sent, a run of what is due since then, or the last run if nothing is.

    :raises NothingDue: there is nothing to pay, to hold or to give. :raises RunInPreparation: a run of another month or an overlapping region waits. :raises PaymentsLocked: see lock.
    """
    check_not_locked()
    region, month = pad(region), str(Month.parse(month))
    with transaction.atomic():
        hold_books(region)
        waiting = _waiting(region, month)
        if waiting is not None:
            return waiting
        accrue(plan=plan(region, month), region=region, by=by, at=at)
    crash_point("pay.prepare.obligations")
    with transaction.atomic():
        hold_books(region)
        waiting = _waiting(region, month)
        if waiting is not None:
            return waiting
        now = _accrued(region, month, by, at)
        run = _write(now, region=region, month=month, by=by, at=at) or _last(region, month)
        crash_point("pay.prepare.before_commit")
    crash_point("pay.prepare.after_commit")
    return run


def _accrued(region: str, month: str, by: User, at: datetime) -> Plan:
    """Give a plan that the obligations hold already: decisions and awards may be committed while one is worked out."""
    now = plan(region, month)
    for _ in range(TRIES):
        if not accrue(plan=now, region=region, by=by, at=at):
            return now
        now = plan(region, month)
    if now.due["obligation_id"].has_nulls():
        raise StillChanging(f"{region} {month} 的待遇正在变动，请稍后再编制")
    return now


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
    accounts = accounts_of(now.due["person_id"].unique().to_list(), day_in_china(at))
    due = now.due.join(accounts, on="person_id", how="left", maintain_order="left")
    lines, nowhere = due.filter(pl.col("account_id").is_not_null()), due.filter(pl.col("account_id").is_null())
    held = [_hold(run, row, HoldReason.NO_ACCOUNT) for row in nowhere.iter_rows(named=True)]
    held += [_hold(run, row, row["why"]) for row in now.held.iter_rows(named=True)]
    _write_lines(run, lines)
    HeldLine.objects.bulk_create(held, batch_size=2000)
    run.lines_count, run.total_fen = lines.height, int(lines["due"].sum())
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


def accounts_of(persons: list[int], on: date) -> pl.DataFrame:
    """Give the account that money may go to, by person: of those valid on the day, what the newest list says."""
    about, ids = in_list("person_id", persons)
    valid = "valid_from <= %s AND (valid_to IS NULL OR valid_to >= %s)"
    newest = "ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY as_of DESC, known_since DESC, id DESC)"
    ranked = f"SELECT id, {newest} AS place FROM registry_bankaccount WHERE {about} AND {valid}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.person_id, a.id, CASE WHEN a.holder = '' THEN p.name ELSE a.holder END "  # noqa: S608
            f"FROM registry_bankaccount a JOIN registry_person p ON p.id = a.person_id JOIN ({ranked}) r ON r.id = a.id "
            "WHERE r.place = 1",
            [*ids, on, on],
        )
        return frame_of(cursor.fetchall(), ACCOUNTS)


def _attempts(obligations: list[int]) -> pl.DataFrame:
    """Give the number of the last line of each obligation that has one."""
    about, ids = in_list("obligation_id", obligations)
    sql = f"SELECT obligation_id, MAX(attempt) FROM money_paymentline WHERE {about} GROUP BY obligation_id"  # noqa: S608
    return read_frame(sql, ids, {"obligation_id": pl.Int64, "last": pl.Int64})


def _write_lines(run: PaymentRun, due: pl.DataFrame) -> None:
    """Write a line for each sum that has an account to go to."""
    rows = due.join(_attempts(due["obligation_id"].to_list()), on="obligation_id", how="left", maintain_order="left")
    rows = rows.with_columns((pl.col("last").fill_null(0) + 1).alias("attempt"))
    keys = rows.select(*KEY, "attempt").iter_rows()
    kind = str(ObligationKind.BENEFIT)
    ids = [
        end_to_end_id(person_id=person, programme=programme, period=period, kind=kind, attempt=attempt)
        for person, programme, period, attempt in keys
    ]
    lines = rows.select(
        pl.Series("id", new_ids(rows.height), dtype=pl.Int64), pl.lit(run.pk).alias("run_id"), "obligation_id",
        pl.col("old_region").alias("region"), "attempt", pl.Series("end_to_end_id", ids, dtype=pl.String), "account_id",
        "payee", pl.col("due").alias("amount_fen"), pl.col("target").alias("target_fen"),
        (pl.col("period") < run.month).alias("arrears"), pl.lit(str(LineState.PREPARED)).alias("state"),
        pl.lit("").alias("bank_reference"), pl.lit("").alias("failure"), pl.lit(None, pl.Date).alias("answered_on"),
    )  # fmt: skip
    insert_frame("money_paymentline", lines)


def _hold(run: PaymentRun, row: dict, why: str) -> HeldLine:
    return HeldLine(
        run=run, region=row["region"] or row["old_region"], award_id=row["award_id"], person_id=row["person_id"],
        programme=row["programme"], period=row["period"], why=why, amount_fen=row["due"],
    )  # fmt: skip


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
    with transaction.atomic():
        hold_books(region)
        now = plan(region, str(Month.parse(upto_month)))
        accrue(plan=now, region=region, by=by, at=at)
        return propose_recoveries(plan=now, by=by, at=at)
