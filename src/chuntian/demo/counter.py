"""
The last days of the demo at the counter: what stays under way when the county is opened, so that no page of it is empty.

Of the applications of the last month, two hang as public notices over its last day, and someone objects to one of them; one waits for
a paper. Someone is refused and asks for a review, and two complain, of whom one has his answer in writing. Nothing of it is
granted before the county opens.
"""

from datetime import datetime
from itertools import islice

import polars as pl

from chuntian.accounts.enums import Role
from chuntian.casework import operations
from chuntian.casework.enums import CLOSED_STATES, ActionKind, CaseState, Channel, ObjectionChannel
from chuntian.casework.explain import explain, facts_on
from chuntian.casework.models import Award, Case
from chuntian.casework.notices import goes_online
from chuntian.casework.operations import ask_applicant, ask_review, complain, issue_case_letter, object_to, open_notice
from chuntian.demo import oracle
from chuntian.demo.office import Office
from chuntian.demo.setup import someone_told
from chuntian.kernel.days import Month
from chuntian.kernel.outcomes import Outcome
from chuntian.registry.models import Person
from chuntian.registry.snapshots import facts_frame

PROGRAMME = "nursing_subsidy"
APPLY, CHECK, DECIDE, TELL, NOTICE, ASK, OBJECT = 16, 18, 20, 21, 24, 26, 27
LOOKED_AT = 400  # so many people of the register are looked at until someone fits
NOT_SEVERE = (3, 4)


def live(office: Office, month: Month) -> dict[str, int]:
    """Live the last days of a month at the counter; give how many of each thing are under way."""
    waiting = _waiting(office, month)
    others = _not_entitled(office, month, 2)
    done = {"notices": 0, "objections": 0, "queries": 0, "reviews": 0, "complaints": 0}
    for number, case in enumerate(waiting[:2]):
        _notice(office, case, month, objected=number == 0)
        done["notices"] += 1
        done["objections"] += number == 0
    for case in waiting[2:3] or [_case(office, person, month) for person in others[1:]]:
        _asked(office, case, month)
        done["queries"] += 1
    for person in others[:1]:
        _reviewed(office, person, month)
        done["reviews"] += 1
    done["complaints"] = _complaints(office, month)
    return done


def _waiting(office: Office, month: Month) -> list[Case]:
    """Give the applications of the month that are under way: first those that a notice may name online (R-PUB-03)."""
    at = office.at(month, CHECK)
    rows = Case.objects.in_region(office.region).filter(state=CaseState.APPLIED, programme__in=oracle.SUBSIDIES)
    found = list(rows.select_related("person").order_by("person__birth_date", "id"))

    def is_spared(case: Case) -> bool:
        facts = facts_on(person=case.person, on=at.date(), known_at=at, law=office.law, programme=case.programme)
        return not goes_online(case.person, facts, at.date())

    return sorted(found, key=is_spared)


def _not_entitled(office: Office, month: Month, count: int) -> list[Person]:
    """Give people who are alive, hold a certificate in force, and are not severely disabled: the law says no to them."""
    at = office.at(month, APPLY)
    there = Person.objects.in_region(office.region).filter(merged_into__isnull=True).order_by("id")
    busy = set(Award.objects.filter(programme=PROGRAMME).values_list("person_id", flat=True))
    busy |= set(Case.objects.exclude(state__in=CLOSED_STATES).values_list("person_id", flat=True))
    free = [pk for pk in there.values_list("pk", flat=True)[:LOOKED_AT] if pk not in busy]
    facts = facts_frame(region=office.region, on=at.date(), known_at=at, subjects=sorted(free), law=office.law)
    alive = pl.col("death_date").is_null() & pl.col("certificate_valid").fill_null(False)
    found = facts.filter(alive & pl.col("grade").is_in(NOT_SEVERE) & ~pl.col("in_prison").fill_null(True))
    told_no = (pk for pk in sorted(found["subject_id"]) if _outcome(office, pk, at) == Outcome.NOT_ELIGIBLE)
    return list(Person.objects.filter(pk__in=list(islice(told_no, count))))


def _outcome(office: Office, pk: int, at: datetime) -> Outcome:
    person = Person.objects.get(pk=pk)
    return explain(person=person, on=at.date(), known_at=at, law=office.law, programme=PROGRAMME)[0].outcome


