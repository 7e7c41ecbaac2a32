from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class EditionAhead(RegionOwned):
    """
    Figures of a division and month as they could be made public, after the attack on them (audit.py); not public yet.

    Good only while nothing has changed that the attack looked at: `against` is the digest of all of it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    month = models.CharField("截至月", max_length=7)
    figures = models.JSONField("数字")
    demo_amounts = models.BooleanField("用了演示标准", default=False)
    known_at = models.DateTimeField("数字所知时刻", null=True)
    against = models.CharField("核对时公开和保存的全部数字的摘要", max_length=64)
    prepared_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = "待公开的数字"
        constraints = [models.UniqueConstraint(fields=["region", "month"], name="edition_ahead_once_a_month")]

    def __str__(self) -> str:
        return f"{self.region} {self.month}"
