"""What a department may ask, about whom, what for, and how much."""

from django.db import models

from chuntian.exchange.models.partner import Granted, GrantedQuerySet, Partner
from chuntian.places.regions import RegionOwned

HOURLY, DAILY = 499, 1000


class PartnerContract(RegionOwned, Granted):
    """
    The calls and fields that a department may use for one purpose, in one division and those below it.

    `hourly` and `daily` bound the persons asked about; what lies above 499 and 1,000 is in the contract that the second
    person granted (trust.md B24). Of two contracts for one purpose the one granted last counts, also when it gives less.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="contracts")
    purpose_code = models.CharField("用途代码", max_length=40)
    purpose = models.CharField("用途和依据", max_length=300)
    calls = models.JSONField("可调用")
    fields = models.JSONField("可取项目")
    hourly = models.PositiveIntegerField("每小时人次", default=HOURLY)
    daily = models.PositiveIntegerField("每日人次", default=DAILY)

    objects = GrantedQuerySet.as_manager()

    class Meta(Granted.Meta):
        verbose_name = "接口合同"
        indexes = [models.Index(fields=["partner", "purpose_code"], name="partnercontract_purpose")]

    def __str__(self) -> str:
        return f"{self.partner.code}:{self.purpose_code}"

    @property
    def actor(self) -> str:
        """Give the name under which its reads are written down: who and what for."""
        return f"partner:{self.partner.code}:{self.purpose_code}"
