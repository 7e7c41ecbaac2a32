"""That a message was there already."""

from django.db import models

from chuntian.exchange.models.partner import Partner
from chuntian.kernel.ids import new_id


class PartnerMessage(models.Model):
    """
    One message of a department, by the keyed digest of its message_id: a department may put anything into an id.

    Rows are added and never changed; the constraint refuses a message that is sent again, for ever.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="messages")
    digest = models.CharField(max_length=32)
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "接口消息"
        constraints = [models.UniqueConstraint(fields=["partner", "digest"], name="partner_message_once")]
