"""Where the money comes from, and how much of it there is in a year."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Fund(models.Model):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField("资金", max_length=120)
    level = models.CharField("级次", max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class Budget(RegionOwned):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="budgets")
    programme = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    amount_fen = models.BigIntegerField()
    document = models.CharField("下达文件", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["fund", "region", "programme", "year"], name="money_one_budget"),
            models.CheckConstraint(condition=Q(amount_fen__gte=0), name="money_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.region} {self.programme} {self.year}"
