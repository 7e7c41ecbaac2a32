"""What is not known or not met, who holds the information, and by when one can object."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from chuntian.formats.letter import Block, Items, Paragraph
from chuntian.kernel.days import CalendarYearUnknown, period_end
from chuntian.policy.explaining import without_birth_date
from chuntian.registry.models import Person
from chuntian.rules import Law

DEMO_MARK = "演示：标准为虚构，不得据此发放"  # short enough for one line of the largest print
REVIEW_DAYS, LAWSUIT_MONTHS = 60, 6  # R-HOT-05: 行政复议法, 行政诉讼法
RESEARCH_MARK = re.compile(r" ?\[[A-Z]\d*[a-z]?\]")
FORMS_AND_AID = (
    "需要大字版、盲文版、语音版、易读版、电子书、短信、纯文本版（可供读屏软件使用）或手语翻译的，可以向以上任何一处提出。",
    "办理有困难的，可以请家人、村（居）民委员会或残联专职委员帮助，也可以向当地法律援助机构申请法律援助。",
)
WHO_TO_ASK = "找谁问"


class NotDecided(Exception):
    """The case has no letter to write: it is on its way, or was withdrawn."""


def day_text(day: date) -> str:
    """Write a day as letters do."""
    return f"{day.year}年{day.month}月{day.day}日"


def citation_text(citation: str) -> str:
    """Write a citation for a reader: without the marks of our own list of sources ([F2])."""
    return RESEARCH_MARK.sub("", citation)


def grouped(reasons: Iterable[Mapping[str, Any]], *, person: Person, on: date, law: Law, programme: str) -> list[Block]:
    """
    Write reasons article by article, in the order of the law; each numbered sentence is one condition.

    A birth date is cut to what decides: the year and the age on the day.
    """
    words = law.words(programme)
    excluding = {row["code"] for row in words["exclusions"]}
    groups: dict[str, list[str]] = {}
    for reason in reasons:
        if reason["code"] == "death" and reason["met"]:
            continue  # nobody needs to read that he is not recorded as dead
        text = without_birth_date(reason["text"], person.birth_date, on)
        groups.setdefault(citation_text(reason["article"]), []).append(f"{_verdict(reason, excluding)}{text}。")
    blocks: list[Block] = []
    for article, texts in groups.items():
        blocks += [Paragraph(f"依据{article}："), Items(tuple(texts), numbered=True)] if article else [
            Items(tuple(texts), numbered=True)
        ]  # fmt: skip
    return blocks


def _verdict(reason: Mapping[str, Any], excluding: set[str]) -> str:
    if reason["met"] is None:
        return "还不清楚："
    if reason["met"]:
        return "" if reason["code"] == "amount" else "符合："
    return "不能同时享受：" if reason["code"] in excluding else "不符合："


def closing() -> list[Block]:
    """Give the closing sentences: in which forms the letter can be had, and who helps."""
    return [Paragraph(text) for text in FORMS_AND_AID]


def holders(law: Law, programme: str, codes: set[str], without: set[str] = frozenset()) -> list[tuple[str, str]]:
    """Give what conditions look at, with the department that keeps it: (残疾等级, 残联); `without` leaves facts out."""
    words = law.words(programme)
    rows = [*words["conditions"], *words["exclusions"]]
    names = [name for row in rows if row["code"] in codes for name in row["facts"]]
    if "amount" in codes and law.checked[programme].amount is not None:
        names += [fact.name for fact in law.checked[programme].facts_of[-1]]
    wanted = [law.facts[name] for name in dict.fromkeys(names) if name not in without]
    return [(fact.label_zh, fact.owner or "本人（监护人）") for fact in wanted]


def remedies(*, county: str, on: date, takes_papers: str) -> list[Block]:
    """Say how, where and until when to have it corrected, reviewed and judged (R-HOT-05, R-TIME-01)."""
    return [
        Items(
            (
                f"信息有误的：随时可以带能证明的材料，向{takes_papers}申请更正；更正后会重新审核。",
                f"申请行政复议：自收到本决定书之日起60日内提出，一般向{county}人民政府提出"
                f"（依照《中华人民共和国行政复议法》）。{_last_day(on, days=REVIEW_DAYS)}",
                "提起行政诉讼：自收到本决定书之日起6个月内，向有管辖权的人民法院提起"
                f"（依照《中华人民共和国行政诉讼法》）。{_last_day(on, months=LAWSUIT_MONTHS)}",
                "申请和起诉一般用书面；书写有困难的，可以口头提出，由工作人员记录。申请更正不影响复议和诉讼的期限。",
            ),
            numbered=True,
        )
    ]


def review_until(on: date) -> str:
    """Give the last day on which whoever got the decision on its day can ask for review; "" while nobody knows it."""
    return last_day(on, days=REVIEW_DAYS)


def last_day(on: date, **length: int) -> str:
    """Give the last day of a period that begins on a day; "" while that year's calendar of holidays is not out."""
    try:
        return day_text(period_end(on, **length))
    except CalendarYearUnknown:
        return ""


def _last_day(on: date, **length: int) -> str:
    """Give an example of the last day; nothing while that year's calendar of holidays is not out."""
    end = last_day(on, **length)
    return f"例如{day_text(on)}收到的，最后一天是{end}。" if end else ""
