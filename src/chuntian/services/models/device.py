"""Things with a serial number: where each is, with whom, and everything that was ever done with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import DeviceState, DeviceStep, FittingStep


class Device(RegionOwned):
    """One thing, known by its label: the code on it, which reads as text and as a QR picture."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey("services.Provider", on_delete=models.PROTECT, related_name="devices")
    item = models.CharField("品目", max_length=60)
    serial = models.CharField("序列号", max_length=60)
    label = models.CharField("标签", max_length=16, unique=True)
    state = models.CharField("状态", max_length=10, choices=DeviceState, default=DeviceState.STOCK)
    cost_fen = models.BigIntegerField("购置价（分）", null=True)
    received_on = models.DateField("入库日期")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "serial"], name="services_serial_once")]
        indexes = [models.Index(fields=["provider", "item", "state"], name="services_stock")]

    def __str__(self) -> str:
        return self.label


class DeviceAction(models.Model):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="actions")
    step = models.CharField(max_length=14, choices=DeviceStep)
    on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.on} {self.step}"


class Loan(RegionOwned):
    """A thing with a person: lent until a day, or given for good (`due_on` null); at most one person has it."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="loans")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("services.Order", null=True, on_delete=models.PROTECT, related_name="loans")
    lent_on = models.DateField()
    due_on = models.DateField(null=True)
    returned_on = models.DateField(null=True)
    own_share_fen = models.BigIntegerField("自付（分）", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device"], condition=Q(returned_on__isnull=True), name="services_thing_with_one_person"
            ),
            models.CheckConstraint(condition=Q(own_share_fen__gte=0), name="services_own_share"),
        ]

    def __str__(self) -> str:
        return f"{self.lent_on}"


class Fitting(models.Model):
    """One of the five steps of a fitting (R-REH-03), each once an order."""

    RESTRICTED = Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey("services.Order", on_delete=models.PROTECT, related_name="fitting")
    step = models.CharField(max_length=12, choices=FittingStep)
    on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "step"], name="services_fitting_step_once")]

    def __str__(self) -> str:
        return self.step
