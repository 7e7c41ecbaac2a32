from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class KeptFigure(RegionOwned):
    """
    One figure of one division as it stood at the end of a month, from January on; nobody is named.

    Kept so that a trend and a map open at once. What is known later replaces it, and `known_at` says when it was known.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    measure = models.CharField("指标", max_length=64)
    month = models.CharField("截至月", max_length=7)
    unit = models.CharField("单位", max_length=16)
    numerator = models.BigIntegerField("分子或计数", null=True)
    denominator = models.BigIntegerField("分母", null=True)
    largest = models.BigIntegerField("金额中一人最多的", null=True)
    second = models.BigIntegerField("金额中第二多的", null=True)
    unknown = models.BigIntegerField("不知道的", default=0)
    missing_reason = models.CharField("暂缺原因", max_length=200, blank=True)
    demo_amounts = models.BooleanField("用了演示标准", default=False)
    known_at = models.DateTimeField("所知时刻")

    class Meta:
        verbose_name = "逐月指标"
        constraints = [
            models.UniqueConstraint(fields=["region", "measure", "month"], name="figure_once_a_month"),
        ]
        indexes = [models.Index(fields=["measure", "month", "region"], name="figure_of_a_month")]

    def __str__(self) -> str:
        return f"{self.measure} {self.region} {self.month}"
