"""Households, as the dibao and monitoring lists number them."""

from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.models.person import Person


class Household(RegionOwned):
    """A household under the number of a county's lists; `region` is the county."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    number = models.CharField("户号", max_length=40)

    class Meta:
        verbose_name = "家庭"
        constraints = [models.UniqueConstraint(fields=["region", "number"], name="household_number_once")]

    def __str__(self) -> str:
        return self.number


class HouseholdMember(models.Model):
    """A registered person in a household, from the first list that says so until a list says another household."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    relation = models.CharField("与户主关系", max_length=20, blank=True)
    is_head = models.BooleanField("户主", default=False)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "家庭成员"

    def __str__(self) -> str:
        return f"{self.person} {self.relation}"
