"""A public notice 公示 of a case, and what people say against it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.casework.enums import ObjectionChannel
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.trail.protected import ProtectedTextField


class PublicNotice(RegionOwned):
    """
    What was published of a case, word for word in `shown`; only the fields of R-PUB-01 ever stand there.

    It is shown from `opens_on` to the end of `closes_on` and not a day longer, whoever forgets what.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="notices")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="notices")
    programme = models.CharField(max_length=60)
    shown = models.JSONField(help_text="the published fields: name, place, matter, result, contact")
    opens_on = models.DateField("公示开始")
    closes_on = models.DateField("公示最后一天")
    basis = models.CharField("期限依据", max_length=300)
    online = models.BooleanField(
        "网上公示", help_text="children and psychiatric disability: never by name online (R-PUB-03)"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    down_at = models.DateTimeField(null=True)
    down_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    down_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(down_at__isnull=True), name="casework_one_notice_up"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="casework_notice_days"),
        ]
        indexes = [models.Index(fields=["closes_on", "region"], name="casework_notice_list")]

    def __str__(self) -> str:
        return f"{self.programme} {self.opens_on}"


class Objection(RegionOwned):
    """What someone said against a notice, and the answer with its reasons."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="objections")
    channel = models.CharField("方式", max_length=8, choices=ObjectionChannel)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", help_text="who typed it"
    )
    said_by = models.CharField("提出人", max_length=60, blank=True, help_text="where he gave his name at the counter")
    contact = ProtectedTextField("联系方式", kind="phone", null=True, blank=True)
    text = models.CharField("异议内容", max_length=1000)
    received_at = models.DateTimeField()
    upheld = models.BooleanField("异议成立", null=True)
    reasons = models.CharField("答复理由", max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, upheld__isnull=True)
                | (Q(decided_at__isnull=False, upheld__isnull=False) & ~Q(reasons="")),
                name="casework_objection_with_reasons",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="casework_objection_by_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.received_at}"
