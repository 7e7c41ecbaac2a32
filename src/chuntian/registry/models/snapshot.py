"""A file of facts."""

from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Snapshot(RegionOwned):
    """The facts of a region as true on a day and known at a moment: a Parquet file and its hash."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField("对象类别", max_length=10, default="person")
    on = models.DateField("事实日期")
    known_at = models.DateTimeField("知悉截止")
    path = models.CharField("文件", max_length=300, help_text="在数据文件夹内的相对路径")
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField("行数")
    made_at = models.DateTimeField("生成时间")

    class Meta:
        verbose_name = "快照"
        indexes = [models.Index(fields=["region", "on"], name="snapshot_region_on")]

    def __str__(self) -> str:
        return f"{self.region} {self.on}"
