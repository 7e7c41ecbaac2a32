"""Where a change of a standard stands."""

from django.db import models


class ChangeState(models.TextChoices):
    PREPARED = "prepared", "等待批准"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
