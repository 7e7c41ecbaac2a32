"""A list that was sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuntian.exchange.enums import UploadState
from chuntian.kernel.ids import new_id
from chuntian.places.regions import RegionOwned


class Upload(RegionOwned):
    """
    One file of one kind of list, from its arrival to its commit.

    The file itself lies sealed under lists/, the accepted and refused rows sealed under staged/; here are counts, facts
    about the file, and who did what. `report` holds no personal data: refusals name cells, never what stood in them.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField("种类", max_length=40)
    as_of = models.DateField("数据日期")
    whole = models.BooleanField("是否全量")
    file_name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("字节数", default=0)
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField("状态", max_length=10, choices=UploadState.choices, default=UploadState.RECEIVED)
    rows = models.PositiveIntegerField("数据行", default=0)
    accepted = models.PositiveIntegerField("接受", default=0)
    refused = models.PositiveIntegerField("退回", default=0)
    skipped = models.PositiveIntegerField("跳过", default=0)
    unmatched = models.PositiveIntegerField("未对上登记", null=True, blank=True)
    facts = models.JSONField("文件情况", default=dict)
    brake = models.JSONField("刹车", default=dict)
    commit_result = models.JSONField("入库结果", default=dict)
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField("入库时间", null=True, blank=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.OneToOneField("registry.Source", models.PROTECT, null=True, blank=True, related_name="upload")
    reason = models.TextField("作废原因", blank=True)

    class Meta:
        verbose_name = "名单"
        indexes = [models.Index(fields=["kind", "as_of"], name="upload_kind_as_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "region", "as_of", "sha256"],
                condition=~Q(state__in=["rejected", "refused"]),
                name="upload_once",
            ),
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_known_state"),
            models.CheckConstraint(
                condition=Q(rows=F("accepted") + F("refused") + F("skipped")), name="upload_rows_add_up"
            ),
            models.CheckConstraint(
                condition=~Q(state="committed") | Q(source__isnull=False), name="upload_committed_has_source"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of} {self.file_name}"

    @property
    def staged_name(self) -> str:
        """The name under which the staged rows lie sealed."""
        return str(self.pk)


class BrakeConfirmation(models.Model):
    """One of the two persons who looked at a halted list and let it pass."""

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    upload = models.ForeignKey(Upload, models.CASCADE, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间")
    reason = models.TextField("理由")

    class Meta:
        verbose_name = "刹车确认"
        constraints = [models.UniqueConstraint(fields=["upload", "user"], name="brake_two_persons")]

    def __str__(self) -> str:
        return f"{self.upload_id} {self.user}"
