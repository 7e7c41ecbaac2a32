"""A stop on all payments, set after a restore until the bank's records since then are reconciled."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id


class PaymentLock(models.Model):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    reason = models.CharField(max_length=300)
    set_at = models.DateTimeField()
    restored_to = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | (Q(lifted_by__isnull=False) & ~Q(lift_reason="")),
                name="money_lock_lifted_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return self.reason
