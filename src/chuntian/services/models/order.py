"""A service for a person from a provider over some days, up to a ceiling; and the person's word when it is over."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import ChosenBy, OrderState


class Order(RegionOwned):
    """
    Person × programme × provider × days × ceiling in fen (null = no ceiling of its own).

    `alone` names the programme where two providers may never serve a person on the same day, else it is empty; a trigger
    of the database holds it. `restricted`: only who treats and who decides may know of it. `ends_on` is the day the order truly ends: a stop sets it. `asked_on` is the age of a wait.
    """

    RESTRICTED = Q(restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="service_orders")
    programme = models.CharField("项目", max_length=60)
    provider = models.ForeignKey("services.Provider", null=True, on_delete=models.PROTECT, related_name="orders")
    need = models.ForeignKey("services.Need", null=True, on_delete=models.PROTECT, related_name="orders")
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状态", max_length=10, choices=OrderState, default=OrderState.WAITING)
    alone = models.CharField(max_length=60, blank=True)
    restricted = models.BooleanField("限制知悉", default=False)
    asked_on = models.DateField("提出日期")
    starts_on = models.DateField("自", null=True)
    ends_on = models.DateField("至", null=True)
    ceiling_fen = models.BigIntegerField("限额（分）", null=True)
    chosen_by = models.CharField("由谁选择", max_length=10, choices=ChosenBy, blank=True)
    outside = models.BooleanField("外地机构", default=False)
    consent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    consent_on = models.DateField(null=True)
    follows = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    stop_reason = models.CharField("停止原因", max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.WAITING, OrderState.CANCELLED])
                | (
                    Q(provider__isnull=False) & Q(starts_on__isnull=False) & Q(ends_on__isnull=False) & ~Q(chosen_by="")
                ),
                name="services_order_placed_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.RUNNING) | Q(ends_on__gte=F("starts_on")), name="services_order_days"
            ),
            models.CheckConstraint(
                condition=~Q(state=OrderState.STOPPED) | ~Q(stop_reason=""), name="services_stop_why"
            ),
            models.CheckConstraint(
                condition=Q(outside=False) | Q(consent_by__isnull=False), name="services_outside_with_consent"
            ),
            models.CheckConstraint(
                condition=Q(ceiling_fen__isnull=True) | Q(ceiling_fen__gt=0), name="services_ceiling_positive"
            ),
        ]
        indexes = [
            models.Index(fields=["region", "programme", "state"], name="services_order_list"),
            models.Index(fields=["person", "alone"], name="services_order_alone"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.starts_on}–{self.ends_on}"


class OrderItem(models.Model):
    """An item of the catalogue that the order takes in; null quantity = as often as the ceiling allows."""

    RESTRICTED = Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="items")
    item = models.CharField("项目", max_length=60)
    quantity = models.PositiveIntegerField("次数", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "item"], name="services_item_once")]

    def __str__(self) -> str:
        return self.item


class Acceptance(models.Model):
    """The person's or the family's word about an order: accepted or not, one to five, what they say."""

    RESTRICTED = Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="acceptances")
    on = models.DateField()
    given_by = models.CharField(max_length=10, choices=ChosenBy)
    accepted = models.BooleanField("验收")
    rating = models.PositiveSmallIntegerField("评分", null=True)
    words = models.CharField("意见", max_length=500, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="services_rating_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {'验收' if self.accepted else '未验收'}"
