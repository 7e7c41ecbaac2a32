"""Whom a list showed: the way from a person to the entries that name him among others."""

from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.trail.models.entry import Entry


class Shown(models.Model):
    """
    One of the persons whom one entry names together: the results of a search, a provider's day.

    The entry itself holds their ids and is sealed into the chain; these rows only lead to it, so that "who looked at my
    data" need not read every search of a province. Written with the entry, never changed; `chuntian verify` holds them equal.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    # Entries are never deleted but by who owns the database, and what is gone the chain itself misses: no constraint.
    entry = models.ForeignKey(
        Entry, models.DO_NOTHING, verbose_name="审计记录", related_name="shown", db_constraint=False
    )
    person_id = models.BigIntegerField("人员")

    class Meta:
        verbose_name = "列表中出现过的人"
        constraints = [models.UniqueConstraint(fields=["person_id", "entry"], name="shown_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.entry_id}"
