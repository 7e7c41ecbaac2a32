"""What one row of one source says of one subject."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.enums import SubjectKind
from chuntian.registry.models.source import Source


class Statement(RegionOwned):
    """
    One row of one source about one subject: several facts with the same two times (docs/decisions/0003).

    Triggers refuse every change but one: a subject unknown so far is filled in when it becomes known. `values` holds no
    identity, certificate, account or phone number.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField("对象类别", max_length=10, choices=SubjectKind.choices)
    subject_id = models.BigIntegerField("对象", null=True)
    subject_index = models.CharField("对象索引", max_length=32, blank=True)
    kind = models.CharField("种类", max_length=40)
    as_of = models.DateField("自")
    true_to = models.DateField("至", null=True)
    known_since = models.DateTimeField("知悉时间")
    source = models.ForeignKey(Source, models.PROTECT, related_name="statements")
    row = models.PositiveIntegerField("行号")
    values = models.JSONField("内容")
    region = models.CharField("区划", max_length=12)

    class Meta:
        verbose_name = "陈述"
        indexes = [
            models.Index(fields=["subject_id", "kind"], name="statement_subject"),
            models.Index(fields=["subject_index"], name="statement_waiting", condition=Q(subject_id__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"
