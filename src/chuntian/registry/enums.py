"""Words of the register."""

from django.db import models


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Origin(models.TextChoices):
    """Where a source comes from."""

    LIST = "list", "名单"
    CASE = "case", "办件"
    VISIT = "visit", "走访"
    MANUAL = "manual", "登记"


class SaidBy(models.TextChoices):
    """Whose word a wish is."""

    PERSON = "person", "本人"
    GUARDIAN = "guardian", "监护人"
    VISIT = "visit", "入户时了解"


class SubjectKind(models.TextChoices):
    PERSON = "person", "人员"
    EMPLOYER = "employer", "用人单位"
    HOUSEHOLD = "household", "家庭"


class CertificateStatus(models.TextChoices):
    """States of a certificate (rules.md, R-CERT); only `issued` counts for benefits on a day."""

    ISSUED = "issued", "有效"
    EXPIRED = "expired", "过期"
    REPLACED = "replaced", "已换领"
    LOST_REISSUED = "lost_reissued", "遗失已补发"
    REGRADED = "regraded", "等级已变更"
    MOVED = "moved", "已迁出"
    FROZEN = "frozen", "冻结"
    CANCELLED = "cancelled", "注销"
