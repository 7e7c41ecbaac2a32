"""One dated value of a parameter that someone wants in force, and what became of it."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.standards.enums import ChangeState

DECIDED = [ChangeState.APPROVED, ChangeState.REFUSED]


class Change(RegionOwned):
    """`region` is the place for which the value holds. What was prepared is never edited; what is decided never changes."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    key = models.CharField("参数", max_length=80)
    value = models.CharField("新值", max_length=60, help_text="as people write it: money in yuan")
    valid_from = models.DateField("从哪天起")
    valid_to = models.DateField("到哪天止", null=True, blank=True)
    document = models.CharField("文件", max_length=200, help_text="title and number")
    article = models.CharField("条款", max_length=60)
    checked_on = models.DateField("查看文件原文的日期")
    note = models.CharField("说明", max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    preview = models.JSONField(default=dict, help_text="what it would do: sums, nobody named; law versions")
    previewed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_note = models.CharField("批准或不批准的理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "标准变更"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("prepared_by"))
                | models.Q(state=ChangeState.WITHDRAWN),
                name="standards_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=DECIDED)
                | models.Q(decided_by__isnull=False, decided_at__isnull=False),
                name="standards_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ChangeState.APPROVED) | models.Q(previewed_at__isnull=False),
                name="standards_previewed_first",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="standards_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["key", "region", "valid_from"], condition=models.Q(state=ChangeState.PREPARED),
                name="standards_one_waiting",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "decided_at"], name="standards_in_force")]

    def __str__(self) -> str:
        return f"{self.key} {self.region} {self.value} {self.valid_from}"

    @property
    def citation(self) -> str:
        """Give document and article as one citation."""
        return f"{self.document} {self.article}".strip()

    def as_row(self) -> dict[str, str | None]:
        """Give the change as a dated value, as parameter files write one."""
        return {
            "division": self.region, "from": self.valid_from.isoformat(), "value": self.value, "source": self.citation,
            "to": self.valid_to.isoformat() if self.valid_to else None,
        }  # fmt: skip
