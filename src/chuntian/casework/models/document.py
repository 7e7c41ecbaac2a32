"""A paper or picture that belongs to a case; the file lies sealed in the data folder (`casework.store`)."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class CaseDocument(RegionOwned):
    """What was handed in. It is never deleted; what does not belong there is taken out of view, with a reason."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey("casework.Case", on_delete=models.PROTECT, related_name="documents")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="case_documents")
    kind = models.CharField("材料", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    media = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(help_text="bytes as sent")
    pages = models.PositiveSmallIntegerField(help_text="pages that were drawn for looking at")
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_out_at = models.DateTimeField(null=True)
    taken_out_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    taken_out_why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "sha256"],
                condition=models.Q(taken_out_at__isnull=True) & ~models.Q(sha256=""),
                name="casework_document_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"
