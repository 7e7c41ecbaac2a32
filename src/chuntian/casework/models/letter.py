"""A letter as it was issued. Its words never change; each form, once made, is kept with its hash."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from chuntian.casework.enums import FINAL_LETTERS, LetterKind
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Letter(RegionOwned):
    """Rows are only ever added (triggers hold it). What a later letter says differently is another letter."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("文书", max_length=10, choices=LetterKind)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="letters")
    case = models.ForeignKey("casework.Case", null=True, on_delete=models.PROTECT, related_name="letters")
    programme = models.CharField(max_length=60)
    content = models.JSONField(help_text="the letter as formats.letter.Letter.data")
    sha256 = models.CharField(max_length=64, help_text="of the content's words")
    law_version = models.CharField(max_length=16)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind__in=FINAL_LETTERS), name="casework_one_decision_letter"
            ),
            models.UniqueConstraint(fields=["person", "programme", "sha256"], name="casework_letter_once"),
        ]
        indexes = [models.Index(fields=["person", "programme", "issued_at"], name="casework_letters_of")]

    def __str__(self) -> str:
        return f"{self.programme} {self.kind}"


class LetterFile(models.Model):
    """One form of a letter, as bytes in the data folder."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=16)
    path = models.CharField(max_length=300, help_text="relative to the data folder")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["letter", "form"], name="casework_one_letter_file")]

    def __str__(self) -> str:
        return self.path
