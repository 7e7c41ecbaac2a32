from django.db import models


class KeptForm(models.Model):
    """What someone had typed when his session ended, sealed, under the keyed digest of his account; kept for a day."""

    account = models.CharField(max_length=64, primary_key=True)
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(db_index=True)
