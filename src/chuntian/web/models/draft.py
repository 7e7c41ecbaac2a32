"""An application that somebody is still writing."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.trail.protected import ProtectedTextField


class ApplicationDraft(RegionOwned):
    """What one account has answered so far for one person and programme: sealed, until it is sent or its end comes."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    programme = models.CharField(max_length=60)
    said = ProtectedTextField(null=True)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "person", "programme"], name="web_one_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.ends_at:%Y-%m-%d}"
