"""One line of the audit log."""

from django.db import models

from chuntian.kernel.ids import new_id


class Entry(models.Model):
    """
    Who did what to whom, when and why. Written once: triggers refuse UPDATE and DELETE on both engines.

    `content` is the salted digest of what the entry says, `digest` chains it to the entry before: anyone may check both.
    `mark` is keyed, the key lies outside the database: a superuser can rewrite the digests, not the marks. The one change
    the triggers let through is an erasure: salt, subject, reason and detail become empty, the digests stay, so the chain
    still verifies and nothing can be guessed from the digest.
    """

    id = models.BigIntegerField(primary_key=True, default=new_id, editable=False)
    chain = models.CharField("县级区划", max_length=12)
    seq = models.PositiveBigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.CharField("操作人", max_length=150)
    action = models.CharField("操作", max_length=60)
    subject_kind = models.CharField("对象类别", max_length=40)
    subject_id = models.CharField("对象", max_length=64, blank=True)
    region = models.CharField("区划", max_length=12, db_index=True)
    reason = models.CharField("理由", max_length=400, blank=True)
    detail = models.TextField("明细", default="{}")
    salt = models.CharField("盐", max_length=32, blank=True)
    content = models.CharField("内容摘要", max_length=64)
    digest = models.CharField("链摘要", max_length=64)
    mark = models.CharField("印记", max_length=32, default="")

    class Meta:
        verbose_name = "审计记录"
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="entry_seq_once")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="entry_subject"),
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["actor", "at"], name="entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.chain}#{self.seq} {self.actor} {self.action}"
