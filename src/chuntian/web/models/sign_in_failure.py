from django.db import models


class SignInFailure(models.Model):
    """A sign-in that failed, under keyed digests of account, known browser and address; kept for half a year."""

    key = models.CharField(max_length=64)
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "failed_at"], name="web_failure_key")]
