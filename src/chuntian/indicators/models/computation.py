from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Computation(RegionOwned):
    """Someone asked for a month's figures; the work behind the pages (`chuntian work`) computes them and says how it ended."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    month = models.CharField("截至月", max_length=7)
    anew = models.BooleanField("数字也重新计算", default=True)
    asked_at = models.DateTimeField("提出时间")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField("开始时间", null=True)
    tries = models.PositiveSmallIntegerField("开始过几次", default=0)
    ended_at = models.DateTimeField("结束时间", null=True)
    failure = models.CharField("为什么没有算成", max_length=300, blank=True)

    class Meta:
        verbose_name = "计算指标"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "month"], condition=models.Q(ended_at=None), name="computation_open_once"
            )
        ]
        indexes = [models.Index(fields=["ended_at", "asked_at"], name="computation_next")]

    def __str__(self) -> str:
        return f"{self.region} {self.month}"
