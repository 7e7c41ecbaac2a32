"""States and reasons of lists, of what comparing them finds, and of what a department may ask."""

from django.db import models


class UploadState(models.TextChoices):
    RECEIVED = "received", "已收到"
    STAGED = "staged", "待入库"
    REFUSED = "refused", "整份退回"
    HALTED = "halted", "已刹车，待两人确认"
    COMMITTED = "committed", "已入库"
    REJECTED = "rejected", "已作废"


class DiscrepancyKind(models.TextChoices):
    DEAD = "dead", "已死亡，证件仍有效"
    MOVED = "moved", "户籍已迁出"
    DOUBLED = "doubled", "疑似同一人重复登记"
    CONFLICTING_LISTS = "conflicting_lists", "同时在两份互斥名单上"
    CERTIFICATE_EXPIRED = "certificate_expired", "残疾人证已到期"
    NAME_DIFFERS = "name_differs", "姓名与登记不一致"
    ACCOUNT_DIFFERS = "account_differs", "账户户名不一致或一户多人"


class DiscrepancyState(models.TextChoices):
    OPEN = "open", "待核查"
    DECIDED = "decided", "已处理"


class DiscrepancyOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "属实，已更正"
    LIST_WRONG = "list_wrong", "名单有误，已告知报送单位"
    REGISTER_WRONG = "register_wrong", "登记有误，已更正登记"
    SAME_PERSON = "same_person", "是同一人，已合并"
    DIFFERENT_PERSONS = "different_persons", "不是同一人"
    EXPLAINED = "explained", "情况属实且允许"


class PartnerCall(models.TextChoices):
    """What a department may ask (SPDCI names)."""

    DISABLED = "disabled", "是否持有有效残疾人证"
    DETAILS = "get-disability-details", "残疾类别和程度"
    SEARCH = "search", "按身份号码查合同所列项目"


class PartnerField(models.TextChoices):
    """What of a person a contract may name (paths of SPDCI's record). What is not here no contract can give."""

    STATUS = "disability_status", "证件状态"
    LEVEL = "disability_status_level", "残疾等级"
    TYPE = "disability_details.impairment_type", "残疾类别"
    SEVERITY = "disability_details.impairment_level", "各类别等级"
    UPDATED = "last_updated", "数据日期"


# The fields that a call can give at all; a contract must name at least one of them where there are any.
FIELDS_OF_CALL: dict[str, frozenset[str]] = {
    PartnerCall.DISABLED: frozenset(),
    PartnerCall.DETAILS: frozenset({PartnerField.TYPE, PartnerField.SEVERITY}),
    PartnerCall.SEARCH: frozenset(PartnerField.values),
}


class KeyAlgorithm(models.TextChoices):
    """How a department signs. SM2 with SM3 waits for a library that offers it (docs/decisions/0015)."""

    ED25519 = "ed25519", "Ed25519"
