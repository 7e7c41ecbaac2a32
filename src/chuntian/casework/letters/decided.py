"""The letter of a case: approved, refused, or waiting for papers."""

from datetime import date
from typing import Any

from chuntian.casework.enums import ActionKind, CaseState
from chuntian.casework.letters.gist import gist, labels
from chuntian.casework.letters.lacking import (
    DEMO_MARK,
    WHO_TO_ASK,
    NotDecided,
    citation_text,
    closing,
    day_text,
    grouped,
    holders,
    remedies,
    review_until,
)
from chuntian.casework.letters.offices import Offices, offices_of
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Action, Case
from chuntian.formats.letter import Block, Heading, Items, Letter, Paragraph
from chuntian.formats.letter.gist import Gist, Says
from chuntian.kernel.money import Money
from chuntian.registry.models import Guardian, Person
from chuntian.rules import Law

TITLES = {
    CaseState.APPROVED: "批准决定书",
    CaseState.REFUSED: "不予批准决定书",
    CaseState.PAPERS_MISSING: "申请补正材料告知书",
}


def letter_of_case(*, case: Case, law: Law) -> Letter:
    """
    Write the letter that a case calls for now, dated on the day of the decision (or of the asking).

    :raises NotDecided: it is neither decided nor waiting for papers.
    """
    state = CaseState(case.state)
    if state not in TITLES or (state != CaseState.PAPERS_MISSING and not case.decision):
        raise NotDecided(f"该申请{state.label}，还没有可以出具的文书")
    offices = offices_of(case.region)
    name = law.programme(case.programme).name_zh
    on, blocks, ends = _body(case, state, law, offices)
    opening = f"您于{day_text(case.applied_on)}申请{name}。" + ends
    return Letter(
        title=f"{name}{TITLES[state]}",
        number=f"申请编号：{case.pk}",
        reader=reader(case.person),
        about=opening,
        blocks=(*blocks, Heading(WHO_TO_ASK), Items(offices.contacts), *closing()),
        office=offices.takes_papers if state == CaseState.PAPERS_MISSING else offices.decides,
        day=day_text(on),
        marks=(DEMO_MARK,) if _uses_demo(case) else (),
        names=names_in(case.person),
        gist=_gist(case, state, law, offices, on),
    )


def reader(person: Person) -> str:
    """Address a person, with the guardian who reads it for him; the number stays masked."""
    guardian = Guardian.objects.filter(person=person).order_by("-as_of").first()
    beside = f"，监护人{guardian.name}" if guardian is not None else ""
    return f"{person.name}（公民身份号码{person.resident_id}{beside}）："


def names_in(person: Person) -> tuple[str, ...]:
    """Name the persons whom `reader` addresses."""
    guardian = Guardian.objects.filter(person=person).order_by("-as_of").first()
    return tuple(one for one in (person.name, guardian.name if guardian else "") if one)


def _gist(case: Case, state: CaseState, law: Law, offices: Offices, on: date) -> Gist:
    told: dict[str, Any] = {"programme": law.programme(case.programme), "office": offices.asked}
    if state == CaseState.PAPERS_MISSING:
        return gist(says=Says.PAPERS, asked=_asked(case).why, **told)
    told["object_until"] = review_until(on)
    if state == CaseState.APPROVED:
        month = f"{case.applied_on.year}年{case.applied_on.month}月"
        return gist(says=Says.APPROVED, amount_fen=case.decision["amount_fen"], first_month=month, **told)
    failed = {reason["code"] for reason in case.decision["reasons"] if reason["met"] is False}
    return gist(says=Says.REFUSED, why=labels(law, case.programme, failed), **told)


def _asked(case: Case) -> Action:
    asked = case.actions.filter(kind=ActionKind.ASK_PAPERS).order_by("-number").first()
    if asked is None:
        raise NotDecided("该申请没有补正材料的记录")
    return asked


def _uses_demo(case: Case) -> bool:
    return any(one["demo"] for one in (case.decision or {}).get("parameters", []))


def _body(case: Case, state: CaseState, law: Law, offices: Offices) -> tuple[date, list[Block], str]:
    if state == CaseState.PAPERS_MISSING:
        return _papers(case, offices)
    on = day_in_china(case.decided_at)
    write = _approval if state == CaseState.APPROVED else _refusal
    blocks = [
        *write(case, law, offices),
        Heading("不同意怎么办，什么时候以前提出"),
        *remedies(county=offices.county, on=on, takes_papers=offices.takes_papers),
    ]
    return on, blocks, "经审核，现决定如下。"


def _approval(case: Case, law: Law, offices: Offices) -> list[Block]:
    decision, programme = case.decision, law.programme(case.programme)
    month = f"{case.applied_on.year}年{case.applied_on.month}月"
    said = [Paragraph(f"批准您享受{programme.name_zh}，自申请当月（{month}）起计发。")]
    if decision["amount_fen"] is not None:
        invented = "（演示数值，不是文件规定的标准）" if _uses_demo(case) else ""
        said.append(Paragraph(f"当前标准：{Money(decision['amount_fen']).yuan}{programme.gives.unit_zh}{invented}。"))
    met = [reason for reason in decision["reasons"] if reason["met"]]
    sources = dict.fromkeys(citation_text(one["source"]) for one in decision.get("parameters", []) if one["source"])
    standards = [Heading("标准的依据"), Items(tuple(f"{one}。" for one in sources))] if sources else []
    return [
        Heading("决定"),
        *said,
        Heading("理由和依据"),
        *_reasons(case, met, law),
        *standards,
        Heading("您要做的"),
        Paragraph(
            f"户籍、残疾类别和等级、低保、银行账户等情况有变化，请您或家人及时告诉{offices.takes_papers}。"
            "残疾人证到期前请及时换证。"
        ),
    ]  # fmt: skip


def _refusal(case: Case, law: Law, offices: Offices) -> list[Block]:
    failed = [reason for reason in case.decision["reasons"] if reason["met"] is False]
    known = holders(law, case.programme, {reason["code"] for reason in failed})
    sources = "；".join(f"{label}（{owner}）" for label, owner in known)
    return [
        Heading("决定"),
        Paragraph(f"不予批准您享受{law.programme(case.programme).name_zh}。"),
        Heading("理由和依据"),
        *_reasons(case, failed, law),
        *([Paragraph(f"以上所用的信息和登记的部门：{sources}。")] if known else []),
        Heading("情况不对或有变化"),
        Paragraph(
            f"以上情况与实际不符的，请带能证明的材料（如残疾人证、低保证、有关部门的证明）到{offices.takes_papers}申请更正。"
            "以后情况变化、符合条件了，可以随时重新申请。"
        ),
    ]  # fmt: skip


def _reasons(case: Case, reasons: list[dict[str, Any]], law: Law) -> list[Block]:
    day = date.fromisoformat(case.decision["on"])
    return grouped(reasons, person=case.person, on=day, law=law, programme=case.programme)


def _papers(case: Case, offices: Offices) -> tuple[date, list[Block], str]:
    asked = _asked(case)
    blocks: list[Block] = [
        Heading("还缺什么"),
        Paragraph(asked.why),
        Heading("交到哪里"),
        Paragraph(f"请交到{offices.takes_papers}，本人、监护人、家人、村（居）民委员会或其他受托人都可以代交。"),
        Paragraph("等您补材料的日子不算在办理期限里，您的申请日期不变。缺的材料您办不到的，也请告诉我们，一起想办法。"),
    ]
    return day_in_china(asked.at), blocks, "您的申请材料还不齐，现一次告知如下。"
