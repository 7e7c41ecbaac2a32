"""States of a message in the outbox."""

from django.db import models


class MessageState(models.TextChoices):
    PENDING = "pending", "待发"
    SENT = "sent", "已发"
    UNKNOWN = "unknown", "结果未知"
    FAILED = "failed", "失败"
