"""A role held in a region for a time."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.accounts.enums import Role


class AssignmentQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "AssignmentQuerySet":
        """Give the assignments held on a day."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=on))


class Assignment(models.Model):
    """A role held in a region from one day to another. The days are `valid_from`, `valid_to` (inclusive)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField("角色", max_length=20, choices=Role.choices)
    region = models.CharField("辖区", max_length=12, db_index=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "region", "valid_from"], name="assignment_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="assignment_days_in_order"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="assignment_known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.region}"
