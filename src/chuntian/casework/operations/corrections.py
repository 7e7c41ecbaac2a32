"""A person says that something in his file is wrong; whoever keeps the source looks, and answers with a reason."""

import re
from datetime import datetime

from django.db import IntegrityError, transaction

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.casework.enums import TaskKind, TaskOutcome, TaskState
from chuntian.casework.models import Correction, Task
from chuntian.casework.operations.tasks import close_task, need_reason, open_task
from chuntian.policy.facts import FACTS
from chuntian.policy.facts.saying import CIVIL_AFFAIRS
from chuntian.registry.models import Person, Source
from chuntian.trail.operations import record

# What stands in a file beside the declared facts.
OTHERS = frozenset({"name", "phone", "bank_account", "guardian", "authority", "other"})
OWNERS = {fact.name: fact.owner for fact in FACTS if fact.subject == "person"}
NUMBERS = re.compile(r"\d{15,}|\d{17}[Xx]", re.ASCII)
ANSWERS = (TaskOutcome.CORRECTED, TaskOutcome.RIGHT)


class NothingToCorrect(ValueError):
    """What is asked for is no part of a file, says nothing, or holds a number that must not stand in a text."""


class AlreadyAsked(Exception):
    """The same thing is being looked at already."""


@transaction.atomic
def ask_correction(
    *, person: Person, fact: str, said: str, source: Source | None, by: User, acting: str, at: datetime, phone: str = ""
) -> Correction:
    """
    Record that something in a file is wrong, and ask whoever keeps its source to look; the file stays as it is.

    :param acting: as what the asker speaks: "self", "guardian", "helper".
    :raises NothingToCorrect: no such thing, no word of what is right, or an identity or account number in the text.
    :raises AlreadyAsked: a request about it is open.
    """
    if fact not in OWNERS and fact not in OTHERS:
        raise NothingToCorrect("档案里没有这一项")
    if not said.strip():
        raise NothingToCorrect("请写明应该是什么")
    if NUMBERS.search(said):
        raise NothingToCorrect("请不要写身份证号、银行账号；经办人会与您联系核对")
    open_ones = Task.objects.filter(person=person, kind=TaskKind.CORRECT, key=fact, state=TaskState.OPEN)
    if open_ones.exists():
        raise AlreadyAsked("这一项已经提过，正在核实，不用再提")
    try:
        with transaction.atomic():
            return _opened(person, fact, said.strip(), source, by, acting, at, phone.strip())
    except IntegrityError as why:  # the same button in two windows
        raise AlreadyAsked("这一项已经提过，正在核实，不用再提") from why


def _opened(
    person: Person, fact: str, said: str, source: Source | None, by: User, acting: str, at: datetime, phone: str
) -> Correction:
    task = open_task(
        kind=TaskKind.CORRECT, person=person, region=person.region, at=at, key=fact, owner_role=keeper_of(fact),
        detail={"fact": fact, "source": source.pk if source else None},
    )  # fmt: skip
    asked = Correction.objects.create(
        person=person, region=person.region, fact=fact, said=said[:500], phone=phone or None, source=source, task=task,
        asked_by=by, asked_as=acting, asked_at=at,
    )  # fmt: skip
    record(
        actor=by, action="correction.ask", subject_kind="person", subject_id=person.pk, region=person.region, at=at,
        detail={"fact": fact, "as": acting, "task": task.pk},
    )  # fmt: skip
    return asked


def keeper_of(fact: str) -> str:
    """Give the role that sees to a fact: civil affairs for what its lists say, else the county federation's clerk."""
    return Role.CIVIL_AFFAIRS if OWNERS.get(fact) == CIVIL_AFFAIRS else Role.COUNTY_CLERK


@transaction.atomic
def answer_correction(*, task: Task, outcome: str, reason: str, by: User, at: datetime) -> Task:
    """
    Answer a request: put right at its source, or looked at and right as it is. The reason is told to the person.

    :raises TaskClosed: someone else answered. :raises ReasonMissing: no reason is given.
    :raises ValueError: neither of the two answers.
    """
    if outcome not in ANSWERS:
        raise ValueError(outcome)
    closed = close_task(task=task, outcome=outcome, by=by, at=at, reason=need_reason(reason))
    record(
        actor=by, action="correction.answer", subject_kind="person", subject_id=task.person_id, region=task.region,
        at=at, reason=reason, detail={"fact": task.key, "outcome": closed.outcome, "task": task.pk},
    )  # fmt: skip
    return closed
