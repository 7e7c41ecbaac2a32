"""Several tasks worked on in one go: what was done, with which of them, and with which not and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.casework.enums import BatchDeed
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class TaskBatch(RegionOwned):
    """One deed on several tasks, by one member of staff; `region` is his. Each task keeps its own record beside it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    deed = models.CharField(max_length=8, choices=BatchDeed)
    outcome = models.CharField(max_length=12, blank=True, help_text="of closing: the task's; of contacts: the result")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(deed__in=BatchDeed.values), name="casework_batch_deed")]
        indexes = [models.Index(fields=["by", "at"], name="casework_batch_list")]

    def __str__(self) -> str:
        return f"{self.deed} {self.at:%Y-%m-%d}"


class TaskBatchItem(models.Model):
    """One task of a batch."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(TaskBatch, on_delete=models.PROTECT, related_name="items")
    task = models.ForeignKey("casework.Task", on_delete=models.PROTECT, related_name="+")
    done = models.BooleanField()
    why_not = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "task"], name="casework_batch_task_once"),
            models.CheckConstraint(condition=Q(done=True) | ~Q(why_not=""), name="casework_batch_says_why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.task_id}"
