"""Follow a case: its way in plain words, the office's question answered, papers, review, complaint, notices, the letter."""

import struct
import zlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.casework.county import moment
from tests.web.portal.test_apply import DAY, NOW, Applicant, applicant, county  # noqa: F401 (fixtures)

from chuntian.casework import operations
from chuntian.casework.enums import CaseState
from chuntian.casework.models import Case, CaseDocument, PublicNotice
from chuntian.casework.paths import COMPLAINT, REVIEW

pytestmark = pytest.mark.django_db


def photo() -> SimpleUploadedFile:
    """Give a small picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x30\x90\x50" * 40 for _ in range(30))
    head = struct.pack(">IIBBBBB", 40, 30, 8, 2, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return SimpleUploadedFile("单位说明.png", png, "image/png")


@pytest.fixture
def case(applicant) -> Case:  # noqa: F811
    applicant.post(applicant.fill(applicant.begin()), "send")
    return Case.objects.get()


@pytest.fixture
def office(county):  # noqa: F811
    return county.staff("township_clerk", "county_clerk", "civil_affairs", "county_approver")


def refused(case: Case, office, law) -> Case:
    """Take the case of someone who died meanwhile to a refusal; the person need not be dead for the test's sake."""
    town, clerk, civil, _ = office
    case = operations.act(case=case, kind="first_check", by=town, at=NOW, law=law)
    case = operations.act(case=case, kind="check", by=clerk, at=NOW, law=law)
    Case.objects.filter(pk=case.pk).update(state=CaseState.REFUSED, decided_by=civil, decided_at=NOW, due_on=None)
    return Case.objects.get()


def test_each_stage_is_told_in_plain_words_with_its_last_day(applicant, case, office, county):  # noqa: F811
    address = f"/mine/cases/{case.pk}/"

    first = applicant.get(address)
    operations.act(case=case, kind="first_check", by=office[0], at=moment(date(2024, 3, 21)), law=county.law)
    then = applicant.get(address)

    assert "乡镇（街道）正在看材料齐不齐" in first
    assert "最晚 2024年3月25日" in first
    assert "县残联正在核对残疾人证" in then
    assert "最晚 2024年3月26日" in then
    assert 'aria-current="step"' in then


def test_what_the_office_asks_for_is_answered_with_a_photograph(applicant, case, office):  # noqa: F811
    operations.ask_applicant(
        case=case, question="请补一份单位说明：没有领工伤护理费", by=office[0], at=NOW, kinds=["work_injury_statement"]
    )
    page = applicant.get(f"/mine/cases/{case.pk}/")
    address = f"/mine/cases/{case.pk}/answer/"

    empty = applicant.post(address, "answer", answer="").content.decode()
    sent = applicant.post(address, "answer", answer="单位开的说明，请看照片", file=photo())

    assert "请补一份单位说明" in page
    assert f'href="{address}"' in page
    assert "请写回答" in empty
    assert sent.url == f"/mine/cases/{case.pk}/"
    assert Case.objects.get().state == CaseState.APPLIED
    assert CaseDocument.objects.get().kind == "work_injury_statement"
    assert "单位说明.png" in applicant.get(sent.url)


def test_a_file_that_is_no_picture_says_what_to_do_and_loses_nothing(applicant, case, office):  # noqa: F811
    operations.ask_applicant(case=case, question="请补一份单位说明", by=office[0], at=NOW)
    broken = SimpleUploadedFile("说明.exe", b"MZ\x90\x00", "application/octet-stream")

    page = applicant.post(
        f"/mine/cases/{case.pk}/answer/", "answer", answer="单位开的说明", file=broken
    ).content.decode()

    assert "只收照片" in page
    assert ">单位开的说明</textarea>" in page.replace("\r\n", "").replace("\n", "")
    assert Case.objects.get().state == CaseState.PAPERS_MISSING


def test_a_paper_may_be_brought_without_being_asked(applicant, case):  # noqa: F811
    answer = applicant.post(f"/mine/cases/{case.pk}/paper/", "paper", kind="other", file=photo())

    assert answer.url == f"/mine/cases/{case.pk}/"
    assert CaseDocument.objects.get().received_by == applicant.user


def test_answering_late_is_told_and_leads_back(applicant, case):  # noqa: F811
    answer = applicant.client.get(f"/mine/cases/{case.pk}/answer/", follow=True)

    assert "这一步现在不用做" in answer.content.decode()


