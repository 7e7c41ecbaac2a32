from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.enums import OrganisationKind
from chuntian.places.regions import RegionOwned


class Organisation(RegionOwned):
    """
    An office, provider, employer or bank. `region` says who may see it, `division` where it is.

    The tiers of one kind hang together by `parent`: a county's federation below the prefecture's.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("类型", max_length=16, choices=OrganisationKind.choices)
    name = models.CharField("名称", max_length=128)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    division = models.CharField("所在区划", max_length=12)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="below", verbose_name="上级")
    phone = models.CharField("电话", max_length=32, blank=True)
    address = models.CharField("地址", max_length=256, blank=True)
    # AccessFeature -> true or false; a feature that is not in it is not known.
    # the default stands in the table as well: the code before this column still adds offices while a release goes out (A30)
    access = models.JSONField("无障碍情况", default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    access_checked_on = models.DateField("无障碍情况核对日", null=True, blank=True)
    registered_at = models.DateTimeField("登记时间", null=True)
    closed_on = models.DateField("停用日", null=True, blank=True)

    class Meta:
        verbose_name = "机构"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "division"],
                condition=models.Q(kind__in=["federation", "civil_affairs", "finance", "tax", "township", "village"]),
                name="organisation_one_office_a_division",
            ),
            models.UniqueConstraint(
                fields=["kind", "credit_code"],
                condition=~models.Q(credit_code=""),
                name="organisation_one_a_credit_code",
            ),
        ]
        indexes = [models.Index(fields=["kind", "region"], name="organisation_kind_region")]

    def __str__(self) -> str:
        return self.name
