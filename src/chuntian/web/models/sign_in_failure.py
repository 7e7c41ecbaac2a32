from django.db import models


class SignInFailure(models.Model):
    """A sign-in that failed, under keyed digests of the account, the known device and the address; kept for a day."""

    key = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "failed_at"], name="web_failure_key")]
