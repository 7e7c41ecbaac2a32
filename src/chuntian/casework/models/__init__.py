"""What casework keeps: decisions, tasks, cases, awards."""

from chuntian.casework.models.award import Award, HandDecision
from chuntian.casework.models.case import Action, Case
from chuntian.casework.models.decision_run import ApplicationDecision, DecisionRun
from chuntian.casework.models.letter import Letter, LetterFile
from chuntian.casework.models.task import ContactAttempt, Decline, Task

__all__ = [
    "Action", "ApplicationDecision", "Award", "Case", "ContactAttempt", "DecisionRun", "Decline", "HandDecision", "Letter",
    "LetterFile", "Task",
]  # fmt: skip
