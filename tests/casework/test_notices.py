"""公示, objections, the clock that stands meanwhile, reviews and complaints."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import moment

from chuntian.casework.models import Case, Objection, PublicNotice
from chuntian.casework.notices import masked
from chuntian.casework.operations import (
    CannotDecide,
    CannotMove,
    CaseOpen,
    NoNoticeRule,
    NothingToReview,
    NoticeOver,
    ReasonMissing,
    SamePerson,
    act,
    answer_query,
    apply,
    ask_applicant,
    ask_review,
    complain,
    decide_case,
    decide_objection,
    decide_review,
    end_notice,
    extend,
    object_to,
    open_notice,
    review_until,
    take_down_notices,
)
from chuntian.casework.verify import derived_state
from chuntian.places.models import Organisation
from chuntian.policy.law import load_law
from chuntian.upkeep.copies import copy_of

DAY = date(2024, 1, 10)


@pytest.fixture
def staff(county):
    names = ("township_clerk", "county_clerk", "civil_affairs", "county_approver", "civil_affairs2")
    return dict(zip(("town", "county", "civil", "approver", "civil2"), county.staff(*names), strict=True))


@pytest.fixture
def case(county, staff):
    case = apply(person=county.person("阿一"), programme="nursing_subsidy", applied_on=DAY, channel="window",
                 by=staff["town"], at=moment(DAY), law=county.law)  # fmt: skip
    act(case=case, kind="first_check", by=staff["town"], at=moment(DAY, 10))
    return act(case=case, kind="check", by=staff["county"], at=moment(DAY, 11), law=county.law)


@pytest.fixture
def notice(case, county, staff):
    return open_notice(case=case, by=staff["civil"], at=moment(date(2024, 1, 12)), law=county.law)


def fresh(case):
    return Case.objects.get(pk=case.pk)


def test_a_notice_shows_the_least_and_stops_the_clock(case, notice):
    assert set(notice.shown) == {"name", "place", "matter", "result", "contact"}
    assert notice.shown["name"] == "阿*"
    assert (notice.opens_on, notice.closes_on) == (date(2024, 1, 12), date(2024, 1, 19))
    assert (fresh(case).state, fresh(case).due_on) == ("on_notice", None)
    assert "演示" in notice.basis


@pytest.mark.parametrize(
    ("name", "shown"), [("张三", "张*"), ("李某明", "李*明"), ("欧阳小明", "欧*小明"), ("阿", "*")]
)
def test_one_character_of_a_name_is_hidden(name, shown):
    assert masked(name) == shown


def test_without_a_document_no_notice_hangs(case, staff):
    with pytest.raises(NoNoticeRule, match="请取得"):
        open_notice(case=case, by=staff["civil"], at=moment(DAY), law=load_law(demo=False))
    assert fresh(case).state == "checked"


def test_children_and_psychiatric_disability_stay_off_the_net(county, staff, notice):
    assert notice.online
    county.people[0].category = 6
    county.certificates(date(2024, 1, 13), county.people)
    end_notice(notice=notice, by=staff["civil"], at=moment(date(2024, 1, 15)), why="证件类别更正")
    act(case=notice.case, kind="check", by=staff["county"], at=moment(date(2024, 1, 15)))

    assert not open_notice(case=notice.case, by=staff["civil"], at=moment(date(2024, 1, 15)), law=county.law).online


def test_it_goes_down_on_its_day_once_and_the_clock_goes_on(case, notice):
    assert take_down_notices(at=moment(date(2024, 1, 19), 23)) == 0
    assert take_down_notices(at=moment(date(2024, 1, 20))) == 1
    assert take_down_notices(at=moment(date(2024, 1, 20))) == 0

    # Ten working days from the 10th, two of them used when the notice opened on the 12th: eight from the 20th, a Saturday.
    assert (fresh(case).state, fresh(case).due_on) == ("checked", date(2024, 1, 31))
    assert derived_state(fresh(case)) == "checked"


def test_nothing_is_decided_while_a_notice_hangs_or_an_objection_waits(case, notice, county, staff):
    objection = object_to(notice=notice, text="他的残疾程度没有这么重", by=staff["town"], at=moment(date(2024, 1, 15)), channel="counter",
                          said_by="王某", contact="13900000000")  # fmt: skip
    with pytest.raises(CannotMove):
        decide_case(case=case, approve=True, by=staff["civil"], at=moment(date(2024, 1, 16)), law=county.law)
    take_down_notices(at=moment(date(2024, 1, 20)))
    assert fresh(case).state == "on_notice"

    decide_objection(
        objection=objection,
        upheld=False,
        reasons="已核对评残档案，等级无误",
        by=staff["civil"],
        at=moment(date(2024, 1, 22)),
    )

    assert fresh(case).state == "checked"
    assert (
        decide_case(case=case, approve=True, by=staff["civil"], at=moment(date(2024, 1, 23)), law=county.law).state
        == "approved"
    )
    assert str(Objection.objects.get().contact) == "139********"


def test_an_upheld_objection_takes_the_notice_down_and_sends_the_case_back(case, notice, staff):
    objection = object_to(notice=notice, text="户籍已经迁走了", by=staff["town"], at=moment(date(2024, 1, 15)))
    with pytest.raises(ReasonMissing):
        decide_objection(objection=objection, upheld=True, reasons=" ", by=staff["civil"], at=moment(date(2024, 1, 16)))
    for who in ("town", "county"):
        with pytest.raises(SamePerson):
            decide_objection(
                objection=objection, upheld=True, reasons="成立", by=staff[who], at=moment(date(2024, 1, 16))
            )

    decide_objection(
        objection=objection, upheld=True, reasons="查实户籍已迁出", by=staff["civil"], at=moment(date(2024, 1, 16))
    )

    assert (fresh(case).state, derived_state(fresh(case))) == ("first_checked", "first_checked")
    assert PublicNotice.objects.get().down_why == "异议成立"
    with pytest.raises(NoticeOver):
        object_to(notice=notice, text="再提一条", by=staff["town"], at=moment(date(2024, 1, 16)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.update(decided_by=staff["town"])


def test_a_question_stops_the_clock_where_it_was_asked_and_goes_back_there(case, staff):
    ask_applicant(
        case=case,
        question="请补一份工伤护理费说明",
        kinds=["work_injury_statement"],
        by=staff["civil"],
        at=moment(date(2024, 1, 12)),
    )
    assert (fresh(case).state, fresh(case).due_on) == ("papers_missing", None)

    answer_query(case=case, answer="没有发生过工伤", by=staff["town"], at=moment(date(2024, 1, 20)))

    assert (fresh(case).state, fresh(case).due_on) == ("checked", date(2024, 1, 31))
    assert derived_state(fresh(case)) == "checked"
    with pytest.raises(CannotMove):
        answer_query(case=case, answer="又一次", by=staff["town"], at=moment(date(2024, 1, 21)))


def test_a_review_is_decided_by_someone_else_and_reopens_from_the_first_day(case, county, staff):
    with pytest.raises(NothingToReview):
        ask_review(case=case, text="不服", by=staff["town"], at=moment(DAY))
    refused = county.refused("阿三", DAY)
    review = ask_review(case=refused, text="我的等级评低了", by=staff["town"], at=moment(date(2024, 2, 1)))
    with pytest.raises(CaseOpen):
        ask_review(case=refused, text="再来一次", by=staff["town"], at=moment(date(2024, 2, 1)))
    act(case=review, kind="take_up", by=staff["approver"], at=moment(date(2024, 2, 2)))
    assert fresh(review).due_on == date(2024, 3, 4)  # the thirtieth day, 3 March, is a Sunday
    with pytest.raises(SamePerson):
        decide_review(review=review, change=True, reasons="评错了", by=refused.decided_by, at=moment(date(2024, 2, 5)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=review.pk).update(decided_by=refused.decided_by)

    done = decide_review(
        review=review,
        change=True,
        reasons="评残档案有误，应重新核对",
        by=staff["approver"],
        at=moment(date(2024, 2, 5)),
    )

    again = Case.objects.get(about=review)
    assert (done.state, derived_state(done), again.applied_on, again.path) == (
        "changed",
        "changed",
        DAY,
        "cash_benefit",
    )


def test_the_days_for_a_review_run_from_the_telling_and_a_late_one_is_taken_in_marked(county, staff):
    refused = county.refused("阿三", DAY)
    assert review_until(refused) is None
    act(case=refused, kind="tell_result", by=staff["town"], at=moment(date(2024, 1, 11)), why="当面送达")

    review = ask_review(case=refused, text="住院才出来", by=staff["town"], at=moment(date(2024, 6, 3)))

    assert review_until(refused) == date(2024, 3, 11)  # sixty days end on a Sunday
    assert review.actions.get().data == {"until": "2024-03-11", "late": True}
    act(case=review, kind="take_up", by=staff["approver"], at=moment(date(2024, 6, 4)))
    assert (
        decide_review(
            review=review, change=False, reasons="原决定正确", by=staff["approver"], at=moment(date(2024, 6, 5))
        ).state
        == "upheld"
    )


def test_a_complaint_has_days_of_its_own_and_stands_beside_the_application(case, county, staff):
    complaint = complain(
        person=county.person("阿一"), text="窗口让我跑了三趟", by=staff["town"], at=moment(DAY), about=case
    )
    assert (complaint.state, complaint.due_on) == ("complained", date(2024, 1, 25))
    act(case=complaint, kind="take_up", by=staff["county"], at=moment(date(2024, 1, 11)))
    due = fresh(complaint).due_on

    extend(case=complaint, by=staff["county"], at=moment(date(2024, 3, 1)), why="还要向窗口调取录像")

    assert (due, fresh(complaint).due_on) == (date(2024, 3, 11), date(2024, 4, 10))
    with pytest.raises(CannotMove, match="一次"):
        extend(case=complaint, by=staff["county"], at=moment(date(2024, 3, 2)), why="再延一次吧")
    act(case=complaint, kind="answer", by=staff["county"], at=moment(date(2024, 3, 5)), why="已更正指引，并向您致歉")
    assert (fresh(complaint).state, derived_state(fresh(complaint))) == ("answered", "answered")


def test_the_person_of_a_notice_is_not_told_who_objected(notice, staff):
    object_to(notice=notice, text="他的残疾程度没有这么重", by=staff["town"], at=moment(date(2024, 1, 15)), channel="counter",
              said_by="王某", contact="13900000000")  # fmt: skip

    copy = str(copy_of(person=notice.person, by=staff["county"], at=moment(date(2024, 1, 15)), why="本人要一份"))

    assert "没有这么重" in copy
    assert "王某" not in copy
    assert "13900000000" not in copy


def test_a_notice_goes_down_with_an_application_that_is_withdrawn(case, notice, staff):
    act(case=case, kind="withdraw", by=staff["town"], at=moment(date(2024, 1, 15)), why="本人不要了")

    assert PublicNotice.objects.get().down_why == "撤回"


def test_an_objection_that_waits_holds_the_decision_whatever_way_the_case_went(case, notice, county, staff):
    object_to(notice=notice, text="户籍已经迁走了", by=staff["town"], at=moment(date(2024, 1, 15)))
    act(case=case, kind="send_back", by=staff["civil"], at=moment(date(2024, 1, 15)), why="再核对一次")
    act(case=case, kind="check", by=staff["county"], at=moment(date(2024, 1, 16)))

    with pytest.raises(CannotDecide, match="异议"):
        decide_case(case=case, approve=True, by=staff["civil"], at=moment(date(2024, 1, 17)), law=county.law)


def test_a_notice_names_the_office_that_decides_and_no_bank_or_employer(county, case, staff):
    for kind, phone in (("bank", "0931-1111"), ("employer", "0931-2222"), ("civil_affairs", "0931-3333")):
        Organisation.objects.create(
            kind=kind, name=f"某{kind}", division="620104000000", region="620104000000", phone=phone,
            registered_at=moment(DAY),
        )  # fmt: skip

    notice = open_notice(case=case, by=staff["civil"], at=moment(date(2024, 1, 12)), law=county.law)

    assert notice.shown["contact"] == "某civil_affairs 0931-3333"
