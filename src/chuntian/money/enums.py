"""The code lists of money, each with the words that people read."""

from django.db import models


class ObligationKind(models.TextChoices):
    BENEFIT = "benefit", "补贴"
    BILL = "bill", "机构账单"


class RunState(models.TextChoices):
    PREPARED = "prepared", "已编制"
    APPROVED = "approved", "已审批"
    FILED = "filed", "已报盘"
    RECONCILED = "reconciled", "已对账"
    CANCELLED = "cancelled", "已取消"


class LineState(models.TextChoices):
    PREPARED = "prepared", "待发"
    SENT = "sent", "已报银行"
    PAID = "paid", "已到账"
    FAILED = "failed", "退回"
    UNKNOWN = "unknown", "银行未答复"
    CANCELLED = "cancelled", "已取消"


# A line in one of these states may still bring money to the person, or has: it counts as settled, and while it is
# not paid no second line of the same obligation may exist.
IN_FLIGHT = (LineState.PREPARED, LineState.SENT, LineState.UNKNOWN)
SETTLING = (*IN_FLIGHT, LineState.PAID)


class HoldReason(models.TextChoices):
    NOT_ELIGIBLE = "not_eligible", "本月不符合条件"
    UNKNOWN = "unknown", "信息不全，无法判定"
    NO_DECISION = "no_decision", "本月尚未判定"
    NO_ACCOUNT = "no_account", "没有可用的银行账户"
    OPEN_CLAIM = "open_claim", "同月有未了结的追回"


class Resolution(models.TextChoices):
    LEFT_OUT = "left_out", "本批不发，转人工核实"
    SETTLED = "settled", "已有人工决定"


class ExceptionKind(models.TextChoices):
    UNREADABLE = "unreadable", "文件无法读取"
    TRAILER = "trailer", "笔数或合计与尾行不符"
    MALFORMED = "malformed", "行格式错误"
    BAD_STATUS = "bad_status", "状态不明"
    UNKNOWN_ITEM = "unknown_item", "不是我们发出的明细"
    WRONG_BATCH = "wrong_batch", "属于另一批次"
    OTHER_AMOUNT = "other_amount", "金额不同"
    DUPLICATE = "duplicate", "同一明细重复出现"
    CONFLICT = "conflict", "同一明细前后结果相反"
    PAID_AFTER_FAILED = "paid_after_failed", "先退回后到账"
    FAILED_AFTER_PAID = "failed_after_paid", "到账后又退回"
    LATE = "late", "批次了结后才收到"
    NOT_SENT = "not_sent", "尚未报盘的明细"


class RecoveryState(models.TextChoices):
    PROPOSED = "proposed", "待人工决定"
    CLAIMED = "claimed", "已决定追回"
    REPAID = "repaid", "已退回"
    WAIVED = "waived", "决定不予追回"
    CANCELLED = "cancelled", "依据已变，撤销"


OPEN_CLAIMS = (RecoveryState.PROPOSED, RecoveryState.CLAIMED)
# What a claim in one of these states takes off the sum a person was given for the obligation.
COUNTING_CLAIMS = (*OPEN_CLAIMS, RecoveryState.REPAID, RecoveryState.WAIVED)


class VoucherState(models.TextChoices):
    PREPARED = "prepared", "已编制"
    APPROVED = "approved", "已审批"
    PAID = "paid", "已支付"
    RETURNED = "returned", "已退回"
