"""A person who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in. What he may do comes from his assignments only, never from Django's own permissions."""

    display_name = models.CharField("姓名", max_length=60, blank=True)
    person_id = models.BigIntegerField("对应的残疾人", null=True, blank=True, help_text="只用于本人或监护人登录")
    organisation_id = models.BigIntegerField("所属单位", null=True, blank=True, help_text="只用于服务机构、用人单位")

    password_given_at = models.DateTimeField(
        "别人代设密码于", null=True, blank=True, help_text="本人登录时必须先换成自己的密码"
    )

    class Meta:
        verbose_name = "用户"

    def __str__(self) -> str:
        return self.display_name or self.username
