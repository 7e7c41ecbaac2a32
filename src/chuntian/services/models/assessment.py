"""Scales as XLSForm, and what they gave for a person before, during and after."""

from django.conf import settings
from django.db import models

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import MoreIs, Stage


class ScaleForm(RegionOwned):
    """
    A form as a county uploaded it: the XLSForm read into its JSON; a changed scale is a new version.

    Withdrawn, it is offered no more; what was assessed with it stays.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.CharField("名称", max_length=120)
    questions = models.JSONField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    more_is = models.CharField(max_length=6, choices=MoreIs, null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "slug", "version"], name="services_form_version")]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Assessment(RegionOwned):
    """
    The answers of one person on one day; `score` is the sum of the whole-number answers, null if one is missing.

    One that was entered in error is withdrawn with a reason: it stays, and counts nowhere.
    """

    RESTRICTED = models.Q(order__restricted=True)
    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("services.Order", null=True, on_delete=models.PROTECT, related_name="assessments")
    form = models.ForeignKey(ScaleForm, on_delete=models.PROTECT, related_name="assessments")
    on = models.DateField()
    stage = models.CharField("阶段", max_length=6, choices=Stage, null=True)
    answers = models.JSONField()
    score = models.IntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_why = models.CharField(max_length=300, null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "on"], name="services_assessed")]

    def __str__(self) -> str:
        return str(self.on)
