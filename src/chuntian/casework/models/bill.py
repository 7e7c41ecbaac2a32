"""What a person decided is owed to an organisation: the news that money pulls, whoever above wrote it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Bill(RegionOwned):
    """
    A sum owed to an organisation for what it did in a month. Written once; `key` says for what, so it stands once.

    It names no person. A room above that decides such a sum writes it here, money reads it: the two do not know each other
    (docs/decisions/0024).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=120, unique=True)
    payee = models.ForeignKey("places.Organisation", on_delete=models.PROTECT, related_name="bills")
    programme = models.CharField("项目", max_length=60)
    month = models.CharField("月份", max_length=7)
    amount_fen = models.BigIntegerField("金额（分）")
    count = models.PositiveIntegerField("明细数")
    digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="casework_bill_positive")]
        indexes = [models.Index(fields=["region", "month"], name="casework_bill_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.month}"
