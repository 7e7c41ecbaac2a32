"""Taking away a lost second factor, by two people."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class FactorReset(models.Model):
    """One person asks with a reason, another does it: nobody alone opens a way into someone else's account."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="factor_resets")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出于")
    reason = models.CharField("理由", max_length=500)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField("决定于", null=True)
    done = models.BooleanField("已重置", default=False)

    class Meta:
        verbose_name = "第二步验证重置"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="factor_reset_two_people"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=Q(decided_at__isnull=True), name="factor_reset_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"
