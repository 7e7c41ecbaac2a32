"""The head of one county's audit chain."""

from django.db import models


class Chain(models.Model):
    """One chain a county, so that writers of two counties never wait for each other. Its row is the lock."""

    region = models.CharField("县级区划", max_length=12, primary_key=True)
    seq = models.PositiveBigIntegerField("最后序号", default=0)
    digest = models.CharField("最后摘要", max_length=64, default="0" * 64)
    mark = models.CharField("链头印记", max_length=32, default="")

    class Meta:
        verbose_name = "审计链"

    def __str__(self) -> str:
        return f"{self.region} #{self.seq}"
