"""Something two lists, or a list and the register, do not agree on."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.exchange.enums import DiscrepancyKind, DiscrepancyOutcome, DiscrepancyState
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Discrepancy(RegionOwned):
    """
    A typed disagreement about one person. A person decides it; nothing is stopped, merged or changed by finding it.

    `key` names what it is about (a pair of lists, another person, an account), so that finding it twice adds nothing.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=20, choices=DiscrepancyKind.choices)
    person = models.ForeignKey("registry.Person", models.PROTECT, related_name="discrepancies")
    other_person = models.ForeignKey("registry.Person", models.PROTECT, null=True, blank=True, related_name="+")
    source = models.ForeignKey("registry.Source", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    detail = models.JSONField("内容", default=dict)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=8, choices=DiscrepancyState.choices, default=DiscrepancyState.OPEN)
    outcome = models.CharField("结果", max_length=20, choices=DiscrepancyOutcome.choices, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = "差异"
        verbose_name_plural = "差异"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "key"], condition=Q(state="open"), name="discrepancy_open_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=DiscrepancyKind.values), name="discrepancy_known_kind"),
            models.CheckConstraint(
                condition=Q(state="open", outcome="", decided_by__isnull=True)
                | Q(state="decided", outcome__in=DiscrepancyOutcome.values, decided_by__isnull=False),
                name="discrepancy_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
