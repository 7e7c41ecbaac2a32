"""What came of a review or a complaint, in writing: with the reasons, what is left to do, and in every form."""

from datetime import date

import pytest
from tests.casework.county import moment

from chuntian.casework.letters import NotDecided, letter_of_answer
from chuntian.casework.models import Letter
from chuntian.casework.operations import (
    act,
    apply,
    ask_review,
    complain,
    decide_case,
    decide_review,
    issue_case_letter,
    letter_file,
)
from chuntian.formats.letter.easy_words import sentences
from chuntian.formats.letter.sms import messages
from chuntian.formats.letter.text import lines

DAY, TOLD, LATER = date(2024, 1, 10), date(2024, 1, 22), date(2024, 2, 1)
FORMS = ["txt", "braille.txt", "easy.html", "brf", "sms.txt"]


@pytest.fixture
def staff(county):
    names = ("township_clerk", "county_clerk", "civil_affairs", "county_approver")
    return dict(zip(("town", "county", "civil", "approver"), county.staff(*names), strict=True))


@pytest.fixture
def refused(county, staff):
    case = apply(person=county.person("阿三"), programme="nursing_subsidy", applied_on=DAY, channel="window",
                 by=staff["town"], at=moment(DAY), law=county.law)  # fmt: skip
    act(case=case, kind="first_check", by=staff["town"], at=moment(DAY, 10))
    act(case=case, kind="check", by=staff["county"], at=moment(DAY, 11), law=county.law)
    case = decide_case(case=case, approve=False, by=staff["civil"], at=moment(TOLD), law=county.law, reason="等级不符")
    act(case=case, kind="tell_result", by=staff["town"], at=moment(TOLD, 12))
    return case


@pytest.fixture
def review(refused, staff):
    review = ask_review(case=refused, text="我的等级评错了", by=staff["town"], at=moment(DAY.replace(month=2, day=1)))
    return act(case=review, kind="take_up", by=staff["approver"], at=moment(LATER, 11))


def text_of(letter):
    return "\n".join(lines(letter))


def test_a_review_that_upholds_says_why_and_how_long_the_first_decision_can_be_contested(county, staff, review):
    with pytest.raises(NotDecided):
        letter_of_answer(case=review, law=county.law)
    review = decide_review(
        review=review, change=False, reasons="查了评定记录，等级没有错", by=staff["approver"], at=moment(LATER, 14)
    )

    letter = issue_case_letter(case=review, law=county.law, by=staff["approver"], at=moment(LATER, 15))
    again = issue_case_letter(case=review, law=county.law, by=staff["approver"], at=moment(LATER, 16))
    words = letter_of_answer(case=review, law=county.law)

    assert (letter.kind, again.pk) == ("review", letter.pk)
    text = text_of(words)
    for said in (
        "我的等级评错了",
        "维持原决定",
        "查了评定记录",
        "自收到原决定书之日起60日内",
        "原决定于2024年1月22日告知，最后一天是2024年3月22日",
    ):
        assert said in text
    assert any("原来的决定不变" in one for one in sentences(words))
    assert "维持原决定" in "".join(messages(words))
    for form in FORMS:
        assert letter_file(letter=letter, form=form, by=staff["approver"], at=moment(LATER, 17))


def test_a_review_that_changes_says_that_nobody_has_to_apply_again(county, staff, review):
    review = decide_review(
        review=review, change=True, reasons="评定记录确有错误", by=staff["approver"], at=moment(LATER, 14)
    )

    text = text_of(letter_of_answer(case=review, law=county.law))

    assert "按原来的申请日期重新办理" in text
    assert "行政复议" not in text


@pytest.mark.parametrize(("kind", "title"), [("answer", "投诉答复书"), ("not_take_up", "投诉不予受理告知书")])
def test_a_complaint_is_answered_in_writing_and_can_go_one_step_up(county, staff, refused, kind, title):
    complaint = complain(
        person=refused.person, text="窗口没有告诉我缺什么", by=staff["town"], at=moment(TOLD), about=refused
    )
    if kind == "answer":
        act(case=complaint, kind="take_up", by=staff["county"], at=moment(LATER))
    complaint = act(
        case=complaint, kind=kind, by=staff["county"], at=moment(LATER, 15), why="已补发一次性告知书，并向您道歉"
    )

    letter = issue_case_letter(case=complaint, law=county.law, by=staff["county"], at=moment(LATER, 16))
    words = letter_of_answer(case=complaint, law=county.law)

    assert words.title == title
    assert "自收到本文书之日起30日内，可以请求上一级机关复查（依照《信访工作条例》）" in text_of(words)
    assert "这叫复查。" in sentences(words)
    assert "行政复议" not in "".join(messages(words))
    assert list(Letter.objects.filter(person=refused.person)) == [letter]


def test_what_was_withdrawn_has_no_letter(county, staff, review):
    review = act(case=review, kind="withdraw", by=staff["town"], at=moment(LATER, 15), why="本人撤回")
    with pytest.raises(NotDecided):
        issue_case_letter(case=review, law=county.law, by=staff["approver"], at=moment(LATER, 16))
