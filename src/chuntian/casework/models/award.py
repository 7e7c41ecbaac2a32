"""What a person was granted, from which month, and who ended it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.casework.enums import HandOutcome
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Award(RegionOwned):
    """A grant that runs month after month until a person ends it; never ended by a machine."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="awards")
    programme = models.CharField(max_length=60)
    start_month = models.CharField("起始月", max_length=7)
    end_month = models.CharField("终止月（含）", max_length=7, null=True)
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="awards")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    resumes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="resumed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(end_month__isnull=True), name="casework_one_running_award"
            ),
            models.CheckConstraint(
                condition=Q(end_month__isnull=True) | (Q(ended_by__isnull=False) & ~Q(end_reason="")),
                name="casework_award_ended_by_a_person",
            ),
        ]
        indexes = [models.Index(fields=["region", "programme", "start_month"], name="casework_award_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.start_month}–{self.end_month or ''}"

    @property
    def is_void(self) -> bool:
        """Tell whether the award ended before its first month (taken back whole)."""
        return self.end_month is not None and self.end_month < self.start_month


class HandDecision(models.Model):
    """A person's word on one month of an award where the machine could not say yes; the latest counts."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="hand_decisions")
    month = models.CharField(max_length=7)
    outcome = models.CharField(max_length=12, choices=HandOutcome)
    amount_fen = models.BigIntegerField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=HandOutcome.DO_NOT_PAY) | Q(amount_fen__gt=0), name="casework_hand_amount"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="casework_hand_reason"),
        ]
        indexes = [models.Index(fields=["award", "month", "decided_at"], name="casework_hand_latest")]

    def __str__(self) -> str:
        return f"{self.month} {self.outcome}"
