"""A payment run, its lines, and what was held back for a person to decide."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.money.enums import IN_FLIGHT, HoldReason, LineState, Resolution, RunState
from chuntian.places.regions import RegionOwned


class PaymentRun(RegionOwned):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    month = models.CharField("发放月", max_length=7)
    number = models.PositiveSmallIntegerField("批次")
    reissues = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reissued_by")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.PREPARED)
    lines_count = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "month", "number"], name="money_run_number"),
            models.UniqueConstraint(
                fields=["region"], condition=Q(state=RunState.PREPARED), name="money_one_run_in_preparation"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("prepared_by")), name="money_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[RunState.PREPARED, RunState.CANCELLED]) | Q(approved_by__isnull=False),
                name="money_approved_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.month}-{self.number}"

    @property
    def batch(self) -> str:
        """Give the batch number that the bank sees."""
        return f"CT{self.region}{self.month.replace('-', '')}{self.number:03d}"


class PaymentLine(RegionOwned):
    """
    One transfer. Its end-to-end id is made from the obligation and the attempt before any file exists.

    After a restore the same id is made again, so a bank that remembers its ids refuses a second payment.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="lines")
    obligation = models.ForeignKey("money.Obligation", on_delete=models.PROTECT, related_name="lines")
    attempt = models.PositiveSmallIntegerField()
    end_to_end_id = models.CharField(max_length=35, unique=True)
    account = models.ForeignKey("registry.BankAccount", on_delete=models.PROTECT, related_name="+")
    payee = models.CharField("户名", max_length=120)
    amount_fen = models.BigIntegerField()
    target_fen = models.BigIntegerField(help_text="what was owed for the month when this line was made")
    arrears = models.BooleanField("补发", default=False)
    state = models.CharField(max_length=10, choices=LineState, default=LineState.PREPARED)
    bank_reference = models.CharField(max_length=60, blank=True)
    failure = models.CharField(max_length=120, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obligation", "attempt"], name="money_line_attempt"),
            models.UniqueConstraint(
                fields=["obligation"], condition=Q(state__in=IN_FLIGHT), name="money_one_line_in_flight"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="money_line_positive"),
        ]
        indexes = [models.Index(fields=["run", "state"], name="money_line_list")]

    def __str__(self) -> str:
        return self.end_to_end_id


class HeldLine(RegionOwned):
    """A month of an award that the run did not pay and did not stop: a person has to look before approval."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="held")
    award = models.ForeignKey("casework.Award", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=60)
    period = models.CharField(max_length=7)
    why = models.CharField(max_length=16, choices=HoldReason)
    amount_fen = models.BigIntegerField(null=True)
    resolution = models.CharField(max_length=10, choices=Resolution, blank=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person", "programme", "period"], name="money_held_once"),
            models.CheckConstraint(
                condition=Q(resolution="") | Q(resolved_by__isnull=False), name="money_held_resolved_by_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.period} {self.why}"
