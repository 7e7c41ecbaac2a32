"""A provider's right to deliver a programme, step by step, and the days on which it holds."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import AgreementState, AgreementStep


class Agreement(RegionOwned):
    """R-CHD-04: chosen openly, agreed, published; `year_fen` is what it may cost in a calendar year (null = not set)."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey("services.Provider", on_delete=models.PROTECT, related_name="agreements")
    programme = models.CharField("项目", max_length=60)
    number = models.CharField("协议编号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=10, choices=AgreementState, default=AgreementState.APPLIED)
    starts_on = models.DateField("自", null=True)
    ends_on = models.DateField("至", null=True)
    year_fen = models.BigIntegerField("年度金额（分）", null=True)
    score = models.PositiveSmallIntegerField("评审得分", null=True)
    applied_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "programme", "region"],
                condition=Q(state__in=["applied", "assessed", "published", "signed", "suspended"]),
                name="services_one_live_agreement",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="services_agreement_days"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.programme} {self.applied_on}"


class AgreementAction(models.Model):
    """One step, who took it, on which day, why."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="actions")
    step = models.CharField(max_length=10, choices=AgreementStep)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.on} {self.step}"


class AgreementSpan(models.Model):
    """Days on which an agreement holds, both included. A suspension ends one, a resumption begins the next."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="spans")
    from_on = models.DateField()
    to_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.from_on}–{self.to_on}"
