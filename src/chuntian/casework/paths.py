"""The paths of cases as data: stages with their owner and time limit, and which action leads from where to where."""

from collections.abc import Mapping
from dataclasses import dataclass

from chuntian.accounts.enums import Role
from chuntian.casework.enums import ActionKind, CaseState

SUB_05 = "《国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见》（国发〔2015〕52号）（R-SUB-05）"
SUB_06 = "民政部、中国残联关于两项补贴资格认定申请“跨省通办”的通知（R-SUB-06）"


@dataclass(frozen=True)
class Limit:
    """A time limit in working days. `parameter` may set another number; without it `days` holds."""

    days: int
    parameter: str
    source: str


@dataclass(frozen=True)
class Stage:
    """Where a case waits: for which role, how long it may, and what may be done."""

    state: CaseState
    role: Role | None
    limit: Limit | None
    actions: Mapping[ActionKind, CaseState]


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
    {ActionKind.PAPERS_IN: CaseState.APPLIED, ActionKind.WITHDRAW: CaseState.WITHDRAWN},
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
            ActionKind.SEND_BACK: CaseState.FIRST_CHECKED,
            ActionKind.WITHDRAW: CaseState.WITHDRAWN,
        },
    )


CASH_BENEFIT = Path(
    "cash_benefit",
    "现金补贴（户籍地申请）",
    "cash benefit at the place of registration",
    CaseState.APPLIED,
    (TOWNSHIP_CHECKS, PAPERS, FEDERATION_CHECKS, civil_affairs_decides(LOCAL)),
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
    ),
)
PATHS = {path.slug: path for path in (CASH_BENEFIT, CASH_BENEFIT_ELSEWHERE)}
