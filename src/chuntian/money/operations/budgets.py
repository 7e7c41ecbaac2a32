"""Enter how much a document makes available for a programme in a year."""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from chuntian.accounts.models import User
from chuntian.kernel.divisions import pad
from chuntian.kernel.ids import new_id
from chuntian.money.models import Budget, Fund
from chuntian.trail.operations import record


class CannotEnter(Exception):
    """A budget without a document, or with an amount below nothing."""


@transaction.atomic
def enter_budget(
    *, fund: str, level: str, region: str, programme: str, year: int, amount_fen: int, document: str, by: User, at: datetime
) -> Budget:  # fmt: skip
    """
    Enter the sum (fen) that a document gives a programme of a place for a year from a fund, or correct it.

    The sum is the whole of the year: a second document that adds to it gives the new whole. What stood before stays in the audit trail.

    :raises CannotEnter: see the class.
    """
    if not document.strip() or not fund.strip():
        raise CannotEnter("请写明资金名称和下达文件")
    if amount_fen < 0:
        raise CannotEnter("预算不能小于零")
    source = Fund.objects.filter(name=fund.strip()).first()
    if source is None:
        source = Fund.objects.create(slug=slugify(fund) or f"fund-{new_id()}", name=fund.strip(), level=level.strip())
    key = {"fund": source, "region": pad(region), "programme": programme, "year": year}
    before = Budget.objects.select_for_update().filter(**key).values_list("amount_fen", flat=True).first()
    budget, _ = Budget.objects.update_or_create(
        **key, defaults={"amount_fen": amount_fen, "document": document.strip()}
    )
    record(
        actor=by, action="pay.budget", subject_kind="money_budget", subject_id=budget.pk, region=budget.region, at=at,
        detail={"programme": programme, "year": year, "before_fen": before, "amount_fen": amount_fen, "document": document.strip()},
    )  # fmt: skip
    return budget
