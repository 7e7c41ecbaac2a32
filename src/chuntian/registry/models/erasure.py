"""That someone is to be, or was, erased: asked for by one, approved by another, for a written reason."""

from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Erasure(RegionOwned):
    """
    One erasure (个人信息保护法 第四十七条). After it, of the person there is the keyed index of the number alone.

    The index stops a later list from bringing the person back; without the key it says nothing to anyone.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person_id = models.BigIntegerField("人员", db_index=True)
    resident_index = models.CharField(max_length=32, blank=True, db_index=True)
    reason = models.CharField("理由和依据", max_length=300)
    asked_by = models.CharField("提出人", max_length=150)
    asked_at = models.DateTimeField("提出时间")
    approved_by = models.CharField("批准人", max_length=150, blank=True)
    done_at = models.DateTimeField("清除时间", null=True)
    lifted_at = models.DateTimeField("解除时间", null=True)

    class Meta:
        verbose_name = "清除"
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=F("approved_by")), name="erasure_by_two"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, resident_index="")
                | (Q(done_at__isnull=False) & ~Q(resident_index="")),
                name="erasure_done_has_index",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.asked_at:%Y-%m-%d}"
