"""A session planned ahead: who, what, when, with whom; and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import AppointmentState, SessionMode, Side


class Appointment(RegionOwned):
    """
    A time within an order's days, on one day of China; `mode` says what kind of place, an address is never kept here.

    Where it is at home, the address is looked up in the person's file by who may see it. A moved one stays as it was and
    the new one `follows` it. `wish` is what the person's side asks for; the provider answers it by moving or cancelling.
    """

    RESTRICTED = Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("services.Order", on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey("services.Provider", on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField("项目", max_length=60)
    staff = models.CharField("谁来做", max_length=60, blank=True)
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    mode = models.CharField("地点", max_length=6, choices=SessionMode, default=SessionMode.CENTRE)
    state = models.CharField("状态", max_length=9, choices=AppointmentState, default=AppointmentState.PLANNED)
    reason = models.CharField("原因", max_length=300, blank=True)
    said_by = models.CharField("由谁提出", max_length=8, choices=Side, blank=True)
    wish = models.CharField("本人希望", max_length=300, blank=True)
    wished_at = models.DateTimeField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    reminded_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="services_appointment_hours"),
            models.CheckConstraint(
                condition=~Q(state__in=[AppointmentState.MOVED, AppointmentState.CANCELLED]) | ~Q(reason=""),
                name="services_appointment_why",
            ),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.PLANNED) | Q(changed_at__isnull=False),
                name="services_appointment_changed",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "starts_at"], name="services_appointment_person"),
            models.Index(fields=["provider", "starts_at"], name="services_appointment_day"),
            models.Index(
                fields=["starts_at"], condition=Q(state=AppointmentState.PLANNED, reminded_at__isnull=True),
                name="services_appointment_remind",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.starts_at} {self.item}"
