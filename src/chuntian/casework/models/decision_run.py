"""One deciding of everyone of a region for a month, kept as a columnar file with its hash."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class DecisionRun(RegionOwned):
    """Runs are never changed or deleted: when facts change, a new run is made and the newest is the current one."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    month = models.CharField("月份", max_length=7)
    on = models.DateField("判定日")
    snapshot = models.ForeignKey("registry.Snapshot", on_delete=models.PROTECT, related_name="+")
    law_version = models.CharField(max_length=16)
    demo_parameters = models.BooleanField(default=False)
    programmes = models.JSONField(help_text="slugs in the order of the law")
    path = models.CharField(max_length=300, help_text="relative to the data folder")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counts = models.JSONField(help_text="per programme: eligible, not_eligible, unknown")
    missing = models.JSONField(
        default=dict, help_text="per missing parameter: programmes that wait, document to ask for"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["region", "month", "made_at"], name="casework_run_current")]

    def __str__(self) -> str:
        return f"{self.region} {self.month} {self.law_version}"


class ApplicationDecision(models.Model):
    """
    A decision that counts for the month of application, made on the application day.

    It takes the place of the row of the run's file for this person and programme (R-SUB-07: the month of
    application is paid whole).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(DecisionRun, on_delete=models.PROTECT, related_name="application_decisions")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=60)
    on = models.DateField("申请日")
    outcome = models.PositiveSmallIntegerField(help_text="0 not eligible, 1 eligible, 2 unknown")
    amount_fen = models.BigIntegerField(null=True)
    failed = models.BigIntegerField(default=0)
    unknown = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "person", "programme"], name="casework_one_application_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.on}"
