"""Make the bank file of an approved run: first the promise of its bytes, then the file, then the word that it is there."""

from contextlib import nullcontext
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.limits import day_in_china
from chuntian.kernel.crash import crash_point
from chuntian.kernel.days import Month
from chuntian.kernel.files import drafted, sha256_bytes, sync_folder
from chuntian.kernel.vault import is_sealed, open_file, seal_once
from chuntian.money import ledger
from chuntian.money.enums import LineState, RunState
from chuntian.money.layouts import Instruction, payment_file
from chuntian.money.models import BankFile, PaymentLock, PaymentRun
from chuntian.money.operations.lock import check_not_locked, hold_books
from chuntian.registry.models import BankAccount
from chuntian.trail.operations import put_in_outbox, record
from chuntian.trail.protected import keyring, reveal_many


class CannotFile(Exception):
    """The run is not approved, or has nothing to pay."""


class FileChanged(Exception):
    """The file of the run would have other bytes than were promised: someone changed its lines."""


class HandoverUnknown(CannotFile):
    """An earlier attempt broke off while it handed the file over: only the bank knows whether it has it (A9)."""


class BankSays(StrEnum):
    """What the bank answered when it was asked whether it has the file of a run."""

    RECEIVED = "received"
    NOT_RECEIVED = "not-received"


def file_content(run: PaymentRun, *, by: User | str, at: datetime) -> bytes:
    """Give the bytes of a run's file, made from its lines alone; account numbers are opened here and nowhere else."""
    lines = run.lines.exclude(state=LineState.CANCELLED).order_by("pk")
    rows = list(lines.values_list("end_to_end_id", "account_id", "payee", "amount_fen", "obligation__period"))
    open_ = _numbers(run, sorted({account for _, account, *_ in rows}), by, at)
    instructions = [Instruction(ref, open_[account], payee, fen, period) for ref, account, payee, fen, period in rows]
    return payment_file(batch=run.batch, month=run.month, instructions=instructions)


def _numbers(run: PaymentRun, ids: list[int], by: User | str, at: datetime) -> dict[int, str]:
    """Open the account numbers of a run under one audit entry, each account once."""
    accounts: list[BankAccount] = []
    for start in range(0, len(ids), 5000):
        some = BankAccount.objects.filter(pk__in=ids[start : start + 5000])
        accounts += some.only("pk", "number", "region").order_by("pk")
    opened = reveal_many([one.number for one in accounts], actor=by, why=f"pay.file {run.batch}", at=at)
    return {one.pk: number for one, number in zip(accounts, opened, strict=True)}


def write_bank_file(
    *, run: PaymentRun, folder: Path | None, by: User, at: datetime, bank_says: BankSays | None = None, reason: str = ""
) -> BankFile:
    """
    Write the bank file of an approved run into `folder` and keep a sealed copy; safe to repeat, always the same bytes.

    Without a folder there is the sealed copy alone, for whoever takes it to the bank (`kept_content`).

    From the moment the hash is stored the lines count as sent: nothing of them is paid again before the bank answered.
    The file is handed over once: after an attempt that broke off there, `bank_says` has to tell whether the bank has it.

    :raises CannotFile: the run is not approved. :raises FileChanged: the lines are not those that were promised.
    :raises HandoverUnknown: an earlier attempt broke off, and nobody has asked the bank.
    """
    check_not_locked()
    file, content = _promise(run, by, at)
    crash_point("pay.file.before_write")
    if file.written_at is None and file.run.state != RunState.RECONCILED:
        _ask_after_a_restore(run, bank_says)
        try:
            _hand_over(kept_copy(file), folder / f"{run.batch}.txt" if folder else None, content, bank_says)
        except HandoverUnknown:
            file.refresh_from_db()
            if file.written_at is None:  # else a colleague handed the same file over meanwhile: nobody need be asked
                raise
    crash_point("pay.file.after_write")
    return _filed(run, file, by, at, bank_says, reason)


def only_the_bank_knows(run: PaymentRun) -> bool:
    """Tell whether the file of an approved run may be with the bank already, so that the bank must be asked first."""
    if run.state != RunState.APPROVED:
        return False
    file = BankFile.objects.filter(run=run).first()
    return _before_a_restore(run) or (file is not None and file.written_at is None and kept_copy(file).exists())


def _before_a_restore(run: PaymentRun) -> bool:
    lock = PaymentLock.objects.filter(restored_to__isnull=False).order_by("set_at").last()
    return lock is not None and run.month <= str(Month.of(day_in_china(lock.set_at)))


