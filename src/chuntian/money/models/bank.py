"""Files to the bank, answers from the bank, and answers that do not fit."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.money.enums import ExceptionKind
from chuntian.money.models.payment import PaymentLine, PaymentRun


class BankFile(models.Model):
    """The file of a run. The row, with the hash, is written before the file: the same bytes can be made again."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.OneToOneField(PaymentRun, on_delete=models.PROTECT, related_name="file")
    path = models.CharField(max_length=400, help_text="our copy, relative to the data folder")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    lines_count = models.PositiveIntegerField()
    total_fen = models.BigIntegerField()
    minted_at = models.DateTimeField()
    minted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.path


class BankAnswer(models.Model):
    """One answer file of the bank, taken once: its hash is unique for the run."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey(PaymentRun, on_delete=models.PROTECT, related_name="answers")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lines = models.PositiveIntegerField(default=0)
    paid = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    exceptions_count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "sha256"], name="money_answer_once")]

    def __str__(self) -> str:
        return self.name


class BankException(models.Model):
    """A line of an answer that changed nothing, waiting for a person."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(BankAnswer, on_delete=models.PROTECT, related_name="exceptions")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=ExceptionKind)
    end_to_end_id = models.CharField(max_length=60, blank=True)
    line = models.ForeignKey(PaymentLine, null=True, on_delete=models.PROTECT, related_name="+")
    expected_fen = models.BigIntegerField(null=True)
    answered_fen = models.BigIntegerField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.row} {self.kind}"
