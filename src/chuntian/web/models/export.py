"""What left the house as a file, and the requests to read more than one person alone may read (trust.md B24)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id


class BulkKind(models.TextChoices):
    EXPORT = "export", "导出名单"
    VIEWS = "views", "查看档案"


class BulkRequest(models.Model):
    """
    A request for more than the limit: what for, how many; a second person grants it for a time, or refuses.

    A granted export serves once, and only for the list it names.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=BulkKind.choices)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    rows = models.PositiveIntegerField(default=0)
    purpose = models.CharField(max_length=500)
    region = models.CharField(max_length=12, db_index=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="bulk_second_person"
            ),
            models.CheckConstraint(condition=Q(kind__in=BulkKind.values), name="bulk_known_kind"),
        ]
        indexes = [models.Index(fields=["asked_by", "kind", "until"], name="bulk_grants")]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_by_id}"


class Export(models.Model):
    """One file of persons that someone took: which list, how many rows, what for, until when it may be kept."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=500)
    rows = models.PositiveIntegerField()
    purpose = models.CharField(max_length=500)
    region = models.CharField(max_length=12, db_index=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    keep_until = models.DateField()
    request = models.ForeignKey(BulkRequest, models.PROTECT, null=True, related_name="exports")

    class Meta:
        indexes = [models.Index(fields=["made_by", "made_at"], name="export_of_the_day")]

    def __str__(self) -> str:
        return f"{self.title} {self.rows}"
