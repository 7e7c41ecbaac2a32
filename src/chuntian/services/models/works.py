"""A home made accessible: measured rooms, a plan of its own, works, acceptance with photographs before and after."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned
from chuntian.services.enums import When, WorksState


class Project(RegionOwned):
    """R-PRG-01: so many households at an average of so much; the sum is held, a single home has no cap."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    programme = models.CharField("项目", max_length=60)
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("名称", max_length=120)
    households = models.PositiveIntegerField("计划户数")
    average_fen = models.BigIntegerField("户均（分）")
    document = models.CharField("文件", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "programme", "year", "name"], name="services_project_once"),
            models.CheckConstraint(condition=Q(average_fen__gt=0), name="services_average_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def sum_fen(self) -> int:
        """Give what the whole project may cost."""
        return self.households * self.average_fen


class HomeWorks(RegionOwned):
    """One home of a project, for the person whose need it is."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="homes")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    need = models.ForeignKey("services.Need", null=True, on_delete=models.PROTECT, related_name="works")
    provider = models.ForeignKey("services.Provider", null=True, on_delete=models.PROTECT, related_name="works")
    state = models.CharField("状态", max_length=10, choices=WorksState, default=WorksState.SURVEYED)
    surveyed_on = models.DateField("勘察日期")
    agreed_on = models.DateField("住户同意方案", null=True)
    quoted_fen = models.BigIntegerField("报价（分）", null=True)
    built_on = models.DateField("完工日期", null=True)
    accepted_on = models.DateField("验收日期", null=True)
    warranty_to = models.DateField("保修至", null=True)
    final_fen = models.BigIntegerField("决算（分）", null=True)
    bill = models.ForeignKey("casework.Bill", null=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "person"], name="services_home_once_a_project"),
            models.CheckConstraint(
                condition=~Q(state=WorksState.ACCEPTED)
                | (Q(accepted_on__gte=F("built_on")) & Q(final_fen__gt=0) & Q(agreed_on__isnull=False)),
                name="services_home_accepted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surveyed_on}"


class Room(models.Model):
    """A room as measured, in millimetres."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    works = models.ForeignKey(HomeWorks, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField("房间", max_length=30)
    width_mm = models.PositiveIntegerField("宽")
    length_mm = models.PositiveIntegerField("长")
    door_mm = models.PositiveIntegerField("门净宽", null=True)
    step_mm = models.PositiveIntegerField("高差", null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["works", "name"], name="services_room_once")]

    def __str__(self) -> str:
        return self.name


class PlanItem(models.Model):
    """One measure of the household's plan, in a room."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="plan")
    item = models.CharField("改造项目", max_length=60)
    quantity = models.PositiveIntegerField("数量", default=1)
    price_fen = models.BigIntegerField("单价（分）", null=True)
    done = models.BooleanField("已完成", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "item"], name="services_measure_once")]

    def __str__(self) -> str:
        return self.item


class RoomPhoto(models.Model):
    """A photograph of a room; the file lies sealed in the data folder under its hash."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="photos")
    when = models.CharField(max_length=6, choices=When)
    taken_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "sha256"], name="services_photo_once")]

    def __str__(self) -> str:
        return f"{self.when} {self.taken_on}"
