"""What a person says is wrong in his file. The file itself is changed by its source, never here."""

from django.conf import settings
from django.db import models

from chuntian.casework.models.task import Task
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.trail.protected import ProtectedTextField


class Correction(RegionOwned):
    """
    One request to put something right. Its task says who sees to it, until when, and what came of it.

    `fact` is the name of a declared fact, or one of operations.corrections.OTHERS. `source` is what the file rests on today.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="corrections")
    fact = models.CharField("哪一项", max_length=60)
    said = models.CharField("应该是什么", max_length=500)
    phone = ProtectedTextField("新的电话", kind="phone", null=True, blank=True)
    source = models.ForeignKey("registry.Source", null=True, on_delete=models.PROTECT, related_name="+")
    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="correction")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_as = models.CharField("以什么身份", max_length=10)
    asked_at = models.DateTimeField("提出时间")

    class Meta:
        verbose_name = "更正申请"
        indexes = [models.Index(fields=["person", "asked_at"], name="casework_corrections_of")]

    def __str__(self) -> str:
        return self.fact
