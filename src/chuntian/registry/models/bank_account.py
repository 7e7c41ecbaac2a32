"""Accounts that money may go to."""

from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.models.person import Person
from chuntian.registry.models.source import Source
from chuntian.trail.protected import ProtectedTextField


class BankAccount(RegionOwned):
    """What one row of one list says of a person's account; a row without its person waits for him by `subject_index`."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="bank_accounts")
    subject_index = models.CharField(max_length=32, db_index=True)
    number = ProtectedTextField("账号", kind="account")
    number_index = models.CharField(max_length=32, db_index=True)
    bank = models.CharField("开户行", max_length=80, blank=True)
    holder = models.CharField("户名", max_length=60, blank=True)
    valid_from = models.DateField("自")
    valid_to = models.DateField("至", null=True, blank=True)
    as_of = models.DateField("数据日期")
    known_since = models.DateTimeField("知悉时间")
    source = models.ForeignKey(Source, models.PROTECT, related_name="bank_accounts")
    row = models.PositiveIntegerField("行号")

    class Meta:
        verbose_name = "银行账户"

    def __str__(self) -> str:
        return f"{self.bank} {self.number}"
