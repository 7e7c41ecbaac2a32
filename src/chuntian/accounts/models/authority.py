"""Someone who acts for a person with disabilities, under an account of his own."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.accounts.enums import AuthorityKind


class AuthorityQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "AuthorityQuerySet":
        """Give the authorities that hold on a day."""
        return self.filter(valid_from__lte=on, valid_to__gte=on)


class Authority(models.Model):
    """The recorded right of a guardian or helper to act for one person, from a day to a day: there is always an end."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="authorities")
    person_id = models.BigIntegerField("替谁办理", db_index=True)
    region = models.CharField("辖区", max_length=12, db_index=True)
    kind = models.CharField("身份", max_length=20, choices=AuthorityKind.choices)
    document = models.CharField("依据", max_length=200)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("登记于")

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = "代办授权"
        constraints = [
            models.UniqueConstraint(fields=["user", "person_id", "kind", "valid_from"], name="authority_once"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="authority_days_in_order"),
            models.CheckConstraint(condition=Q(kind__in=AuthorityKind.values), name="authority_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.get_kind_display()} {self.valid_to}"