def _ask_after_a_restore(run: PaymentRun, bank_says: BankSays | None) -> None:
    """
    Hand nothing over that may have gone out between a backup and its restore before the bank was asked (A29).

    :raises HandoverUnknown: the run is of a month up to the restore, and nobody has asked the bank.
    """
    if bank_says is None and _before_a_restore(run):
        raise HandoverUnknown(
            f"数据恢复过备份，批次 {run.batch} 可能在恢复前已报盘。请先问银行是否收到，再执行 chuntian pay file … "
            "--bank-says received（已收到）或 not-received（未收到）"
        )


def _hand_over(kept: Path, out: Path | None, content: bytes, bank_says: BankSays | None) -> None:
    """
    Put the file where the bank takes it, once. Our own copy is the mark that it may have been put there.

    There is room for it before the mark is made: a full disk leaves nothing to ask the bank about (A18).

    :raises HandoverUnknown: the mark is there, and the file is not.
    """
    with drafted(out, content) if out else nullcontext() as draft:
        first = seal_once(content, kept, keyring())
        crash_point("pay.file.between_writes")
        waits = out is not None and out.is_file() and out.read_bytes() == content
        if bank_says == BankSays.RECEIVED or waits:
            return
        if not first and bank_says != BankSays.NOT_RECEIVED:
            raise HandoverUnknown(
                f"{kept.stem} 上次报盘中断，银行可能已取走。请先问银行是否收到，再执行 chuntian pay file … "
                "--bank-says received（已收到）或 not-received（未收到）"
            )
        if out is not None:
            draft.replace(out)
    if out is not None:
        sync_folder(out.parent)


def kept_copy(file: BankFile) -> Path:
    """Give our own copy of a file, sealed; the one in the folder handed to the bank is taken away by it."""
    return Path(settings.DATA_FOLDER) / file.path


def kept_content(file: BankFile) -> bytes:
    """
    Give what our own copy of a file holds: account numbers in the clear.

    :raises Tampered: it was changed. :raises OSError: it is gone.
    """
    path = kept_copy(file)
    return open_file(path, keyring()) if is_sealed(path) else path.read_bytes()  # of an older version: in the clear


@transaction.atomic
def _promise(run: PaymentRun, by: User, at: datetime) -> tuple[BankFile, bytes]:
    hold_books(run.region)
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    there = BankFile.objects.filter(run=run).first()
    if there is None and run.state != RunState.APPROVED:
        raise CannotFile(f"该批次{run.get_state_display()}，尚未审批或已取消，不能报盘")
    if not run.lines_count:
        raise CannotFile("该批次没有可发放的明细")
    content = file_content(run, by=by, at=at)
    if there is not None:
        if there.sha256 != sha256_bytes(content):
            raise FileChanged(f"批次 {run.batch} 的明细与登记的文件摘要不符，已停止")
        return there, content
    entries = []
    for obligation_id, fen in run.lines.order_by("end_to_end_id").values_list("obligation_id", "amount_fen"):
        entries += ledger.transfer(ledger.TRANSIT, ledger.PAYABLE, obligation_id, fen)
    ledger.post(key=f"send:{run.pk}", kind="send", region=run.region, entries=entries, by=by, at=at, note=run.batch)
    run.lines.update(state=LineState.SENT)
    file = BankFile.objects.create(
        run=run, path=f"bank/{run.batch}.sealed", sha256=sha256_bytes(content), size=len(content),
        lines_count=run.lines_count, total_fen=run.total_fen, minted_at=at, minted_by=by,
    )  # fmt: skip
    crash_point("pay.file.before_promise")
    return file, content


@transaction.atomic
def _filed(
    run: PaymentRun, file: BankFile, by: User, at: datetime, bank_says: BankSays | None, reason: str
) -> BankFile:
    run = PaymentRun.objects.select_for_update(no_key=True).get(pk=run.pk)
    file.refresh_from_db()
    if file.written_at is not None:
        return file
    file.written_at = at
    file.save(update_fields=["written_at"])
    if run.state == RunState.APPROVED:
        run.state = RunState.FILED
        run.save(update_fields=["state"])
    record(
        actor=by, action="pay.file", subject_kind="payment_run", subject_id=run.pk, region=run.region, at=at,
        reason=reason.strip(), detail={
            "sha256": file.sha256, "lines": file.lines_count, "total_fen": file.total_fen, "bank_says": bank_says or "",
        },
    )  # fmt: skip
    put_in_outbox(
        topic="bank.file",
        key=f"bank:{run.batch}",
        at=at,
        payload={"run": run.pk, "batch": run.batch, "sha256": file.sha256},
    )
    crash_point("pay.file.before_commit")
    return file
