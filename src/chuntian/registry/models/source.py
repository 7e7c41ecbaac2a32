"""Where facts come from."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.enums import Origin


class Source(RegionOwned):
    """
    One list, case, visit or entry that facts rest on.

    `as_of` is the day for which it is true, `committed_at` the moment from which the platform knows it. A `whole` list
    names everyone of its region for whom its claim holds: whoever is not on it is told "no" by it.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    kind = models.CharField("种类", max_length=40)
    label = models.CharField("名称", max_length=200, blank=True)
    as_of = models.DateField("数据日期")
    whole = models.BooleanField("是否全量", default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField("收到时间")
    committed_at = models.DateTimeField("入库时间")
    committed_by = models.CharField("入库人", max_length=150)
    rows = models.PositiveIntegerField("行数", default=0)

    class Meta:
        verbose_name = "来源"
        constraints = [models.CheckConstraint(condition=Q(origin__in=Origin.values), name="source_known_origin")]
        indexes = [models.Index(fields=["kind", "as_of"], name="source_kind_as_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of} {self.label}"
