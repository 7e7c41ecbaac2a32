"""The paths of cases as data: stages with their owner and time limit, and which action leads from where to where."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from chuntian.accounts.enums import Role
from chuntian.casework.enums import ActionKind, CaseState
from chuntian.casework.limits import due_after, due_after_days
from chuntian.rules import Law, ParameterValue

SUB_05 = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）（R-SUB-05）"
SUB_06 = "民政部、中国残联关于两项补贴资格认定申请“跨省通办”的通知（R-SUB-06）"


RESUME = "resume"
"""Where an action leads that ends a pause: back to where the case stood before it."""


@dataclass(frozen=True)
class Limit:
    """
    A time limit in working days, or in calendar days whose last day rolls on (R-TIME-01, R-TIME-02).

    `parameter` may set another number; without it `days` holds.
    """

    days: int
    parameter: str
    source: str
    calendar: bool = False

    def days_at(self, law: Law | None, region: str, on: date) -> int:
        """Give the days at a place: those of the parameter where a value of it is known, else our own reading."""
        if law is not None and self.parameter in law.book:
            value = law.book.resolve(self.parameter, region, on)
            if isinstance(value, ParameterValue):
                return int(value.value)
        return self.days

    def last_day(self, start: date, days: int) -> date | None:
        """Give the last of so many days after a day; None while that year's calendar is not out."""
        return (due_after_days if self.calendar else due_after)(start, days)


@dataclass(frozen=True)
class Stage:
    """Where a case waits: for which role, how long it may, and what may be done."""

    state: CaseState
    role: Role | None
    limit: Limit | None
    actions: Mapping[ActionKind, str]
    pauses: bool = False  # the clock stands meanwhile and goes on afterwards with what was left of it (R-TIME-04)


@dataclass(frozen=True)
class Path:
    """One way a case can go, from its first state on."""

    slug: str
    zh: str
    en: str
    first: CaseState
    stages: tuple[Stage, ...]

    def stage(self, state: str) -> Stage:
        """Give the stage of a state; a closed state is a stage where nothing is left but telling and notes."""
        for stage in self.stages:
            if stage.state == state:
                return stage
        return Stage(CaseState(state), None, None, CLOSING)

    def follow(self, kinds: Iterable[str]) -> tuple[str, list[str]]:
        """Walk actions from the first state; give where they lead, and the states that wait for the end of a pause."""
        state, waiting = str(self.first), []
        for kind in kinds:
            target = self.stage(state).actions.get(kind)
            if target == RESUME:
                state = waiting.pop() if waiting else str(self.first)
            elif target:
                waiting = [*waiting, state] if self.stage(target).pauses else []
                state = str(target)
        return state, waiting


# The number of 10 working days is found for the cross-province path only; for the local one it is our reading by
# analogy, so each stage takes its share of it and a county sets its own.
LOCAL = Limit(10, "sub.limit.decide_days", SUB_05)
REGISTERED = Limit(10, "sub.limit.home_decide_days", SUB_06)
TOWNSHIP = Limit(3, "sub.limit.first_check_days", SUB_05)
COUNTY = Limit(3, "sub.limit.check_days", SUB_05)
SEND_ON = Limit(3, "sub.limit.send_on_days", SUB_06)
TELL_RESULT = Limit(3, "sub.limit.tell_result_days", SUB_06)

CLOSING = {ActionKind.TELL_RESULT: None, ActionKind.NOTE: None}
PAPERS = Stage(
    CaseState.PAPERS_MISSING,
    Role.TOWNSHIP_CLERK,
    None,  # the clock stands while the applicant brings papers (R-TIME-04)
    {ActionKind.PAPERS_IN: RESUME, ActionKind.WITHDRAW: CaseState.WITHDRAWN},
    pauses=True,
)
ON_NOTICE = Stage(
    CaseState.ON_NOTICE,
    Role.CIVIL_AFFAIRS,
    None,  # nor while a notice hangs, and objections to it are looked into (R-PUB-02)
    {
        ActionKind.END_NOTICE: RESUME,
        ActionKind.SEND_BACK: CaseState.FIRST_CHECKED,
        ActionKind.WITHDRAW: CaseState.WITHDRAWN,
    },
    pauses=True,
)


TOWNSHIP_CHECKS = Stage(
    CaseState.APPLIED,
    Role.TOWNSHIP_CLERK,
    TOWNSHIP,
    {
        ActionKind.FIRST_CHECK: CaseState.FIRST_CHECKED,
        ActionKind.ASK_PAPERS: CaseState.PAPERS_MISSING,
        ActionKind.WITHDRAW: CaseState.WITHDRAWN,
    },
)
FEDERATION_CHECKS = Stage(
    CaseState.FIRST_CHECKED,
    Role.COUNTY_CLERK,
    COUNTY,
    {
        ActionKind.CHECK: CaseState.CHECKED,
        ActionKind.ASK_PAPERS: CaseState.PAPERS_MISSING,
        ActionKind.SEND_BACK: CaseState.APPLIED,
        ActionKind.WITHDRAW: CaseState.WITHDRAWN,
    },
)


