"""What casework keeps: decisions, tasks, cases, awards."""

from chuntian.casework.models.award import Award, HandDecision
from chuntian.casework.models.batch import TaskBatch, TaskBatchItem
from chuntian.casework.models.bill import Bill
from chuntian.casework.models.case import Action, Case
from chuntian.casework.models.correction import Correction
from chuntian.casework.models.decision_run import ApplicationDecision, DecisionRun
from chuntian.casework.models.document import CaseDocument
from chuntian.casework.models.letter import Letter, LetterFile
from chuntian.casework.models.notice import Objection, PublicNotice
from chuntian.casework.models.task import ContactAttempt, Decline, Task

__all__ = [
    "Action", "ApplicationDecision", "Award", "Bill", "Case", "CaseDocument", "ContactAttempt", "Correction",
    "DecisionRun", "Decline", "HandDecision", "Letter", "LetterFile", "Objection", "PublicNotice", "Task",
    "TaskBatch", "TaskBatchItem",
]  # fmt: skip
