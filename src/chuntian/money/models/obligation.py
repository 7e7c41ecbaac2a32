"""What is owed: to one person, of one programme, for one month; or to an organisation by its bill."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.money.enums import ObligationKind
from chuntian.places.regions import RegionOwned


class Obligation(RegionOwned):
    """
    The row that makes a second payment impossible: one per person, programme, period and kind, held by the database.

    What a bill owes an organisation names no person: one row a bill, so that its money runs through the same ledger.

    `target_fen` is what the law owes by the newest decision; every change of it is a journal entry.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", null=True, on_delete=models.PROTECT, related_name="obligations")
    programme = models.CharField(max_length=60)
    period = models.CharField("所属月", max_length=7)
    kind = models.CharField(max_length=10, choices=ObligationKind, default=ObligationKind.BENEFIT)
    award = models.ForeignKey("casework.Award", null=True, on_delete=models.PROTECT, related_name="+")
    bill = models.OneToOneField("casework.Bill", null=True, on_delete=models.PROTECT, related_name="obligation")
    run = models.ForeignKey("casework.DecisionRun", null=True, on_delete=models.PROTECT, related_name="+")
    target_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "programme", "period", "kind"], name="money_one_obligation"),
            models.CheckConstraint(condition=Q(target_fen__gte=0), name="money_target_not_negative"),
            models.CheckConstraint(
                condition=Q(
                    kind=ObligationKind.BILL,
                    bill__isnull=False,
                    person__isnull=True,
                    award__isnull=True,
                    run__isnull=True,
                )
                | Q(kind=ObligationKind.BENEFIT, bill__isnull=True, person__isnull=False, award__isnull=False),
                name="money_owed_to_someone",
            ),
        ]
        indexes = [models.Index(fields=["region", "period"], name="money_obligation_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.period}"
