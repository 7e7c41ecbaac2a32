"""A department whose programmes may ask the register."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Withdrawable(models.Model):
    """What one administrator can end at once. It never comes back: a new one is asked for."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("提出时间")
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤销时间", null=True)
    withdrawn_why = models.CharField("撤销理由", max_length=300, blank=True)

    class Meta:
        abstract = True


class GrantedQuerySet(models.QuerySet):
    def in_force(self, on: date) -> "GrantedQuerySet":
        """Give what was granted by a second person, is not withdrawn, and holds on a day."""
        granted = self.filter(granted_at__isnull=False, withdrawn_at__isnull=True, partner__withdrawn_at__isnull=True)
        return granted.filter(valid_from__lte=on, valid_to__gte=on)


class Granted(Withdrawable):
    """What opens something to a department: asked for by one person, granted by another, from a day to a day."""

    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField("同意时间", null=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至")

    objects = GrantedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, granted_at__isnull=True)
                | (Q(granted_by__isnull=False, granted_at__isnull=False) & ~Q(granted_by=F("asked_by"))),
                name="%(class)s_two_people",
            ),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="%(class)s_days_in_order"),
        ]


class Partner(RegionOwned, Withdrawable):
    """A department with a name and a place. Registered alone it may ask nothing: that takes a key and a contract."""

    code = models.CharField("代号", max_length=40, unique=True)
    name = models.CharField("名称", max_length=80)

    class Meta:
        verbose_name = "接口部门"

    def __str__(self) -> str:
        return self.name
