"""Where someone is signed in."""

from django.conf import settings
from django.db import models


class OpenSession(models.Model):
    """One browser in which a user is signed in; its end is the end of the session it names."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_sessions")
    session_key = models.CharField(max_length=40, unique=True)
    started_at = models.DateTimeField("登录于")
    seen_at = models.DateTimeField("最近使用")
    device = models.CharField("设备", max_length=80, blank=True)
    address = models.CharField("网络地址", max_length=45, blank=True)

    class Meta:
        verbose_name = "登录"

    def __str__(self) -> str:
        return f"{self.user} {self.started_at:%Y-%m-%d %H:%M}"
