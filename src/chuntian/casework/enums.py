"""The code lists of casework, each with the words that people read."""

from django.db import models


class TaskKind(models.TextChoices):
    TELL = "tell", "告知"
    CHECK = "check", "核查"
    STOP = "stop", "停发"
    FETCH = "fetch", "补充信息"
    VISIT = "visit", "入户"
    DECIDE = "decide", "审定"
    DISCREPANCY = "discrepancy", "数据差异"
    FORMAT = "format", "文书形式"
    CORRECT = "correct", "更正申请"


class TaskState(models.TextChoices):
    OPEN = "open", "待办"
    DONE = "done", "已办"
    FELL_AWAY = "fell_away", "情况变化，自动撤销"
    SET_ASIDE = "set_aside", "不再办理"


class TaskOutcome(models.TextChoices):
    APPLIED = "applied", "已申请"
    TOLD = "told", "已告知"
    DECLINED = "declined", "本人放弃"
    STOPPED = "stopped", "已停发"
    KEPT = "kept", "核实后继续发放"
    FETCHED = "fetched", "信息已补充"
    NOT_REACHED = "not_reached", "联系不上"
    DECIDED = "decided", "已审定"
    CORRECTED = "corrected", "已更正"
    RIGHT = "right", "核实无误，不更正"
    OTHER = "other", "其他"


class BatchDeed(models.TextChoices):
    CLOSE = "close", "办结"
    CONTACT = "contact", "记下联系"
    TAKE = "take", "接手"


class ContactChannel(models.TextChoices):
    VISIT = "visit", "上门"
    PHONE = "phone", "电话"
    SMS = "sms", "短信"
    LETTER = "letter", "信函"
    WINDOW = "window", "窗口"
    SIGN = "sign", "手语视频"


class ContactResult(models.TextChoices):
    REACHED = "reached", "已联系到本人"
    GUARDIAN = "guardian", "已联系到监护人"
    NOT_REACHED = "not_reached", "未联系到"
    DECLINED = "declined", "本人表示不申请"


class Channel(models.TextChoices):
    WINDOW = "window", "窗口申请"
    ONLINE = "online", "网上申请"
    VILLAGE = "village", "村（社区）代办"
    PROACTIVE = "proactive", "主动发现"
    ELSEWHERE = "elsewhere", "异地受理（跨省通办）"


class CaseState(models.TextChoices):
    ACCEPTED_ELSEWHERE = "accepted_elsewhere", "异地已受理"
    APPLIED = "applied", "待乡镇（街道）初审"
    PAPERS_MISSING = "papers_missing", "待补正材料"
    FIRST_CHECKED = "first_checked", "待县残联审核"
    CHECKED = "checked", "待县民政审定"
    APPROVED = "approved", "已批准"
    REFUSED = "refused", "不予批准"
    WITHDRAWN = "withdrawn", "申请人撤回"
    ON_NOTICE = "on_notice", "公示中"
    REVIEW_ASKED = "review_asked", "复核待受理"
    UNDER_REVIEW = "under_review", "复核中"
    UPHELD = "upheld", "维持原决定"
    CHANGED = "changed", "撤销原决定，重新办理"
    NOT_TAKEN_UP = "not_taken_up", "不予受理"
    COMPLAINED = "complained", "投诉待受理"
    LOOKED_INTO = "looked_into", "投诉办理中"
    ANSWERED = "answered", "投诉已答复"


CLOSED_STATES = (
    CaseState.APPROVED, CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.UPHELD, CaseState.CHANGED,
    CaseState.NOT_TAKEN_UP, CaseState.ANSWERED,
)  # fmt: skip
AFTERWARDS = ("review", "complaint")
"""The paths that are about a decision or a way of working, and apply for nothing."""


class ActionKind(models.TextChoices):
    APPLY = "apply", "申请"
    ACCEPT_ELSEWHERE = "accept_elsewhere", "异地受理"
    SEND_ON = "send_on", "转送户籍地"
    ASK_PAPERS = "ask_papers", "一次性告知补正"
    PAPERS_IN = "papers_in", "材料补齐"
    FIRST_CHECK = "first_check", "乡镇（街道）初审"
    CHECK = "check", "县残联审核"
    SEND_BACK = "send_back", "退回"
    APPROVE = "approve", "批准"
    REFUSE = "refuse", "不予批准"
    WITHDRAW = "withdraw", "撤回"
    TELL_RESULT = "tell_result", "告知结果"
    NOTE = "note", "备注"
    DOCUMENT_IN = "document_in", "收到材料"
    DOCUMENT_OUT = "document_out", "撤下材料"
    OPEN_NOTICE = "open_notice", "开始公示"
    END_NOTICE = "end_notice", "公示结束"
    OBJECT = "object", "收到异议"
    ANSWER_OBJECTION = "answer_objection", "答复异议"
    ASK_REVIEW = "ask_review", "对决定提出复核"
    COMPLAIN = "complain", "投诉"
    TAKE_UP = "take_up", "受理"
    NOT_TAKE_UP = "not_take_up", "不予受理"
    EXTEND = "extend", "延长期限"
    UPHOLD = "uphold", "维持原决定"
    CHANGE = "change", "撤销原决定，重新办理"
    ANSWER = "answer", "答复"


class HandOutcome(models.TextChoices):
    PAY = "pay", "本月照发"
    DO_NOT_PAY = "do_not_pay", "本月不发"


class LetterKind(models.TextChoices):
    APPROVAL = "approval", "批准决定书"
    REFUSAL = "refusal", "不予批准决定书"
    PAPERS = "papers", "申请补正材料告知书"
    NOTICE = "notice", "政策告知书"
    REVIEW = "review", "复核决定书"
    ANSWER = "answer", "投诉答复书"
    NOT_TAKEN = "not_taken", "不予受理告知书"


FINAL_LETTERS = (
    LetterKind.APPROVAL, LetterKind.REFUSAL, LetterKind.REVIEW, LetterKind.ANSWER, LetterKind.NOT_TAKEN,
)  # fmt: skip


class ObjectionChannel(models.TextChoices):
    ONLINE = "online", "网上"
    COUNTER = "counter", "窗口"
    PHONE = "phone", "电话"
    LETTER = "letter", "信函"
