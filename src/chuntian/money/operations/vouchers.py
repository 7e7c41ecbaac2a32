"""
Pay organisations: the bills that are owed, read from casework, each by a voucher that two people signed.

The money runs through the ledger like any other: the bill becomes an obligation when its voucher is prepared, the sum is in
transit from the approval on, and leaves the account when the treasury paid.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet

from chuntian.accounts.models import User
from chuntian.casework.models import Bill
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.divisions import pad
from chuntian.kernel.ids import new_id
from chuntian.money import ledger
from chuntian.money.enums import ObligationKind, VoucherState
from chuntian.money.models import Obligation, Voucher
from chuntian.money.operations.approve import SamePerson, check_pots
from chuntian.money.operations.lock import check_not_locked, hold_books
from chuntian.places.regions import in_region_q
from chuntian.trail.operations import record


class CannotPayBill(Exception):
    """The voucher is not in a state for this step, or the reference was used before."""


def bills_due(region: str) -> QuerySet[Bill]:
    """Give the bills of a region that have no voucher, or only returned ones, the oldest first."""
    live = Voucher.objects.filter(bill=OuterRef("pk")).exclude(state=VoucherState.RETURNED)
    return Bill.objects.filter(in_region_q(pad(region)), ~Exists(live)).order_by("month", "pk")


@transaction.atomic
def prepare_vouchers(*, region: str, by: User, at: datetime) -> list[Voucher]:
    """
    Prepare a voucher for each bill of a region that is due; done again, only for what is due since.

    What the bill owes is entered in the ledger now, once, however often its vouchers are returned.

    :raises PaymentsLocked
    """
    check_not_locked()
    region = pad(region)
    hold_books(region)
    due = list(bills_due(region))
    _owe(due, by, at)
    made = Voucher.objects.bulk_create(
        [
            Voucher(bill=one, region=one.region, programme=one.programme, year=at.year, amount_fen=one.amount_fen,
                    prepared_by=by, prepared_at=at)
            for one in due
        ]
    )  # fmt: skip
    if made:
        record(
            actor=by, action="voucher.prepare", subject_kind="voucher", region=region, at=at,
            detail={"vouchers": len(made), "total_fen": sum(one.amount_fen for one in made)},
        )  # fmt: skip
    return made


def _owe(bills: Sequence[Bill], by: User, at: datetime) -> None:
    """Make the obligations of bills that have none, at what they cost."""
    known = set(Obligation.objects.filter(bill__in=bills).values_list("bill_id", flat=True))
    made = Obligation.objects.bulk_create(
        [
            Obligation(bill=one, kind=ObligationKind.BILL, region=one.region, programme=one.programme, period=one.month,
                       target_fen=one.amount_fen)
            for one in bills
            if one.pk not in known
        ]
    )  # fmt: skip
    _enter("accrue", made, ledger.EXPENSE, ledger.PAYABLE, by, at)


def _enter(kind: str, owed: Sequence[Obligation], to: str, out_of: str, by: User, at: datetime) -> None:
    """Move the whole sum of obligations from one account to another, one journal a county."""
    entries: dict[str, list[ledger.Entry]] = {}
    for one in owed:
        entries.setdefault(ledger.chain_of(one.region), []).extend(
            ledger.transfer(out_of, to, one.pk, one.target_fen)
        )  # fmt: skip
    for region, rows in sorted(entries.items()):
        ledger.post(key=f"voucher.{kind}:{new_id()}", kind=kind, region=region, entries=rows, by=by, at=at)


def _owed_by(vouchers: Sequence[Voucher]) -> list[Obligation]:
    return list(Obligation.objects.filter(bill__in=[one.bill_id for one in vouchers]).order_by("pk"))


@transaction.atomic
def approve_vouchers(*, vouchers: Sequence[Voucher], by: User, at: datetime) -> list[Voucher]:
    """
    Approve vouchers within the budgets, as another person than who prepared them.

    :raises SamePerson, BudgetExceeded, CannotPayBill, PaymentsLocked
    """
    check_not_locked()
    for region in sorted({one.region for one in vouchers}):
        hold_books(region)
    held = list(Voucher.objects.select_for_update().filter(pk__in=[one.pk for one in vouchers]).order_by("pk"))
    for one in held:
        if one.state != VoucherState.PREPARED:
            raise CannotPayBill(f"支付单{one.get_state_display()}，不能审批")
        if one.prepared_by_id == by.pk:
            raise SamePerson("编制人不能审批自己编制的支付单")
        check_pots(region=one.region, programme=one.programme, year=one.year, fen=one.amount_fen)
        one.state, one.approved_by, one.approved_at = VoucherState.APPROVED, by, at
        one.save(update_fields=["state", "approved_by", "approved_at"])
        _say(one, "approve", by, at)
    _enter("send", _owed_by(held), ledger.PAYABLE, ledger.TRANSIT, by, at)
    return held


@transaction.atomic
def voucher_paid(*, voucher: Voucher, reference: str, on: date, by: User, at: datetime) -> Voucher:
    """
    Write down that the treasury paid, by the number of its document; the same again changes nothing.

    :raises CannotPayBill: it was not approved, or the document belongs to another voucher.
    """
    hold_books(voucher.region)
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if (voucher.state, voucher.reference, voucher.paid_on) == (VoucherState.PAID, reference, on):
        return voucher
    if voucher.state != VoucherState.APPROVED or not reference.strip():
        raise CannotPayBill(f"支付单{voucher.get_state_display()}，或未写支付凭证号，不能登记支付")
    voucher.state, voucher.reference, voucher.paid_on = VoucherState.PAID, reference.strip(), on
    try:
        with transaction.atomic():
            voucher.save(update_fields=["state", "reference", "paid_on"])
    except IntegrityError as why:
        raise CannotPayBill(f"支付凭证 {reference} 已登记在另一张支付单上") from why
    _enter("answer", _owed_by([voucher]), ledger.TRANSIT, ledger.BANK, by, at)
    _say(voucher, "paid", by, at)
    return voucher


@transaction.atomic
def return_voucher(*, voucher: Voucher, why: str, by: User, at: datetime) -> Voucher:
    """
    Give up a voucher that was not paid; its bill is due again. :raises CannotPayBill: it was paid. :raises ReasonMissing
    """
    why = need_reason(why)
    hold_books(voucher.region)
    voucher = Voucher.objects.select_for_update().get(pk=voucher.pk)
    if voucher.state not in (VoucherState.PREPARED, VoucherState.APPROVED):
        raise CannotPayBill(f"支付单{voucher.get_state_display()}，不能退回")
    if voucher.state == VoucherState.APPROVED:
        _enter("return", _owed_by([voucher]), ledger.TRANSIT, ledger.PAYABLE, by, at)
    voucher.state, voucher.why = VoucherState.RETURNED, why[:300]
    voucher.save(update_fields=["state", "why"])
    _say(voucher, "return", by, at, why)
    return voucher


def _say(voucher: Voucher, what: str, by: User, at: datetime, reason: str = "") -> None:
    record(
        actor=by, action=f"voucher.{what}", subject_kind="voucher", subject_id=voucher.pk, region=voucher.region, at=at,
        reason=reason, detail={"amount_fen": voucher.amount_fen, "programme": voucher.programme},
    )  # fmt: skip
