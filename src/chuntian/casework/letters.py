"""The text of a decision letter: what was decided, why, by which article, and what can be done about it."""

from datetime import date
from typing import Any

from chuntian.casework.enums import CaseState
from chuntian.casework.models import Case
from chuntian.kernel.money import Money
from chuntian.places.regions import division_name

# R-HOT-05: on every refusal. 行政复议法 (60 days), 行政诉讼法 (6 months).
REMEDIES = (
    "如认为以上信息有误，可随时向户籍所在地乡镇人民政府（街道办事处）申请更正。",
    "如不服本决定，可自收到本决定书之日起60日内，依照《中华人民共和国行政复议法》向有管辖权的行政复议机关申请行政复议；",
    "也可自收到本决定书之日起6个月内，依照《中华人民共和国行政诉讼法》向人民法院提起行政诉讼。",
    "办理以上事项有困难的，可向当地法律援助机构申请法律援助，可申请手语翻译、盲文、大字或易读版本。",
)


class NotDecided(Exception):
    """The case has no decision to write about."""


def letter(*, case: Case, programme_name: str, on: date) -> list[str]:
    """
    Write the letter of a decided case, paragraph by paragraph.

    :raises NotDecided: the case is not approved and not refused.
    """
    if case.state not in (CaseState.APPROVED, CaseState.REFUSED) or not case.decision:
        raise NotDecided("该申请尚未审定")
    approved = case.state == CaseState.APPROVED
    head = "批准决定书" if approved else "不予批准决定书"
    said = _approval(case, programme_name) if approved else _refusal(case, programme_name)
    return [
        f"{programme_name}{head}",
        f"{case.person.name}：",
        f"您于{_day(case.applied_on)}申请{programme_name}。经审核，现决定如下：",
        *said,
        *REMEDIES,
        f"{division_name(case.region[:6])}民政局",
        _day(on),
    ]


def _approval(case: Case, name: str) -> list[str]:
    decision = case.decision
    amount = Money(decision["amount_fen"]).yuan if decision["amount_fen"] is not None else None
    month = f"{case.applied_on.year}年{case.applied_on.month}月"
    lines = [f"批准您享受{name}，自申请当月（{month}）起计发。" + (f"当前标准为{amount}元。" if amount else "")]
    lines += [f"符合的条件：{_reason(reason)}" for reason in decision["reasons"] if reason["met"]]
    standards = {one["source"] for one in decision.get("parameters", []) if one["source"]}
    lines += [f"标准依据：{source}。" for source in sorted(standards)]
    if any(one["demo"] for one in decision.get("parameters", [])):
        lines.append("（演示数据：所用标准并非真实文件规定。）")
    return lines


def _refusal(case: Case, name: str) -> list[str]:
    failed = [reason for reason in case.decision["reasons"] if reason["met"] is False]
    return [
        f"不予批准您享受{name}，理由如下：",
        *(f"{n}. 不符合：{_reason(one)}" for n, one in enumerate(failed, start=1)),
    ]


def _reason(reason: dict[str, Any]) -> str:
    article = f"（依据{reason['article']}）" if reason["article"] else ""
    return f"{reason['text']}{article}。"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
