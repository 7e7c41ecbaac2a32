"""The code lists of services, each with the words that people read."""

from enum import IntFlag

from django.db import models


class NeedKind(models.TextChoices):
    """The needs that a service can meet; the slugs are those of the fact `needs`."""

    REHABILITATION = "rehabilitation", "康复"
    DEVICE = "device", "辅助器具"
    CARE = "care", "托养照护"
    HOME = "home_accessibility", "家庭无障碍改造"
    HOUSING = "housing", "住房"
    MEDICAL = "medical", "医疗健康"
    MENTAL = "mental_health", "精神健康"


class NeedSource(models.TextChoices):
    SURVEY = "survey", "年度调查"
    VISIT = "visit", "入户走访"
    CASE = "case", "申请"
    HOSPITAL = "hospital", "医院筛查转介"
    SCHOOL = "school", "学校"
    REQUEST = "request", "本人或监护人提出"
    ASSESSMENT = "assessment", "评估"


class Urgency(models.IntegerChoices):
    NOW = 1, "紧急"
    SOON = 2, "尽快"
    USUAL = 3, "一般"


class NeedState(models.TextChoices):
    OPEN = "open", "未满足"
    PLANNED = "planned", "已安排"
    CLOSED = "closed", "已关闭"


class CloseReason(models.TextChoices):
    MET = "met", "已满足"
    DECLINED = "declined", "本人不需要"
    DIED = "died", "本人已去世"
    MOVED = "moved", "已迁出"
    MISTAKEN = "mistaken", "登记有误"
    ELSEWHERE = "elsewhere", "已由其他渠道解决"


class Way(models.TextChoices):
    """How a programme is delivered."""

    SESSIONS = "sessions", "按次服务"
    DEVICE = "device", "辅助器具"
    WORKS = "works", "工程"


class AgreementState(models.TextChoices):
    APPLIED = "applied", "已申请"
    ASSESSED = "assessed", "已评审"
    PUBLISHED = "published", "已公示"
    SIGNED = "signed", "已签约"
    SUSPENDED = "suspended", "已暂停"
    REMOVED = "removed", "已取消资格"
    EXPIRED = "expired", "已到期"
    REFUSED = "refused", "未通过"


class AgreementStep(models.TextChoices):
    ASSESS = "assess", "评审通过"
    REFUSE = "refuse", "评审未通过"
    PUBLISH = "publish", "公示"
    SIGN = "sign", "签约"
    INSPECT = "inspect", "检查"
    SUSPEND = "suspend", "暂停"
    RESUME = "resume", "恢复"
    RENEW = "renew", "续签"
    REMOVE = "remove", "取消资格"
    EXPIRE = "expire", "到期"


class OrderState(models.TextChoices):
    WAITING = "waiting", "轮候"
    RUNNING = "running", "服务中"
    STOPPED = "stopped", "已停止"
    DONE = "done", "已完成"
    CANCELLED = "cancelled", "已取消"


class WaitEnd(models.TextChoices):
    """Why a wait ends without a service; the need itself is closed apart from it."""

    NO_LONGER = "no_longer", "本人不再等了"
    ELSEWHERE = "elsewhere", "已由其他渠道解决"
    MOVED = "moved", "已迁出"
    DIED = "died", "本人已去世"
    MISTAKEN = "mistaken", "登记有误"


# An order in one of these states has, or had, a provider for its days.
PLACED = (OrderState.RUNNING, OrderState.STOPPED, OrderState.DONE)


class ChosenBy(models.TextChoices):
    PERSON = "person", "本人"
    GUARDIAN = "guardian", "监护人"


class SessionMode(models.TextChoices):
    CENTRE = "centre", "机构"
    HOME = "home", "上门"
    REMOTE = "remote", "远程"


class SessionState(models.TextChoices):
    PLANNED = "planned", "已排"
    DELIVERED = "delivered", "机构已登记"
    ACCEPTED = "accepted", "双方已确认"
    CONTESTED = "contested", "本人有异议"
    VOID = "void", "作废"


class AppointmentState(models.TextChoices):
    PLANNED = "planned", "已约定"
    KEPT = "kept", "已服务"
    MOVED = "moved", "已改期"
    CANCELLED = "cancelled", "已取消"
    MISSED = "missed", "没有来"


# Appointments in one of these states take up the time of the person and of who serves.
TAKEN = (AppointmentState.PLANNED, AppointmentState.KEPT)


class Side(models.TextChoices):
    """Whose word moved or ended an appointment."""

    PERSON = "person", "本人"
    PROVIDER = "provider", "机构"


