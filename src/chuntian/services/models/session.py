"""One time a service was delivered, and both sides' word for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import Proof, SessionMode, SessionState


class Session(RegionOwned):
    """
    A session on a day, from minute to minute after midnight; two million a year in a province, so it is narrow.

    It is accepted when the provider has entered it and the person's side has confirmed it. `remarks` are the findings
    (enums.Finding) seen when it was entered; they stop nobody, the claim is checked anew.
    """

    RESTRICTED = Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("services.Order", on_delete=models.PROTECT, related_name="sessions")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    provider = models.ForeignKey("services.Provider", on_delete=models.PROTECT, related_name="+", db_index=False)
    appointment = models.ForeignKey(
        "services.Appointment", null=True, on_delete=models.PROTECT, related_name="sessions", db_index=False
    )
    item = models.CharField("项目", max_length=60)
    day = models.DateField("日期")
    starts = models.PositiveSmallIntegerField("开始（分）")
    ends = models.PositiveSmallIntegerField("结束（分）")
    mode = models.CharField("方式", max_length=6, choices=SessionMode, default=SessionMode.CENTRE)
    price_fen = models.BigIntegerField("金额（分）")
    state = models.CharField("状态", max_length=10, choices=SessionState, default=SessionState.DELIVERED)
    remarks = models.PositiveIntegerField(default=0)
    proof = models.CharField("确认方式", max_length=10, choices=Proof, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts"), ends__lte=1440), name="services_session_minutes"),
            models.CheckConstraint(condition=Q(price_fen__gte=0), name="services_session_price"),
            models.CheckConstraint(
                condition=~Q(state=SessionState.ACCEPTED) | (Q(confirmed_at__isnull=False) & ~Q(proof="")),
                name="services_session_both_sides",
            ),
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(appointment__isnull=False) & ~Q(state=SessionState.VOID),
                name="services_session_of_appointment",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "day"], name="services_session_person"),
            models.Index(fields=["provider", "day"], name="services_session_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.item}"
