from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Publication(RegionOwned):
    """
    Figures of a division and period as they were made public: only what the disclosure gate let through.

    The public pages read nothing else. One that was wrong is taken back, with the reason, and stays in the record.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    month = models.CharField("截至月", max_length=7)
    figures = models.JSONField("数字")
    licence = models.CharField("许可", max_length=32)
    demo_amounts = models.BooleanField("用了演示标准", default=False)
    known_at = models.DateTimeField("数字所知时刻")
    made_at = models.DateTimeField("公开时间")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.CharField("公开理由", max_length=500)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField("撤回理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "公开的数字"
        constraints = [
            models.UniqueConstraint(
                fields=["region", "month"], condition=models.Q(withdrawn_at=None), name="publication_once_a_month"
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_why=""), name="publication_withdrawn_why"
            ),
        ]
        indexes = [models.Index(fields=["region", "month"], name="publication_newest")]

    def __str__(self) -> str:
        return f"{self.region} {self.month}"
