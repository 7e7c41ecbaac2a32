"""Write what is owed to an organisation, once."""

from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.models import Bill
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.trail.operations import record


class BilledOtherwise(Exception):
    """The same key was billed before, for another sum or another payee."""


@transaction.atomic
def bill(
    *, key: str, payee_id: int, programme: str, region: str, month: str, amount_fen: int, count: int, digest: str,
    by: User, at: datetime,
) -> Bill:  # fmt: skip
    """
    Owe an organisation a sum for a month; the same key again gives the bill that is there.

    `amount_fen` in fen, above nothing; `digest` seals the lines the sum is made of, as the room that made them counts it.

    :raises BilledOtherwise: the key stands for something else.
    """
    there = Bill.objects.filter(key=key).first()
    if there is not None:
        if (there.payee_id, there.amount_fen, there.digest) != (payee_id, amount_fen, digest):
            raise BilledOtherwise(f"账单 {key} 已按另一金额或收款单位开出，不能更改；差额请另开账单")
        return there
    made = Bill.objects.create(
        key=key, payee_id=payee_id, programme=programme, region=pad(region), month=str(Month.parse(month)),
        amount_fen=amount_fen, count=count, digest=digest, decided_by=by, decided_at=at,
    )  # fmt: skip
    record(
        actor=by, action="bill.owe", subject_kind="bill", subject_id=made.pk, region=made.region, at=at,
        detail={"programme": programme, "month": made.month, "amount_fen": amount_fen, "count": count},
    )  # fmt: skip
    return made