class Proof(models.TextChoices):
    """How the person's side confirmed that a session took place."""

    OWN = "own", "本人在自己的页面上确认"
    CODE = "code", "确认码"
    SIGNATURE = "signature", "签字"
    PHOTO = "photo", "照片"
    HELPER = "helper", "帮助人代为确认"


class ClaimState(models.TextChoices):
    DRAFT = "draft", "已汇总"
    SUBMITTED = "submitted", "已提交"
    SETTLED = "settled", "已结算"


class LineState(models.TextChoices):
    PASSES = "passes", "核对通过"
    HELD = "held", "有疑点，待核"
    DISPUTED = "disputed", "机构有异议"
    ALLOWED = "allowed", "核实后支付"
    REFUSED = "refused", "核实后不付"


# Lines that are owed: what the check passed, and what a person allowed.
OWED = (LineState.PASSES, LineState.ALLOWED)
# Lines that wait for a person's word.
WAITING = (LineState.HELD, LineState.DISPUTED)


class Finding(IntFlag):
    """What a check of a claimed session found; several may hold at once."""

    DOUBLE = 1
    OUTSIDE_AGREEMENT = 2
    OUTSIDE_ORDER = 4
    OVER_CEILING = 8
    DEAD = 16
    OVER_PRICE = 32
    NOT_ORDERED = 64
    SHUT_DAY = 128
    OVER_CAPACITY = 256
    OVER_AGREEMENT_SUM = 512

    @property
    def label_zh(self) -> str:
        """Give the words of one finding."""
        return FINDING_WORDS[self]


FINDING_WORDS = {
    Finding.DOUBLE: "与另一次服务时间重叠（重复）",
    Finding.OUTSIDE_AGREEMENT: "不在协议有效期内",
    Finding.OUTSIDE_ORDER: "不在服务单期限内",
    Finding.OVER_CEILING: "超出服务单限额",
    Finding.DEAD: "服务日期在本人去世之后",
    Finding.OVER_PRICE: "高于价目表，或当日没有价目",
    Finding.NOT_ORDERED: "服务单没有这个项目，或次数已用完",
    Finding.SHUT_DAY: "机构当日停业",
    Finding.OVER_CAPACITY: "超出机构当日接待能力",
    Finding.OVER_AGREEMENT_SUM: "超出协议年度金额",
}


def findings_of(mask: int) -> list[Finding]:
    """Give the single findings of a mask, in their order."""
    return [one for one in Finding if one & mask]


class DeviceState(models.TextChoices):
    STOCK = "stock", "在库"
    LENT = "lent", "借出"
    GIVEN = "given", "已适配（归个人）"
    REPAIR = "repair", "维修中"
    REFURBISH = "refurbish", "清洁翻新中"
    SCRAPPED = "scrapped", "已报废"


class DeviceStep(models.TextChoices):
    RECEIVE = "receive", "入库"
    LEND = "lend", "借出"
    RETURN = "return", "归还"
    GIVE = "give", "适配发放"
    SEND_TO_REPAIR = "send_to_repair", "送修"
    REPAIRED = "repaired", "修好"
    REFURBISHED = "refurbished", "翻新完毕"
    SCRAP = "scrap", "报废"


class FittingStep(models.TextChoices):
    """R-REH-03: one fitting is all five; a parcel handed over without assessment is not a fitting."""

    ASSESSMENT = "assessment", "评估"
    PRESCRIPTION = "prescription", "处方"
    FITTING = "fitting", "适配"
    TRAINING = "training", "使用训练"
    FOLLOW_UP = "follow_up", "回访"


class WorksState(models.TextChoices):
    SURVEYED = "surveyed", "已勘察"
    PLANNED = "planned", "已定方案"
    QUOTED = "quoted", "已报价"
    BUILDING = "building", "施工中"
    BUILT = "built", "已完工"
    ACCEPTED = "accepted", "已验收"
    DROPPED = "dropped", "不再改造"


class When(models.TextChoices):
    BEFORE = "before", "改造前"
    AFTER = "after", "改造后"


class Stage(models.TextChoices):
    """When in a service a person was assessed."""

    BEFORE = "before", "初期"
    DURING = "during", "中期"
    AFTER = "after", "末期"


class MoreIs(models.TextChoices):
    """What a scale says of its own points, in the column `higher_is` of its settings; most say nothing."""

    BETTER = "better", "分越高越好"
    WORSE = "worse", "分越低越好"
