"""A message that left together with the change it tells of."""

from django.db import models
from django.db.models import Q

from chuntian.kernel.ids import new_id
from chuntian.trail.enums import MessageState


class Message(models.Model):
    """Something to send outside, written in the same transaction as the change it tells of. The key never expires."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField("主题", max_length=60)
    key = models.CharField("唯一键", max_length=120, unique=True)
    payload = models.JSONField("内容", default=dict)
    state = models.CharField("状态", max_length=10, choices=MessageState.choices, default=MessageState.PENDING)
    made_at = models.DateTimeField("写入时间")
    tried_at = models.DateTimeField("最近尝试", null=True, blank=True)
    tries = models.PositiveIntegerField("尝试次数", default=0)
    answer = models.CharField("对方答复或失败原因", max_length=400, blank=True)

    class Meta:
        verbose_name = "待发消息"
        constraints = [models.CheckConstraint(condition=Q(state__in=MessageState.values), name="message_known_state")]
        indexes = [models.Index(fields=["state", "made_at"], name="message_waiting")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} {self.state}"
