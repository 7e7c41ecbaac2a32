"""A list of persons that someone keeps: its name and its filter, never the persons."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class SavedList(RegionOwned):
    """A named filter of one's own; whom it finds is asked anew each time, within one's scope of that day."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("名称", max_length=40)
    asked = models.JSONField(
        help_text="the filter: places, level, category, age band, programme; nobody's name or number"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="web_list_named_once")]

    def __str__(self) -> str:
        return self.name
