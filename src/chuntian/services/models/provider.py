"""Who delivers: a place with its qualification, its prices by date, its room and the days it is shut."""

from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Provider(RegionOwned):
    """An organisation of places as a provider of services. `shut_weekdays` holds digits, 1 = Monday to 7; `facility` is its row of the catalogue."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    organisation = models.OneToOneField("places.Organisation", on_delete=models.PROTECT, related_name="provider")
    qualification = models.CharField("资质", max_length=200)
    licence = models.CharField("许可证号", max_length=60, blank=True)
    licence_to = models.DateField("许可有效至", null=True, blank=True)
    staff = models.PositiveIntegerField("专业人员数", null=True, blank=True)
    capacity = models.PositiveIntegerField("每日接待人次", null=True, blank=True)
    shut_weekdays = models.CharField("每周停业", max_length=7, blank=True)
    facility = models.CharField("设施类别", max_length=60, blank=True)
    access = models.CharField("无障碍情况", max_length=300, blank=True)
    registered_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "服务机构"

    def __str__(self) -> str:
        return self.organisation.name


class Offer(models.Model):
    """The price of an item at a provider between two days, in fen a unit; null `to_on` = until further notice."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="offers")
    item = models.CharField("项目", max_length=60)
    price_fen = models.BigIntegerField("单价（分）")
    from_on = models.DateField("自")
    to_on = models.DateField("至", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "item", "from_on"], name="services_one_price_a_day"),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="services_price_positive"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="services_price_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.price_fen}"


class ShutDay(models.Model):
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="shut_days")
    day = models.DateField("停业日")
    reason = models.CharField("原因", max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider", "day"], name="services_shut_once")]

    def __str__(self) -> str:
        return str(self.day)
