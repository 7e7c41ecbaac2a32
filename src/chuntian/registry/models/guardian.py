"""Someone who may act for a person."""

from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.registry.models.person import Person
from chuntian.trail.protected import ProtectedTextField


class Guardian(models.Model):
    """A guardian as the certificate register or a case names him. Current is the one with the greatest `as_of`."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    name = models.CharField("姓名", max_length=60)
    relation = models.CharField("关系", max_length=20, blank=True)
    resident_id = ProtectedTextField("公民身份号码", kind="resident_id", null=True, blank=True)
    phone = ProtectedTextField("电话", kind="phone", null=True, blank=True)
    authority = models.CharField("依据", max_length=60, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    as_of = models.DateField("所据名单日期")

    class Meta:
        verbose_name = "监护人"
        constraints = [models.UniqueConstraint(fields=["person", "name", "relation"], name="guardian_once")]

    def __str__(self) -> str:
        return self.name
