from django.db import models

from chuntian.places.enums import Level


class Division(models.Model):
    """
    One division in one edition of the division table.

    A code is a key only together with its edition: 620103201 was one township in 2019 and is another in 2023.
    """

    code = models.CharField("代码", max_length=12)
    edition = models.CharField("版本", max_length=8)
    name = models.CharField("名称", max_length=64)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    kind = models.CharField("类型", max_length=24)
    parent_code = models.CharField("上级代码", max_length=12, blank=True)
    # Toneless, joined, then the initials: "xiguqu xgq".
    pinyin = models.CharField("拼音", max_length=255, blank=True)
    statistical_only = models.BooleanField("仅统计用", default=False)
    valid_from = models.DateField("起用", null=True)
    valid_to = models.DateField("停用", null=True)

    class Meta:
        verbose_name = "行政区划"
        constraints = [
            models.UniqueConstraint(fields=["edition", "code"], name="division_once_an_edition"),
            models.CheckConstraint(condition=models.Q(level__in=Level.values), name="division_level_known"),
        ]
        indexes = [
            models.Index(fields=["edition", "parent_code", "code"], name="division_children"),
            models.Index(fields=["code"], name="division_code"),
            models.Index(fields=["name"], name="division_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.code}，{self.edition}）"
