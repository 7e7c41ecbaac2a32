"""Work: what the difference between decisions and what is running asks of someone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.casework.enums import ContactChannel, ContactResult, TaskKind, TaskOutcome, TaskState
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Task(RegionOwned):
    """
    One piece of work. At most one of a kind is open for a person and programme.

    `key` tells several of a kind apart (the discrepancy, the certificate, the overpayment); a task without a person
    concerns the whole region (a list or a parameter that is missing).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=TaskKind)
    person = models.ForeignKey("registry.Person", null=True, on_delete=models.PROTECT, related_name="tasks")
    programme = models.CharField(max_length=60, blank=True)
    key = models.CharField(max_length=80, blank=True)
    month = models.CharField(max_length=7, blank=True)
    owner_role = models.CharField(max_length=20)
    due_on = models.DateField(null=True, help_text="null: the calendar of working days of that year is not out yet")
    state = models.CharField(max_length=10, choices=TaskState, default=TaskState.OPEN)
    outcome = models.CharField(max_length=12, choices=TaskOutcome, blank=True)
    detail = models.JSONField(default=dict, help_text="codes and amounts, no personal data")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    close_reason = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="谁在办"
    )
    run = models.ForeignKey("casework.DecisionRun", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "kind", "key"],
                condition=Q(state=TaskState.OPEN, person__isnull=False),
                name="casework_one_open_task",
            ),
            models.UniqueConstraint(
                fields=["region", "programme", "kind", "key"],
                condition=Q(state=TaskState.OPEN, person__isnull=True),
                name="casework_one_open_region_task",
            ),
        ]
        indexes = [models.Index(fields=["state", "region", "due_on"], name="casework_task_list")]

    def __str__(self) -> str:
        return f"{self.kind} {self.programme} {self.region}"


class ContactAttempt(RegionOwned):
    """One try to reach a person; kept also when nobody answered."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, null=True, on_delete=models.PROTECT, related_name="contacts")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="contacts")
    channel = models.CharField(max_length=8, choices=ContactChannel)
    result = models.CharField(max_length=12, choices=ContactResult)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.channel} {self.result}"


class Decline(RegionOwned):
    """A person's own word that he does not want a programme; withdrawn the moment he applies."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="declines")
    programme = models.CharField(max_length=60)
    declined_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=Q(withdrawn_at__isnull=True), name="casework_one_decline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.declined_at}"
