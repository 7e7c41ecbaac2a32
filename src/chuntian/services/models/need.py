"""What a person needs, kept apart from what he has, from the day it is known to the day it is closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import CloseReason, NeedKind, NeedSource, NeedState, Urgency


class Need(RegionOwned):
    """A need of a person; of one kind at most one is open. `known_on` is its age's beginning."""

    RESTRICTED = Q(kind=NeedKind.MENTAL)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="service_needs")
    kind = models.CharField("需求", max_length=20, choices=NeedKind)
    urgency = models.PositiveSmallIntegerField("缓急", choices=Urgency, default=Urgency.USUAL)
    source = models.CharField("来源", max_length=12, choices=NeedSource)
    source_ref = models.CharField("来源编号", max_length=60, blank=True)
    state = models.CharField("状态", max_length=8, choices=NeedState, default=NeedState.OPEN)
    known_on = models.DateField("发现日期")
    note = models.CharField("说明", max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True)
    close_reason = models.CharField(max_length=10, choices=CloseReason, blank=True)
    close_note = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    next_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=~Q(state=NeedState.CLOSED), name="services_one_open_need"
            ),
            models.CheckConstraint(
                condition=~Q(state=NeedState.CLOSED) | (Q(closed_on__isnull=False) & ~Q(close_reason="")),
                name="services_need_closed_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["region", "kind", "state"], name="services_need_ledger")]

    def __str__(self) -> str:
        return f"{self.kind} {self.known_on}"
