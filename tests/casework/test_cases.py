"""A case on its path: who acts, until when, two people, reasons from the law, the month of application."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.casework.county import moment

from chuntian.casework.models import Action, Award, Case, Decline
from chuntian.casework.operations import (
    AlreadyReceiving,
    CannotDecide,
    CannotMove,
    CannotReopen,
    CannotResume,
    CannotStop,
    CaseOpen,
    ReasonMissing,
    SamePerson,
    act,
    apply,
    close_task,
    decide_case,
    decline,
    open_task,
    reopen_task,
    resume_award,
    stop_award,
)  # fmt: skip
from chuntian.casework.queries import explain
from chuntian.casework.verify import derived_state
from chuntian.trail.models import Entry, Message

DAY = date(2024, 1, 10)


@pytest.fixture
def staff(county):
    return dict(
        zip(("town", "county", "civil"), county.staff("township_clerk", "county_clerk", "civil_affairs"), strict=True)
    )


def applied(county, staff, name="阿一", programme="nursing_subsidy", day=DAY, **more):
    return apply(person=county.person(name), programme=programme, applied_on=day, channel="window", by=staff["town"],
                 at=moment(day), law=county.law, **more)  # fmt: skip


def checked(county, staff, **more):
    case = applied(county, staff, **more)
    case = act(case=case, kind="first_check", by=staff["town"], at=moment(DAY, 10))
    return act(case=case, kind="check", by=staff["county"], at=moment(DAY, 11), law=county.law)


def test_an_application_goes_through_three_hands_and_becomes_an_award(county, staff):
    case = checked(county, staff)

    case = decide_case(case=case, approve=True, by=staff["civil"], at=moment(date(2024, 3, 5)), law=county.law)

    award = Award.objects.get()
    assert (case.state, award.start_month, award.end_month) == ("approved", "2024-01", None)
    assert case.decision["amount_fen"] == 13000
    assert all(reason["article"] for reason in case.decision["reasons"] if reason["code"] != "amount")
    assert derived_state(case) == "approved"
    assert [action.kind for action in case.actions.all()] == ["apply", "first_check", "check", "approve"]


def test_due_days_count_working_days(county, staff):
    case = checked(county, staff)

    assert case.due_on == date(2024, 1, 24)


def test_who_checked_cannot_decide_and_the_database_holds_it(county, staff):
    case = checked(county, staff)

    with pytest.raises(SamePerson):
        decide_case(case=case, approve=True, by=staff["county"], at=moment(DAY), law=county.law)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(decided_by=staff["county"])


@pytest.mark.parametrize("name", ["阿一", "阿二", "阿三"])
def test_one_programme_alone_is_explained_as_among_all(county, name):
    asked = {"person": county.person(name), "on": DAY, "known_at": moment(DAY), "law": county.law}

    among = {one.programme: one.as_dict() for one in explain(**asked)}

    for slug in ("living_subsidy", "nursing_subsidy"):
        assert [one.as_dict() for one in explain(**asked, programme=slug)] == [among[slug]]


@pytest.mark.parametrize(("name", "approve"), [("阿三", True), ("阿一", False)])
def test_nobody_decides_against_the_facts(county, staff, name, approve):
    case = checked(county, staff, name=name)

    with pytest.raises(CannotDecide):
        decide_case(case=case, approve=approve, by=staff["civil"], at=moment(DAY), law=county.law)


def test_the_unknown_is_neither_yes_nor_no(county, staff):
    case = applied(county, staff, day=date(2024, 6, 3))
    for kind, who in (("first_check", "town"), ("check", "county")):
        case = act(case=case, kind=kind, by=staff[who], at=moment(date(2024, 6, 3)))

    for approve in (True, False):
        with pytest.raises(CannotDecide, match="尚不清楚"):
            decide_case(case=case, approve=approve, by=staff["civil"], at=moment(date(2024, 6, 4)), law=county.law)


def test_a_step_that_does_not_begin_here_is_refused(county, staff):
    case = applied(county, staff)

    with pytest.raises(CannotMove):
        act(case=case, kind="check", by=staff["county"], at=moment(DAY))
    with pytest.raises(CannotMove):
        decide_case(case=case, approve=True, by=staff["civil"], at=moment(DAY), law=county.law)


def test_while_papers_are_missing_no_clock_runs(county, staff):
    case = applied(county, staff)

    with pytest.raises(ReasonMissing):
        act(case=case, kind="ask_papers", by=staff["town"], at=moment(DAY))
    case = act(case=case, kind="ask_papers", by=staff["town"], at=moment(DAY), why="缺监护人证明")

    assert case.due_on is None
    assert act(case=case, kind="papers_in", by=staff["town"], at=moment(date(2024, 1, 15))).due_on == date(2024, 1, 18)


def test_handed_in_elsewhere_it_goes_the_cross_province_path(county, staff):
    case = applied(county, staff, office="310101000000")

    assert (case.state, case.channel, case.due_on) == ("accepted_elsewhere", "elsewhere", date(2024, 1, 15))
    assert act(case=case, kind="send_on", by=staff["town"], at=moment(DAY)).state == "applied"


def test_one_open_case_and_one_running_award(county, staff):
    case = applied(county, staff)
    with pytest.raises(CaseOpen):
        applied(county, staff)
    act(case=case, kind="withdraw", by=staff["town"], at=moment(DAY), why="本人撤回")
    county.award("阿一", "nursing_subsidy", "2024-01")

    with pytest.raises(AlreadyReceiving):
        applied(county, staff)


def test_applying_takes_back_an_earlier_no(county, staff):
    decline(person=county.person("阿一"), programme="nursing_subsidy", by=staff["town"], at=moment(DAY))

    applied(county, staff)

    assert Decline.objects.get().withdrawn_at is not None


def test_each_step_leaves_an_entry_and_a_message(county, staff):
    checked(county, staff)

    assert Entry.objects.filter(action__startswith="case.").count() == 3
    assert Message.objects.filter(topic__startswith="case.").count() == Action.objects.count() == 3


def test_a_stop_needs_a_person_a_reason_and_happens_once(county, staff):
    award = county.award("阿一", "nursing_subsidy", "2024-01")
    with pytest.raises(ReasonMissing):
        stop_award(award=award, end_month="2024-02", by=staff["civil"], at=moment(DAY), reason=" ")
    stopped = stop_award(award=award, end_month="2024-02", by=staff["civil"], at=moment(DAY), reason="户籍迁出")

    with pytest.raises(CannotStop):
        stop_award(award=stopped, end_month="2024-03", by=staff["civil"], at=moment(DAY), reason="再停")
    with pytest.raises(IntegrityError), transaction.atomic():
        Award.objects.filter(pk=award.pk).update(ended_by=None)


def test_a_stopped_award_can_run_again_later(county, staff):
    award = county.award("阿一", "nursing_subsidy", "2024-01")
    stopped = stop_award(award=award, end_month="2024-02", by=staff["civil"], at=moment(DAY), reason="误判")

    with pytest.raises(CannotResume):
        resume_award(award=stopped, start_month="2024-02", by=staff["civil"], at=moment(DAY), reason="更正")
    again = resume_award(award=stopped, start_month="2024-03", by=staff["civil"], at=moment(DAY), reason="更正")

    assert (again.resumes, again.start_month) == (stopped, "2024-03")


def test_a_closing_is_taken_back_by_who_closed_it_on_the_same_day(county, staff):
    person = county.person("阿一")
    task = open_task(kind="fetch", person=person, region=person.region, at=moment(DAY))
    task = close_task(task=task, outcome="fetched", by=staff["town"], at=moment(DAY))
    for who, day in (("county", DAY), ("town", date(2024, 1, 11))):
        with pytest.raises(CannotReopen):
            reopen_task(task=task, by=staff[who], at=moment(day))

    assert reopen_task(task=task, by=staff["town"], at=moment(DAY, 16)).state == "open"

    close_task(task=task, outcome="applied", by=staff["town"], at=moment(DAY))
    with pytest.raises(CannotReopen):
        reopen_task(task=task, by=staff["town"], at=moment(DAY))
