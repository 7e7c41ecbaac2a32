"""Disability certificates, version by version."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.enums import CertificateStatus
from chuntian.registry.models.person import Person
from chuntian.registry.models.source import Source
from chuntian.trail.protected import ProtectedTextField


class Certificate(RegionOwned):
    """
    What one row of one register list says of one certificate. Rows are added, never changed.

    On a day, known at a moment, the row with the greatest `as_of` counts. `region` is the household registration the
    row gives, `residence` the residence; `components` is the mask of kernel.components (null: kind 7 without parts).
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    number = ProtectedTextField("残疾人证号", kind="certificate", null=True)
    number_index = models.CharField(max_length=32, db_index=True, blank=True)
    category = models.PositiveSmallIntegerField("类别", null=True)
    grade = models.PositiveSmallIntegerField("等级", null=True)
    components = models.BigIntegerField("残疾成分", null=True)
    issued_on = models.DateField("发证日期", null=True)
    expires_on = models.DateField("有效期至", null=True)
    status = models.CharField("状态", max_length=15, choices=CertificateStatus.choices)
    status_on = models.DateField("状态日期", null=True)
    residence = models.CharField("居住地", max_length=12, blank=True)
    as_of = models.DateField("数据日期")
    known_since = models.DateTimeField("知悉时间")
    source = models.ForeignKey(Source, models.PROTECT, related_name="certificates")
    row = models.PositiveIntegerField("行号")
    region = models.CharField("户籍地", max_length=12)

    class Meta:
        verbose_name = "残疾人证"
        # Covering: whoever ever was of a region is read from this index alone.
        indexes = [models.Index(fields=["region", "person"], name="certificate_region_person")]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=CertificateStatus.values), name="certificate_known_status")
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.issued_on}"
