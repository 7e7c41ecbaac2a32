"""Letters: what they say, that they never change, that nobody's whole birth date or number stands in them."""

import subprocess
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import REGION, VILLAGE, moment

from chuntian.casework.letters import NotDecided, letter_of_case
from chuntian.casework.models import Letter, LetterFile
from chuntian.casework.operations import (
    LetterDamaged,
    act,
    apply,
    decide_case,
    issue_case_letter,
    issue_notice,
    letter_file,
)  # fmt: skip
from chuntian.casework.verify import checks
from chuntian.formats.letter.text import lines
from chuntian.places.models import Organisation
from chuntian.policy.law import load_law
from chuntian.trail.models import Entry

DAY = date(2024, 1, 10)
LATER = moment(date(2024, 3, 6))


@pytest.fixture
def staff(county):
    names = ("township_clerk", "county_clerk", "civil_affairs")
    return dict(zip(("town", "county", "civil"), county.staff(*names), strict=True))


@pytest.fixture
def make_case(county, staff):
    def make(name="阿一", approve: bool | None = True, programme="nursing_subsidy"):
        case = apply(person=county.person(name), programme=programme, applied_on=DAY, channel="window",
                     by=staff["town"], at=moment(DAY), law=county.law)  # fmt: skip
        if approve is None:
            return case
        for kind, who in (("first_check", "town"), ("check", "county")):
            case = act(case=case, kind=kind, by=staff[who], at=moment(DAY, 10))
        return decide_case(case=case, approve=approve, by=staff["civil"], at=moment(date(2024, 3, 5)), law=county.law)

    return make


def text_of(letter) -> str:
    return "\n".join(lines(letter))


def problems() -> list[str]:
    return next(check.problems for check in checks() if "letters" in check.name)


def test_a_refusal_says_why_by_which_article_and_until_when_to_object(county, make_case):
    Organisation.objects.create(kind="civil_affairs", name="西固区民政局", division=REGION, region=REGION)

    text = text_of(letter_of_case(case=make_case("阿三", approve=False), law=county.law))

    for words in (
        "重度残疾人护理补贴不予批准决定书", "阿三（公民身份号码6201", "依据《甘肃省民政厅关于残疾人两项补贴标准的说明》",
        "1. 不符合：残疾等级为一级或二级", "残疾等级（残联）", "60日内", "例如2024年3月5日收到的，最后一天是2024年5月6日",
        "6个月内", "最后一天是2024年9月5日", "西固区民政局", "2024年3月5日",
    ):  # fmt: skip
        assert words in text
    assert "符合：户籍在本地" not in text


def test_an_approval_names_amount_first_month_every_article_and_its_mark(county, make_case):
    letter = letter_of_case(case=make_case(), law=county.law)
    text = text_of(letter)

    for words in ("自申请当月（2024年1月）起计发", "130.00元/月（演示数值", "符合：户籍在本地", "标准的依据"):
        assert words in text
    assert "已死亡" not in text
    assert "[F" not in text
    assert letter.marks == ("演示：标准为虚构，不得据此发放",)


def test_without_invented_standards_there_is_no_mark(county, staff):
    county.law = load_law()
    person = county.person("阿三")

    letter = issue_notice(person=person, programme="nursing_subsidy", law=county.law, on=DAY, by=None, at=moment(DAY))

    assert letter.content["marks"] == []


def test_a_case_on_its_way_has_no_letter(county, make_case):
    with pytest.raises(NotDecided):
        letter_of_case(case=make_case(approve=None), law=county.law)


def test_missing_papers_are_named_with_the_place_to_bring_them(county, staff, make_case):
    case = act(
        case=make_case(approve=None), kind="ask_papers", by=staff["town"], at=moment(DAY, 11), why="缺户口簿复印件"
    )

    text = text_of(letter_of_case(case=case, law=county.law))

    assert "缺户口簿复印件" in text
    assert "申请日期不变" in text


def test_the_unknown_names_the_document_and_who_keeps_it(county):
    on = date(2024, 6, 3)

    letter = issue_notice(person=county.person("阿一"), programme="nursing_subsidy", law=county.law, on=on, by=None,
                          at=moment(on))  # fmt: skip
    text = str(letter.content)

    assert "不确定不等于不符合" in text
    assert "工伤保险生活护理费：请您带人社部门的证明，或由我们向人社部门核对。" in text


def test_a_missing_standard_is_ours_to_fetch(county):
    letter = issue_notice(person=county.person("阿一"), programme="nursing_subsidy", law=load_law(), on=DAY, by=None,
                          at=moment(DAY))  # fmt: skip

    assert "由我们取得、不用您提供的" in str(letter.content)


