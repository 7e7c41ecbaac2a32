"""One application on its path. The record is the list of actions; the state follows from it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.casework.enums import AFTERWARDS, CLOSED_STATES, ActionKind, CaseState, Channel
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Case(RegionOwned):
    """
    An application for a programme.

    `state` repeats what the actions say, so that lists can be filtered; `casework.verify` holds the two equal.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    path = models.CharField(max_length=40)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="cases")
    programme = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, choices=Channel)
    applied_on = models.DateField("申请日")
    office = models.CharField("受理地", max_length=12, blank=True, help_text="where it was handed in, if elsewhere")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=CaseState)
    due_on = models.DateField("本环节期限", null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    about = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="followed_by", verbose_name="针对"
    )
    not_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+",
        help_text="of a review: who decided first, and so cannot decide it",
    )  # fmt: skip
    decision = models.JSONField(null=True, help_text="outcome, amount, reasons and articles as decided")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme"], condition=~Q(path__in=AFTERWARDS) & ~Q(state__in=CLOSED_STATES),
                name="casework_one_open_case",
            ),
            models.UniqueConstraint(
                fields=["about", "path"], condition=Q(path="review") & ~Q(state__in=CLOSED_STATES),
                name="casework_one_open_review",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(not_by__isnull=True) | ~Q(decided_by=F("not_by")),
                name="casework_review_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(decided_by=F("checked_by")),
                name="casework_two_people",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["region", "state", "applied_on"], name="casework_case_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.applied_on} {self.state}"

    @property
    def is_open(self) -> bool:
        """Tell whether someone still has to act."""
        return self.state not in CLOSED_STATES


class Action(models.Model):
    """Who did what to a case, when and why. Written once, in order."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="actions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=ActionKind)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="casework_action_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
