"""A claim for money that was paid too much: with its own decision, never netted against another benefit."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.money.enums import RecoveryState
from chuntian.places.regions import RegionOwned


class Recovery(RegionOwned):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    obligation = models.ForeignKey("money.Obligation", on_delete=models.PROTECT, related_name="recoveries")
    amount_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=RecoveryState, default=RecoveryState.PROPOSED)
    grounds = models.CharField("依据", max_length=300)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True)
    repaid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="money_recovery_positive"),
            models.CheckConstraint(
                condition=Q(state__in=[RecoveryState.PROPOSED, RecoveryState.CANCELLED])
                | (Q(decided_by__isnull=False) & ~Q(decision_reason="")),
                name="money_recovery_decided_by_a_person",
            ),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state=RecoveryState.PROPOSED), name="money_one_proposed_recovery"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_fen} {self.state}"
