"""What services decides is owed, money reads: a bill is paid once, by two people, within the budget."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import REGION, moment

from chuntian.casework.operations import BilledOtherwise, bill
from chuntian.money import ledger, verify
from chuntian.money import operations as money
from chuntian.money.budgets import pots
from chuntian.money.models import Budget, Fund, Obligation, PaymentLine, Voucher
from chuntian.money.operations.vouchers import bills_due
from chuntian.money.queries import bills_astray

AT = moment(date(2024, 4, 10))


@pytest.fixture
def billed(centre):
    order = centre.order()
    for day in (4, 5, 6):
        centre.session(order, date(2024, 3, day))
    (made,) = centre.settle(centre.submit(centre.claims()))
    centre.preparer, centre.signer = centre.county.staff("finance_preparer", "finance_approver")
    centre.bill = made
    return centre


def test_a_bill_is_paid_once_by_two_people(billed):
    assert list(bills_due(REGION)) == [billed.bill]
    (voucher,) = money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT)
    assert money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT) == []
    assert (Obligation.objects.get().bill, books()) == (billed.bill, {"expense": 30_000, "payable": -30_000})
    with pytest.raises(money.SamePerson):
        money.approve_vouchers(vouchers=[voucher], by=billed.preparer, at=AT)
    with pytest.raises(money.CannotPayBill):
        money.voucher_paid(voucher=voucher, reference="Z1", on=AT.date(), by=billed.signer, at=AT)

    money.approve_vouchers(vouchers=[voucher], by=billed.signer, at=AT)
    assert books() == {"expense": 30_000, "transit": -30_000}
    paid = money.voucher_paid(voucher=voucher, reference="Z1", on=AT.date(), by=billed.signer, at=AT)
    again = money.voucher_paid(voucher=voucher, reference="Z1", on=AT.date(), by=billed.signer, at=AT)

    assert (paid.state, paid.amount_fen, again.state) == ("paid", 30_000, "paid")
    assert not bills_due(REGION).exists()
    assert books() == {"expense": 30_000, "bank": -30_000}
    assert [one.problems for one in verify.checks()] == [[]] * len(verify.checks())
    with pytest.raises(money.CannotPayBill):
        money.return_voucher(voucher=voucher, why="重复", by=billed.signer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.create(
            bill=billed.bill,
            region=REGION,
            programme="x",
            year=2024,
            amount_fen=1,
            prepared_by=billed.preparer,
            prepared_at=AT,
        )


def test_a_returned_voucher_makes_the_bill_due_again(billed):
    vouchers = money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT)
    (voucher,) = money.approve_vouchers(vouchers=vouchers, by=billed.signer, at=AT)

    money.return_voucher(voucher=voucher, why="收款账户有误", by=billed.preparer, at=AT)

    assert list(bills_due(REGION)) == [billed.bill]
    assert books() == {"expense": 30_000, "payable": -30_000}  # still owed, and not a second time
    money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT)
    assert (books(), Obligation.objects.count()) == ({"expense": 30_000, "payable": -30_000}, 1)


def test_one_altered_voucher_shows(billed):
    (voucher,) = money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT)
    assert bills_astray() == []

    Voucher.objects.filter(pk=voucher.pk).update(amount_fen=30_001)

    assert bills_astray() == [f"支付单 {voucher.pk} 金额与账单不符"]


def books() -> dict[str, int]:
    return {account: fen for account, fen in ledger.balances().items() if fen}


def test_over_the_budget_nothing_is_approved(billed):
    fund = Fund.objects.create(slug="child", name="儿童康复")
    Budget.objects.create(
        fund=fund, region=REGION, programme="child_rehab_relief", year=2024, amount_fen=29_999, document="下达文件"
    )
    vouchers = money.prepare_vouchers(region=REGION, by=billed.preparer, at=AT)

    with pytest.raises(money.BudgetExceeded):
        money.approve_vouchers(vouchers=vouchers, by=billed.signer, at=AT)
    assert Voucher.objects.get().state == "prepared"
    other = Fund.objects.create(slug="child-2", name="县级配套")  # two funds are one pot
    Budget.objects.create(
        fund=other, region=REGION, programme="child_rehab_relief", year=2024, amount_fen=1, document="下达文件"
    )
    money.approve_vouchers(vouchers=vouchers, by=billed.signer, at=AT)
    (pot,) = pots(Budget.objects.all(), PaymentLine.objects.all(), year=2024, vouchers=Voucher.objects.all())
    assert (pot.committed_fen, pot.left_fen) == (30_000, 0)


def test_a_key_stands_for_one_sum(billed):
    said = {
        "key": "k", "payee_id": billed.one.organisation_id, "programme": "p", "region": REGION, "month": "2024-03",
        "count": 1, "digest": "d", "by": billed.signer, "at": AT,
    }  # fmt: skip
    first = bill(amount_fen=5, **said)

    assert bill(amount_fen=5, **said) == first
    with pytest.raises(BilledOtherwise):
        bill(amount_fen=6, **said)
