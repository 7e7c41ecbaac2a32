"""In which forms a person wants letters."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.enums import SaidBy
from chuntian.registry.models.person import Person


class FormatChoice(RegionOwned):
    """
    One word of a person on the forms of his letters. Rows are only added: the newest is what he wants now.

    `forms` are names of formats.letter.forms.Form, in the order he gave them.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="format_choices")
    forms = models.JSONField("形式")
    said_by = models.CharField("谁说的", max_length=10, choices=SaidBy.choices)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "文书形式"
        indexes = [models.Index(fields=["person", "recorded_at"], name="format_choice_newest")]

    def __str__(self) -> str:
        return "、".join(self.forms)