def civil_affairs_decides(limit: Limit) -> Stage:
    """Give the last stage; only its time limit differs between the paths."""
    return Stage(
        CaseState.CHECKED,
        Role.CIVIL_AFFAIRS,
        limit,
        {
            ActionKind.APPROVE: CaseState.APPROVED,
            ActionKind.REFUSE: CaseState.REFUSED,
            ActionKind.OPEN_NOTICE: CaseState.ON_NOTICE,
            ActionKind.ASK_PAPERS: CaseState.PAPERS_MISSING,
            ActionKind.SEND_BACK: CaseState.FIRST_CHECKED,
            ActionKind.WITHDRAW: CaseState.WITHDRAWN,
        },
    )


CASH_BENEFIT = Path(
    "cash_benefit",
    "现金补贴（户籍地申请）",
    "cash benefit at the place of registration",
    CaseState.APPLIED,
    (TOWNSHIP_CHECKS, PAPERS, FEDERATION_CHECKS, civil_affairs_decides(LOCAL), ON_NOTICE),
)
CASH_BENEFIT_ELSEWHERE = Path(
    "cash_benefit_elsewhere",
    "现金补贴（异地申请，跨省通办）",
    "cash benefit applied for elsewhere",
    CaseState.ACCEPTED_ELSEWHERE,
    (
        Stage(
            CaseState.ACCEPTED_ELSEWHERE,
            Role.TOWNSHIP_CLERK,
            SEND_ON,
            {ActionKind.SEND_ON: CaseState.APPLIED, ActionKind.WITHDRAW: CaseState.WITHDRAWN},
        ),
        TOWNSHIP_CHECKS,
        PAPERS,
        FEDERATION_CHECKS,
        civil_affairs_decides(REGISTERED),
        ON_NOTICE,
    ),
)
HOT_03 = "《信访工作条例》（R-HOT-03）"
HOT_05 = "《中华人民共和国行政复议法》（R-HOT-05）"
# How long a review of a decision may take is in none of our documents; that of a petition's answer is 30 days. Until a place
# says otherwise the review of a decision takes no longer than that one.
REVIEW_ANSWER = Limit(30, "review.answer_days", HOT_03, calendar=True)
TAKE_UP = Limit(15, "complaint.take_up_days", HOT_03, calendar=True)
ANSWER_IN = Limit(60, "complaint.answer_days", HOT_03, calendar=True)
EXTENDED_BY = Limit(30, "complaint.extend_days", HOT_03, calendar=True)
REVIEW_WITHIN_DAYS = 60  # R-HOT-05, counted from the day the decision was told

REVIEW = Path(
    "review",
    "对决定的复核",
    "review of a decision",
    CaseState.REVIEW_ASKED,
    (
        Stage(
            CaseState.REVIEW_ASKED,
            Role.COUNTY_APPROVER,
            TAKE_UP,
            {
                ActionKind.TAKE_UP: CaseState.UNDER_REVIEW,
                ActionKind.NOT_TAKE_UP: CaseState.NOT_TAKEN_UP,
                ActionKind.WITHDRAW: CaseState.WITHDRAWN,
            },
        ),
        Stage(
            CaseState.UNDER_REVIEW,
            Role.COUNTY_APPROVER,
            REVIEW_ANSWER,
            {
                ActionKind.UPHOLD: CaseState.UPHELD,
                ActionKind.CHANGE: CaseState.CHANGED,
                ActionKind.WITHDRAW: CaseState.WITHDRAWN,
            },
        ),
    ),
)
COMPLAINT = Path(
    "complaint",
    "投诉、信访",
    "complaint",
    CaseState.COMPLAINED,
    (
        Stage(
            CaseState.COMPLAINED,
            Role.COUNTY_CLERK,
            TAKE_UP,
            {
                ActionKind.TAKE_UP: CaseState.LOOKED_INTO,
                ActionKind.NOT_TAKE_UP: CaseState.NOT_TAKEN_UP,
                ActionKind.WITHDRAW: CaseState.WITHDRAWN,
            },
        ),
        Stage(
            CaseState.LOOKED_INTO,
            Role.COUNTY_CLERK,
            ANSWER_IN,
            {
                ActionKind.ANSWER: CaseState.ANSWERED,
                ActionKind.EXTEND: CaseState.LOOKED_INTO,
                ActionKind.WITHDRAW: CaseState.WITHDRAWN,
            },
        ),
    ),
)
PATHS = {path.slug: path for path in (CASH_BENEFIT, CASH_BENEFIT_ELSEWHERE, REVIEW, COMPLAINT)}
APPLICATIONS = (CASH_BENEFIT.slug, CASH_BENEFIT_ELSEWHERE.slug)
