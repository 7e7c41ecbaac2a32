"""Ask an applicant once for everything that is lacking, and take the answer; the clock stands in between (R-TIME-04)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import ActionKind
from chuntian.casework.models import Case
from chuntian.casework.operations.moving import move
from chuntian.casework.operations.tasks import need_reason
from chuntian.policy.documents import KINDS


@transaction.atomic
def ask_applicant(*, case: Case, question: str, by: User, at: datetime, kinds: Sequence[str] = ()) -> Case:
    """
    Ask the applicant; what is left of the time limit waits for the answer.

    :param kinds: the papers that are asked for, of `policy.documents.KINDS`.
    :raises CannotMove: the case is not where one asks. :raises ReasonMissing: no question.
    :raises KeyError: there is no such paper.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    asked = [KINDS[kind].slug for kind in kinds]
    move(case, ActionKind.ASK_PAPERS, by, at, why=need_reason(question), data={"kinds": asked})
    return case


@transaction.atomic
def answer_query(*, case: Case, answer: str, by: User, at: datetime) -> Case:
    """
    Take the applicant's answer: the case goes back to who asked, with what was left of the time limit.

    :param by: the applicant himself, who acts for him, or the clerk who writes it down at the counter.
    :raises CannotMove: nothing was asked. :raises ReasonMissing: the answer is empty.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    move(case, ActionKind.PAPERS_IN, by, at, why=need_reason(answer))
    return case
