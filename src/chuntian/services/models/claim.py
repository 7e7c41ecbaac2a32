"""A provider's bill for a month, and what the check said of each line."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import ClaimState, LineState


class Claim(RegionOwned):
    """What a provider asks for a programme and a month. Lines that pass later are settled by a later bill of the same claim."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey("services.Provider", on_delete=models.PROTECT, related_name="claims")
    programme = models.CharField("项目", max_length=60)
    month = models.CharField("月份", max_length=7)
    state = models.CharField("状态", max_length=10, choices=ClaimState, default=ClaimState.DRAFT)
    built_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "programme", "region", "month"], name="services_one_claim"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("submitted_by")),
                name="services_claim_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.month}"


class ClaimLine(models.Model):
    """
    One session of a claim: in all claims together it stands once, so it cannot be paid twice.

    `findings` is a mask of enums.Finding. `allowed_fen` counts once the line passes or a person allowed it.
    """

    RESTRICTED = Q(session__order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    session = models.OneToOneField("services.Session", on_delete=models.PROTECT, related_name="line")
    asked_fen = models.BigIntegerField()
    allowed_fen = models.BigIntegerField()
    findings = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=LineState)
    bill = models.ForeignKey("casework.Bill", null=True, on_delete=models.PROTECT, related_name="+")
    objection = models.CharField("机构意见", max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField("核实说明", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(allowed_fen__gte=0) & Q(allowed_fen__lte=F("asked_fen")), name="services_line_at_most_asked"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[LineState.PASSES, LineState.ALLOWED]) | Q(allowed_fen=0),
                name="services_line_nothing_while_held",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[LineState.PASSES, LineState.HELD, LineState.DISPUTED])
                | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="services_line_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=LineState.PASSES) | Q(findings=0), name="services_line_passes_clean"
            ),
        ]
        indexes = [models.Index(fields=["claim", "state"], name="services_line_list")]

    def __str__(self) -> str:
        return f"{self.asked_fen} {self.state}"
