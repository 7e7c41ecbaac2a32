from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class ReportedFigure(RegionOwned):
    """
    What a department counted over all people of a division, from January to the end of a month; no list of ours holds them.

    It counts once another person has held it against the document. One that was wrong is taken back and stays in the record.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    measure = models.CharField("指标", max_length=64)
    month = models.CharField("截至月", max_length=7)
    numerator = models.BigIntegerField("分子")
    denominator = models.BigIntegerField("分母")
    department = models.CharField("报来的部门", max_length=100)
    document = models.CharField("文件", max_length=200)
    entered_at = models.DateTimeField("登记时间")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("核对时间", null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField("撤回理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "部门报来的数"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "measure", "month"], condition=Q(withdrawn_at=None), name="reported_once_a_month"
            ),
            models.CheckConstraint(
                condition=Q(numerator__gte=0, denominator__gt=0, numerator__lte=F("denominator")), name="reported_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | Q(entered_by=None) | ~Q(confirmed_by=F("entered_by")),
                name="reported_by_two",
            ),
            models.CheckConstraint(condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""), name="reported_withdrawn_why"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["region", "measure", "month"], name="reported_newest")]

    def __str__(self) -> str:
        return f"{self.measure} {self.region} {self.month}"
