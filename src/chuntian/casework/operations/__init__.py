"""Every write of casework."""

from chuntian.casework.notices import NoNoticeRule
from chuntian.casework.operations.awards import (
    CannotDecideByHand,
    CannotResume,
    CannotStop,
    decide_by_hand,
    grant,
    resume_award,
    stop_award,
)  # fmt: skip
from chuntian.casework.operations.batches import (
    CannotBatch,
    can_undo,
    close_tasks,
    contact_all,
    take_all,
    undo_batch,
)
from chuntian.casework.operations.bills import BilledOtherwise, bill
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
from chuntian.casework.operations.corrections import (
    AlreadyAsked,
    NothingToCorrect,
    answer_correction,
    ask_correction,
)  # fmt: skip
from chuntian.casework.operations.decide import NothingToDecide, decide_month
from chuntian.casework.operations.discover import discover
from chuntian.casework.operations.documents import (
    DocumentRefused,
    add_document,
    document_page,
    document_text,
    drawn_anew,
    take_out_document,
)
from chuntian.casework.operations.letter_forms import Given, chosen_forms, form_failed, give_letter
from chuntian.casework.operations.letters import (
    FormFailed,
    LetterDamaged,
    issue_case_letter,
    issue_notice,
    letter_file,
)  # fmt: skip
from chuntian.casework.operations.notices import (
    NoticeOver,
    ObjectionAnswered,
    decide_objection,
    end_notice,
    object_to,
    open_notice,
    take_down_notices,
)  # fmt: skip
from chuntian.casework.operations.queries_to_applicants import answer_query, ask_applicant
from chuntian.casework.operations.reviews import (
    NothingToReview,
    ask_review,
    complain,
    decide_review,
    extend,
    review_until,
)  # fmt: skip
from chuntian.casework.operations.tasks import (
    CannotReopen,
    CannotTake,
    ReasonMissing,
    TaskClosed,
    close_task,
    contact,
    decline,
    give_task_back,
    need_reason,
    open_task,
    reopen_task,
    take_task,
)  # fmt: skip

__all__ = [
    "AlreadyAsked", "AlreadyReceiving", "BilledOtherwise", "CannotBatch", "CannotDecide",
    "CannotDecideByHand", "CannotMove", "CannotReopen", "CannotResume", "CannotStop", "CannotTake",
    "CaseOpen", "DocumentRefused", "FormFailed", "Given", "LetterDamaged", "NoNoticeRule",
    "NothingToCorrect", "NothingToDecide", "NothingToReview", "NoticeOver", "ObjectionAnswered",
    "ReasonMissing", "SamePerson", "TaskClosed", "act", "add_document", "answer_correction", "answer_query",
    "apply", "ask_applicant", "ask_correction", "ask_review", "bill", "can_undo", "chosen_forms",
    "close_task", "close_tasks", "complain", "contact", "contact_all", "decide_by_hand", "decide_case",
    "decide_month", "decide_objection", "decide_review", "decline", "discover", "document_page",
    "document_text", "drawn_anew", "end_notice", "extend", "form_failed", "give_letter", "give_task_back",
    "grant", "issue_case_letter", "issue_notice", "letter_file", "need_reason", "object_to", "open_case",
    "open_notice", "open_task", "reopen_task", "resume_award", "review_until", "stop_award", "take_all",
    "take_down_notices", "take_out_document", "take_task", "undo_batch",
]  # fmt: skip
