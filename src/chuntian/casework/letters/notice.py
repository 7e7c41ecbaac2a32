"""The notice of what a programme says of a person on a day: no decision, but why, why not, and what is missing."""

from datetime import date
from typing import Any

from chuntian.casework.letters.decided import names_in, reader
from chuntian.casework.letters.gist import gist, labels
from chuntian.casework.letters.lacking import DEMO_MARK, WHO_TO_ASK, closing, day_text, grouped, holders
from chuntian.casework.letters.offices import Offices, offices_of
from chuntian.casework.paths import PATHS
from chuntian.formats.letter import Block, Heading, Items, Letter, Paragraph
from chuntian.formats.letter.gist import Gist, Says
from chuntian.kernel.money import Money
from chuntian.kernel.outcomes import Outcome
from chuntian.registry.models import Person
from chuntian.rules import Decision, Law

NO_DECISION = (
    "这是按登记册现有资料作出的告知，不是审批决定。无论结果如何，您都可以提出申请；对申请作出的决定，"
    "会书面说明理由，您可以依法申请行政复议、提起行政诉讼。"
)
BRING = (
    "残疾人证。",
    "居民身份证或户口簿。",
    "本人的银行卡或存折（现金补贴发到本人账户）。",
    "由监护人、家人、村（居）民委员会或其他人代办的，带代办人的身份证。",
)


def notice_of_person(
    *, person: Person, decision: Decision, facts: dict[str, Any], law: Law, on: date, receiving: bool = False
) -> Letter:
    """
    Write what a programme says of a person, from one decision and the facts it was made from.

    :param receiving: an award of the programme runs already, so nothing need be applied for.
    """
    offices = offices_of(person.region)
    programme = law.programme(decision.programme)
    by_outcome = {Outcome.ELIGIBLE: _yes, Outcome.NOT_ELIGIBLE: _no, Outcome.UNKNOWN: _unknown}
    blocks = by_outcome[decision.outcome](person, decision, facts, law, offices)
    if decision.outcome == Outcome.ELIGIBLE and receiving:
        blocks += [Heading("您要做的"), Paragraph("您已在享受，不用再申请。情况有变化的，请及时告诉我们。")]
    elif decision.outcome == Outcome.ELIGIBLE:
        blocks += _how_to_apply(programme.path, offices)
    return Letter(
        title=f"{programme.name_zh}告知书",
        number=f"资料日期：{day_text(decision.on)}",
        reader=reader(person),
        about=NO_DECISION,
        blocks=(*blocks, Heading(WHO_TO_ASK), Items(offices.contacts), *closing()),
        office=offices.federation,
        day=day_text(on),
        marks=(DEMO_MARK,) if decision.uses_demo_parameters else (),
        names=names_in(person),
        gist=_gist(decision, facts, law, offices, receiving),
    )


def _gist(decision: Decision, facts: dict[str, Any], law: Law, offices: Offices, receiving: bool) -> Gist:
    told: dict[str, Any] = {"programme": law.programme(decision.programme), "office": offices.asked}
    if decision.outcome == Outcome.ELIGIBLE:
        says = Says.RECEIVING if receiving else Says.ENTITLED
        return gist(says=says, amount_fen=decision.amount_fen, **told)
    met = False if decision.outcome == Outcome.NOT_ELIGIBLE else None
    codes = {reason.code for reason in decision.reasons if reason.met is met}
    without = set() if met is False else set(facts)
    says = Says.NOT_ENTITLED if met is False else Says.UNKNOWN
    return gist(says=says, why=labels(law, decision.programme, codes, without=without), **told)


def _reasons(person: Person, decision: Decision, law: Law, met: bool | None) -> list[Block]:
    rows = [reason.as_dict() for reason in decision.reasons if reason.met is met]
    return grouped(rows, person=person, on=decision.on, law=law, programme=decision.programme)


def _yes(person: Person, decision: Decision, facts: dict[str, Any], law: Law, offices: Offices) -> list[Block]:
    programme = law.programme(decision.programme)
    blocks: list[Block] = [Heading("结果"), Paragraph(f"按现有资料，您符合{programme.name_zh}的条件。")]
    if decision.amount_fen is not None:
        invented = "（演示数值，不是文件规定的标准）" if decision.uses_demo_parameters else ""
        blocks.append(Paragraph(f"标准：{Money(decision.amount_fen).yuan}{programme.gives.unit_zh}{invented}。"))
    return [*blocks, Heading("理由和依据"), *_reasons(person, decision, law, True)]


def _no(person: Person, decision: Decision, facts: dict[str, Any], law: Law, offices: Offices) -> list[Block]:
    failed = {reason.code for reason in decision.reasons if reason.met is False}
    sources = "；".join(f"{label}（{owner}）" for label, owner in holders(law, decision.programme, failed))
    return [
        Heading("结果"),
        Paragraph(f"按现有资料，您目前不符合{law.programme(decision.programme).name_zh}的条件。"),
        Heading("理由和依据"),
        *_reasons(person, decision, law, False),
        Paragraph(f"以上所用的信息和登记的部门：{sources}。"),
        Heading("情况不对或有变化"),
        Paragraph(f"与实际不符的，请带能证明的材料到{offices.takes_papers}申请更正；情况变化后可以再来问、再申请。"),
    ]  # fmt: skip


def _unknown(person: Person, decision: Decision, facts: dict[str, Any], law: Law, offices: Offices) -> list[Block]:
    open_codes = {reason.code for reason in decision.reasons if reason.met is None}
    lacking = holders(law, decision.programme, open_codes, without=set(facts))
    blocks: list[Block] = [
        Heading("结果"),
        Paragraph(f"现有资料还不够，不能确定您是否符合{law.programme(decision.programme).name_zh}的条件。不确定不等于不符合。"),
        Heading("还不清楚的"),
        *_reasons(person, decision, law, None),
    ]  # fmt: skip
    if lacking:
        texts = tuple(
            f"{label}：请您{'说明情况' if '本人' in owner else f'带{owner}的证明，或由我们向{owner}核对'}。"
            for label, owner in lacking
        )
        blocks += [Heading("还缺什么材料"), Items(texts, numbered=True)]
    if decision.missing:
        documents = dict.fromkeys(one.document or one.key for one in decision.missing)
        blocks += [
            Heading("由我们取得、不用您提供的"),
            Items(tuple(f"{one}。" for one in documents), numbered=True),
        ]
    return blocks


def _how_to_apply(path: str | None, offices: Offices) -> list[Block]:
    where = offices.takes_papers if path in PATHS else f"{offices.takes_papers}或{offices.federation}"
    anywhere = "也可以在居住地的乡镇（街道）申请。" if path in PATHS else ""
    return [
        Heading("怎样申请"),
        Paragraph(f"请到{where}提出书面申请。{anywhere}申请没有费用；书写有困难的，由工作人员代写。"),
        Heading("带什么"),
        Items(BRING, numbered=True),
        Paragraph("以窗口一次告知的为准；缺的材料会一次说清。"),
    ]
