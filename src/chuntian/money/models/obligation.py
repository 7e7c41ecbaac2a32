"""What is owed to one person, of one programme, for one month."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.money.enums import ObligationKind
from chuntian.places.regions import RegionOwned


class Obligation(RegionOwned):
    """
    The row that makes a second payment impossible: one per person, programme, period and kind, held by the database.

    `target_fen` is what the law owes by the newest decision; every change of it is a journal entry.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="obligations")
    programme = models.CharField(max_length=60)
    period = models.CharField("所属月", max_length=7)
    kind = models.CharField(max_length=10, choices=ObligationKind, default=ObligationKind.BENEFIT)
    award = models.ForeignKey("casework.Award", on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("casework.DecisionRun", null=True, on_delete=models.PROTECT, related_name="+")
    target_fen = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "programme", "period", "kind"], name="money_one_obligation"),
            models.CheckConstraint(condition=Q(target_fen__gte=0), name="money_target_not_negative"),
        ]
        indexes = [models.Index(fields=["region", "period"], name="money_obligation_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.period}"