def test_the_entitled_are_told_where_and_with_what_to_apply(county):
    asked = {"person": county.person("阿一"), "programme": "nursing_subsidy", "law": county.law, "on": DAY, "by": None}

    told = str(issue_notice(**asked, at=moment(DAY)).content)
    county.award("阿一", "nursing_subsidy", "2024-01")
    receiving = str(issue_notice(**asked, at=moment(DAY, 12)).content)

    assert "带什么" in told
    assert "不用再申请" in receiving
    assert "带什么" not in receiving


def test_beside_each_telephone_number_stands_a_way_in_writing(county, make_case):
    Organisation.objects.create(kind="township", name="先锋路街道办事处", division=f"{VILLAGE[:9]}000", region=f"{VILLAGE[:9]}000",
                                phone="0931-0000000", address="示范路1号")  # fmt: skip

    texts = lines(letter_of_case(case=make_case(), law=county.law))

    with_number = [text for text in texts if "电话：" in text or "12385" in text]
    assert len(with_number) == 2
    assert all("书面答复" in text for text in with_number)
    assert any("地址：示范路1号" in text for text in texts)


def test_no_birth_date_and_no_whole_number_stand_in_a_letter(county):
    county.who("阿一")
    letters = [
        issue_notice(person=county.person(name), programme=slug, law=county.law, on=DAY, by=None, at=moment(DAY))
        for name in ("阿一", "阿三")
        for slug in ("elderly_disabled_subsidy", "pension_premium_payment", "sunshine_home_plan", "child_rehab_relief")
    ]
    texts = [str(one.content) for one in letters]

    assert not any("1970-05-01" in text or "1970年5月1日" in text for text in texts)
    assert any("1970年（2024年1月10日时53周岁）" in text for text in texts)
    assert not any(one.resident_id in text for one in county.people for text in texts)


def test_an_issued_letter_is_given_again_byte_for_byte(county, make_case):
    case = make_case()
    letter = issue_case_letter(case=case, law=county.law, by=None, at=LATER)
    first = letter_file(letter=letter, form="18.pdf", by=None, at=LATER)

    county.person("阿一").__class__.objects.filter(name="阿一").update(name="阿壹")
    again = issue_case_letter(case=case, law=county.law, by=None, at=moment(date(2024, 4, 1)))

    assert again.pk == letter.pk
    assert letter_file(letter=again, form="18.pdf", by=None, at=LATER) == first
    assert LetterFile.objects.count() == 1
    assert [entry.action for entry in Entry.objects.filter(action__startswith="letter.").order_by("seq")] == [
        "letter.issue", "letter.give", "letter.give",
    ]  # fmt: skip
    assert problems() == []


def test_the_database_refuses_to_change_a_letter(county, make_case):
    letter = issue_case_letter(case=make_case(), law=county.law, by=None, at=LATER)
    letter_file(letter=letter, form="txt", by=None, at=LATER)

    for rows in (Letter.objects.all(), LetterFile.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(sha256="0" * 64)


def test_a_changed_file_is_not_given_and_verify_names_it(county, make_case, data_folder):
    letter = issue_case_letter(case=make_case(), law=county.law, by=None, at=LATER)
    letter_file(letter=letter, form="txt", by=None, at=LATER)
    (data_folder / LetterFile.objects.get().path).write_text("批准享受全部待遇", encoding="utf-8")

    with pytest.raises(LetterDamaged):
        letter_file(letter=letter, form="txt", by=None, at=LATER)
    assert problems() == [f"文书 {letter.pk} txt：文件内容已改变"]


def test_the_pdf_carries_the_mark_on_every_page(county, make_case, tmp_path):
    letter = issue_case_letter(case=make_case(), law=county.law, by=None, at=LATER)
    target = tmp_path / "letter.pdf"

    for form in ("14.pdf", "18.pdf", "24.pdf"):
        target.write_bytes(letter_file(letter=letter, form=form, by=None, at=LATER))
        text = subprocess.run(["pdftotext", str(target), "-"], capture_output=True, check=True).stdout.decode()
        pages = text.rstrip("\f").split("\f")
        assert len(pages) > 1
        assert all("演示：标准为虚构" in page for page in pages)


def test_the_region_of_a_letter_is_that_of_its_person(county, make_case):
    letter = issue_case_letter(case=make_case(), law=county.law, by=None, at=LATER)

    assert letter.region.startswith(REGION[:6])
