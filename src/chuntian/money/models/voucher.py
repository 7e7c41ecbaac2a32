"""A payment to an organisation by the treasury (财政直接支付): one for each bill that is owed, two people, one reference."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.money.enums import VoucherState
from chuntian.places.regions import RegionOwned


class Voucher(RegionOwned):
    """
    The order to pay a bill. A bill has one that is not returned, so it is not paid twice; its sum is the bill's.

    R-CHD-03 step 5: finance pays the institution directly. It is no line of a bank file for persons.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    bill = models.ForeignKey("casework.Bill", on_delete=models.PROTECT, related_name="vouchers")
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField("预算年度")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=VoucherState, default=VoucherState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    reference = models.CharField("支付凭证号", max_length=60, blank=True)
    paid_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bill"], condition=~Q(state=VoucherState.RETURNED), name="money_one_live_voucher"
            ),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="money_voucher_reference"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")),
                name="money_voucher_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[VoucherState.APPROVED, VoucherState.PAID]) | Q(approved_by__isnull=False),
                name="money_voucher_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state=VoucherState.PAID) | (Q(paid_on__isnull=False) & ~Q(reference="")),
                name="money_voucher_paid_with_reference",
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="money_voucher_positive"),
        ]
        indexes = [models.Index(fields=["region", "state"], name="money_voucher_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.amount_fen}"