def _case(office: Office, person: Person, month: Month) -> Case:
    town, at = office.who(Role.TOWNSHIP_CLERK), office.at(month, APPLY)
    return operations.apply(
        person=person, programme=PROGRAMME, applied_on=at.date(), channel=Channel.WINDOW, by=town, at=at, law=office.law,
        why="本人到窗口提出",
    )  # fmt: skip


def _checked(office: Office, case: Case, month: Month) -> Case:
    first = {"by": office.who(Role.TOWNSHIP_CLERK), "at": office.at(month, CHECK), "law": office.law}
    case = operations.act(case=case, kind=ActionKind.FIRST_CHECK, **first)
    second = {"by": office.who(Role.COUNTY_CLERK), "at": office.at(month, CHECK, 15), "law": office.law}
    return operations.act(case=case, kind=ActionKind.CHECK, **second)


def _notice(office: Office, case: Case, month: Month, *, objected: bool) -> None:
    case = _checked(office, case, month)
    civil = office.who(Role.CIVIL_AFFAIRS)
    notice = open_notice(case=case, by=civil, at=office.at(month, NOTICE), law=office.law)
    if objected:
        object_to(
            notice=notice, text="听说他家孩子已经把他接到外地住了，请核实。", by=office.who(Role.TOWNSHIP_CLERK),
            at=office.at(month, OBJECT), channel=ObjectionChannel.COUNTER, said_by="同村村民",
        )  # fmt: skip


def _asked(office: Office, case: Case, month: Month) -> None:
    ask_applicant(
        case=case, question="请补交户口簿本人页的复印件，一份就可以，家人也可以代交。", by=office.who(Role.TOWNSHIP_CLERK),
        at=office.at(month, CHECK), kinds=("identity",),
    )  # fmt: skip


def _reviewed(office: Office, person: Person, month: Month) -> None:
    """Refuse someone to whom the law says no, tell him in writing; he asks that someone else look again."""
    case, town = _checked(office, _case(office, person, month), month), office.who(Role.TOWNSHIP_CLERK)
    case = operations.decide_case(
        case=case, approve=False, by=office.who(Role.CIVIL_AFFAIRS), at=office.at(month, DECIDE), law=office.law,
        reason="残疾等级不在补贴范围内",
    )  # fmt: skip
    issue_case_letter(case=case, law=office.law, by=office.who(Role.CIVIL_AFFAIRS), at=office.at(month, DECIDE, 15))
    operations.act(case=case, kind=ActionKind.TELL_RESULT, by=town, at=office.at(month, TELL), law=office.law)
    review = ask_review(
        case=case, text="我的病比评定的时候重了，等级评低了，请再看一次。", by=town, at=office.at(month, ASK)
    )
    operations.act(
        case=review, kind=ActionKind.TAKE_UP, by=office.who(Role.COUNTY_APPROVER), at=office.at(month, OBJECT)
    )


def _complaints(office: Office, month: Month) -> int:
    """Let two people complain: one, the citizen of the sign-ins, is answered in writing; the other waits."""
    approved = Case.objects.filter(state="approved").select_related("person").order_by("opened_at", "id")
    citizen = someone_told()
    cases = [*approved.filter(person_id=citizen)[:1], *approved.exclude(person_id=citizen)[:1]]
    town, clerk = office.who(Role.TOWNSHIP_CLERK), office.who(Role.COUNTY_CLERK)
    for number, case in enumerate(cases):
        complaint = complain(
            person=case.person, about=case, by=town, at=office.at(month, DECIDE, 10),
            text=("去窗口跑了两趟，第一次没有告诉我还要带银行卡。", "打电话问进度，三天没有人回。")[number],
        )  # fmt: skip
        if number == 0:
            operations.act(case=complaint, kind=ActionKind.TAKE_UP, by=clerk, at=office.at(month, TELL))
            answered = operations.act(
                case=complaint, kind=ActionKind.ANSWER, by=clerk, at=office.at(month, ASK),
                why="情况属实，向您道歉。窗口已把要带的东西写成一张单子，第一次来就交给申请人。",
            )  # fmt: skip
            issue_case_letter(case=answered, law=office.law, by=clerk, at=office.at(month, ASK, 15))
    return len(cases)