def test_a_refusal_can_be_reviewed_and_the_review_is_a_case_with_its_own_days(applicant, case, office, county):  # noqa: F811
    refused(case, office, county.law)
    page = applicant.get(f"/mine/cases/{case.pk}/")

    sent = applicant.post(f"/mine/cases/{case.pk}/review/", "review", text="我的等级没有看全，请再看一次")
    review = Case.objects.get(path=REVIEW.slug)

    assert "不同意决定，要求复核" in page
    assert sent.url == f"/mine/cases/{review.pk}/receipt/"
    assert review.about == case
    assert review.due_on is not None
    told = applicant.get(f"/mine/cases/{review.pk}/")
    assert "要求复核：重度残疾人护理补贴" in told
    assert "我的等级没有看全" in told
    assert "另一个人复核" in told


@pytest.mark.parametrize("about", [True, False])
def test_a_complaint_is_a_case_with_an_owner_and_a_due_day_and_its_answer_is_read_here(applicant, case, office, about):  # noqa: F811
    address = f"/mine/cases/{case.pk}/complain/" if about else "/mine/complain/"

    applicant.post(address, "complain", text="窗口让我跑了三趟，每次说的都不一样")
    complaint = Case.objects.get(path=COMPLAINT.slug)
    operations.act(case=complaint, kind="take_up", by=office[1], at=NOW)
    operations.act(case=complaint, kind="answer", by=office[1], at=NOW, why="已经改为一次告知，向您道歉")

    assert (complaint.about_id, complaint.due_on is not None) == (case.pk if about else None, True)
    page = applicant.get(f"/mine/cases/{complaint.pk}/")
    assert "已经改为一次告知，向您道歉" in page
    assert "窗口让我跑了三趟" in page


def test_what_one_said_against_a_notice_and_the_answer_stand_on_ones_own_page(applicant, county):  # noqa: F811
    other = county.person("李秀英")
    case = Case.objects.create(
        path="cash_benefit", person=other, programme="nursing_subsidy", channel="window", applied_on=DAY,
        region=other.region, opened_at=NOW, state="on_notice",
    )  # fmt: skip
    clerk = county.staff("civil_affairs")[0]
    notice = PublicNotice.objects.create(
        case=case, person=other, region=other.region, programme="nursing_subsidy", opens_on=DAY, closes_on=date(2024, 3, 25),
        shown={"name": "李*英", "place": "西固区", "matter": "护理补贴", "result": "拟批准", "contact": "残联"}, basis="演示",
        online=True, opened_at=NOW, opened_by=clerk,
    )  # fmt: skip
    objection = operations.object_to(notice=notice, text="她去年已经搬到外省去了", by=applicant.user, at=NOW)

    before = applicant.get("/mine/objections/")
    operations.decide_objection(objection=objection, upheld=False, reasons="查过，户口还在本地", by=clerk, at=NOW)
    after = applicant.get("/mine/objections/")

    assert "正在核实" in before
    assert "李*英" in before
    assert "李秀英" not in before
    assert "查过，户口还在本地" in after
    assert "意见不成立" in after


def test_the_letter_comes_in_braille_once_it_is_issued(applicant, case, office, county):  # noqa: F811
    town, clerk, civil, _ = office
    operations.act(case=case, kind="first_check", by=town, at=NOW, law=county.law)
    operations.act(case=case, kind="check", by=clerk, at=NOW, law=county.law)
    operations.decide_case(case=case, approve=True, by=civil, at=NOW, law=county.law)
    before = applicant.get(f"/mine/cases/{case.pk}/")
    operations.issue_case_letter(case=Case.objects.get(), law=county.law, by=clerk, at=NOW)

    page = applicant.get(f"/mine/cases/{case.pk}/")
    braille = applicant.client.get(f"/mine/cases/{case.pk}/letter/brf")

    assert "书面决定还没有出具" in before
    assert "批准了" in page
    assert f'href="/mine/cases/{case.pk}/letter/brf"' in page
    assert braille["Content-Type"].startswith("text/plain")
    assert len(braille.content) > 500
    assert applicant.client.get(f"/mine/cases/{case.pk}/letter/exe").status_code == 404


def test_a_review_that_runs_does_not_keep_one_from_applying_anew(applicant, case, office, county):  # noqa: F811
    decided = refused(case, office, county.law)
    operations.ask_review(case=decided, text="我没有去世，请再看", by=office[0], at=NOW)

    page = applicant.get(f"/mine/apply/for/{decided.programme}/")

    assert "开始申请" in page
