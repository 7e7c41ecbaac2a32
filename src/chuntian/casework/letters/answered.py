"""The letter of what came of a review or a complaint: what was asked, what was decided and why, and what is left to do."""

from datetime import date

from chuntian.casework.enums import ActionKind, CaseState
from chuntian.casework.letters.decided import names_in, reader
from chuntian.casework.letters.lacking import (
    LAWSUIT_MONTHS,
    REVIEW_DAYS,
    WHO_TO_ASK,
    NotDecided,
    closing,
    day_text,
    last_day,
)
from chuntian.casework.letters.offices import Offices, offices_of
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Action, Case
from chuntian.casework.paths import COMPLAINT, REVIEW
from chuntian.formats.letter import Block, Heading, Items, Letter, Paragraph
from chuntian.formats.letter.gist import Gist, Says
from chuntian.rules import Law

CLOSED_BY = {
    CaseState.UPHELD: ActionKind.UPHOLD,
    CaseState.CHANGED: ActionKind.CHANGE,
    CaseState.NOT_TAKEN_UP: ActionKind.NOT_TAKE_UP,
    CaseState.ANSWERED: ActionKind.ANSWER,
}
TITLES = {
    (REVIEW.slug, CaseState.UPHELD): ("复核决定书", Says.UPHELD),
    (REVIEW.slug, CaseState.CHANGED): ("复核决定书", Says.CHANGED),
    (REVIEW.slug, CaseState.NOT_TAKEN_UP): ("复核不予受理告知书", Says.REVIEW_NOT_TAKEN),
    (COMPLAINT.slug, CaseState.ANSWERED): ("投诉答复书", Says.ANSWERED),
    (COMPLAINT.slug, CaseState.NOT_TAKEN_UP): ("投诉不予受理告知书", Says.COMPLAINT_NOT_TAKEN),
}
LOOKED_AT_AGAIN_DAYS = 30  # R-HOT-03: 信访工作条例, review of an answer


def letter_of_answer(*, case: Case, law: Law) -> Letter:
    """
    Write the letter of a review or a complaint that is closed, dated on the day of its answer.

    :raises NotDecided: it is not closed, or was withdrawn.
    """
    state = CaseState(case.state)
    if (case.path, state) not in TITLES:
        raise NotDecided(f"{state.label}，还没有可以出具的文书")
    title, says = TITLES[case.path, state]
    answered = case.actions.filter(kind=CLOSED_BY[state]).order_by("-number").first()
    if answered is None:
        raise NotDecided("没有答复的记录")
    offices, is_review = offices_of(case.region), case.path == REVIEW.slug
    name = law.programme(case.programme).name_zh if is_review else ""
    asked = f"您于{day_text(case.applied_on)}" + (f"对{name}的决定申请复核。" if is_review else "提出投诉。")
    on = day_in_china(answered.at)
    remedy, until = (_of_review if is_review else _of_complaint)(case, state, offices, on)
    return Letter(
        title=f"{name}{title}",
        number=f"{'复核' if is_review else '投诉'}编号：{case.pk}",
        reader=reader(case.person),
        about=f"{asked}现答复如下。",
        blocks=(*_said(case, state, answered), *remedy, Heading(WHO_TO_ASK), Items(offices.contacts), *closing()),
        office=offices.federation,
        day=day_text(on),
        names=names_in(case.person),
        gist=Gist(
            says=says, matter=name or "您的投诉", office=offices.asked.name, phone=offices.asked.phone,
            address=offices.asked.address, object_until=until,
        ),
    )  # fmt: skip


def _said(case: Case, state: CaseState, answered: Action) -> list[Block]:
    first = case.actions.order_by("number").first()
    results = {
        CaseState.UPHELD: "维持原决定。",
        CaseState.CHANGED: _changed(case),
        CaseState.NOT_TAKEN_UP: "不予受理。",
        CaseState.ANSWERED: "您反映的情况已经查过，答复写在下面。",
    }
    return [
        Heading("您提出的"),
        Paragraph(first.why if first and first.why else "见您提出的材料。"),
        Heading("结果"),
        Paragraph(results[state]),
        Heading("理由"),
        Paragraph(answered.why),
    ]


def _changed(case: Case) -> str:
    if case.about is not None and case.about.state == CaseState.APPROVED:
        return "撤销原决定，重新核查。核查清楚以前，您的待遇照常发放。"
    return "撤销原决定，按原来的申请日期重新办理。您不用再申请，重新办理的结果会另外书面告诉您。"


def _of_review(case: Case, state: CaseState, offices: Offices, on: date) -> tuple[list[Block], str]:
    """Give what is left after a review; where the decision was taken back there is nothing to contest yet."""
    if state == CaseState.CHANGED:
        return [Heading("您要做的"), Paragraph(f"情况有变化的，请告诉{offices.takes_papers}。")], ""
    told = _told_on(case)
    until = last_day(told, days=REVIEW_DAYS) if told else ""
    suit = last_day(told, months=LAWSUIT_MONTHS) if told else ""
    return [
        Heading("不同意怎么办，什么时候以前提出"),
        Items(
            (
                f"申请行政复议：自收到原决定书之日起{REVIEW_DAYS}日内提出，一般向{offices.county}人民政府提出（依照《中华人民共和国行政复议法》）。"
                + (f"原决定于{day_text(told)}告知，最后一天是{until}。" if told and until else ""),
                f"提起行政诉讼：自收到原决定书之日起{LAWSUIT_MONTHS}个月内，向有管辖权的人民法院提起（依照《中华人民共和国行政诉讼法》）。"
                + (f"最后一天是{suit}。" if suit else ""),
                "有新的情况或新的材料的，可以随时重新申请。申请复核不影响复议和诉讼的期限。",
            ),
            numbered=True,
        ),
    ], until  # fmt: skip


def _told_on(case: Case) -> date | None:
    """Give the day on which the first decision was told; the same day as `reviews.told_on`, which stands above this."""
    if case.about is None:
        return None
    told = case.about.actions.filter(kind=ActionKind.TELL_RESULT).order_by("number").first()
    issued = case.about.letters.order_by("issued_at").first()
    at = told.at if told is not None else issued.issued_at if issued is not None else None
    return day_in_china(at) if at is not None else None


def _of_complaint(case: Case, state: CaseState, offices: Offices, on: date) -> tuple[list[Block], str]:
    until = last_day(on, days=LOOKED_AT_AGAIN_DAYS)
    text = f"自收到本文书之日起{LOOKED_AT_AGAIN_DAYS}日内，可以请求上一级机关复查（依照《信访工作条例》）。"
    example = f"例如{day_text(on)}收到的，最后一天是{until}。" if until else ""
    return [
        Heading("不同意怎么办，什么时候以前提出"),
        Items(
            (text + example, "有新的情况的，可以随时再提出。书写有困难的，可以口头提出，由工作人员记录。"),
            numbered=True,
        ),
    ], until
