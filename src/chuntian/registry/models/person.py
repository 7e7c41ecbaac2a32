"""A person of the register."""

from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.registry.enums import Sex
from chuntian.trail.protected import ProtectedTextField


class Person(RegionOwned):
    """
    A person, known by the keyed index of the resident identity number, never by a certificate number.

    Name, places and phone are what the newest source says (`as_of`, `phone_as_of`); what was true on another day is read
    from certificates and statements. `region` is the household registration.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    name = models.CharField("姓名", max_length=60)
    pinyin = models.CharField("拼音", max_length=200, blank=True)
    sex = models.CharField("性别", max_length=6, choices=Sex.choices)
    birth_date = models.DateField("出生日期")
    resident_id = ProtectedTextField("公民身份号码", kind="resident_id")
    resident_index = models.CharField(max_length=32)
    # Empty, and gone with the next release: who knows one number knows those of all with an equal ending (B19).
    last4_index = models.CharField(max_length=32, default="", editable=False)
    phone = ProtectedTextField("电话", kind="phone", null=True, blank=True)
    hukou = models.CharField("户籍地", max_length=12)
    residence = models.CharField("居住地", max_length=12, blank=True)
    residence_permit = models.CharField("居住证签发地", max_length=12, blank=True)
    household = models.ForeignKey(
        "registry.Household", models.SET_NULL, null=True, blank=True, related_name="persons", db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    registered_at = models.DateTimeField("登记时间")
    as_of = models.DateField("所据名单日期")
    phone_as_of = models.DateField("电话所据日期", null=True, blank=True)

    class Meta:
        verbose_name = "人员"
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="person_known_sex"),
            # Written as an expression it is an index of its own, which SQLite too can build after a large load.
            models.UniqueConstraint(F("resident_index"), name="person_resident_once"),
        ]
        # Most persons are in no household on record, and nearly none is merged.
        indexes = [
            models.Index(fields=["household"], condition=Q(household__isnull=False), name="person_household"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="person_merged_into"),
        ]

    def __str__(self) -> str:
        return self.name
