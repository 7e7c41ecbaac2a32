"""Every write of casework."""

from chuntian.casework.operations.awards import (
    CannotDecideByHand,
    CannotResume,
    CannotStop,
    decide_by_hand,
    grant,
    resume_award,
    stop_award,
)  # fmt: skip
from chuntian.casework.operations.cases import (
    AlreadyReceiving,
    CannotDecide,
    CannotMove,
    CaseOpen,
    SamePerson,
    act,
    apply,
    decide_case,
    open_case,
)  # fmt: skip
from chuntian.casework.operations.decide import NothingToDecide, decide_month
from chuntian.casework.operations.discover import discover
from chuntian.casework.operations.letters import LetterDamaged, issue_case_letter, issue_notice, letter_file
from chuntian.casework.operations.tasks import (
    ReasonMissing,
    TaskClosed,
    close_task,
    contact,
    decline,
    need_reason,
    open_task,
)  # fmt: skip

__all__ = [
    "AlreadyReceiving", "CannotDecide", "CannotDecideByHand", "CannotMove", "CannotResume", "CannotStop", "CaseOpen",
    "LetterDamaged", "NothingToDecide", "ReasonMissing", "SamePerson", "TaskClosed", "act", "apply", "close_task", "contact",
    "decide_by_hand", "decide_case", "decide_month", "decline", "discover", "grant", "issue_case_letter", "issue_notice",
    "letter_file", "need_reason", "open_case", "open_task", "resume_award", "stop_award",
]  # fmt: skip
