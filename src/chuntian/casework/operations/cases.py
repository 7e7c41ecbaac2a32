"""Move cases along their paths: each step locks the case, looks again, writes, and tells trail and outbox."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import AFTERWARDS, CLOSED_STATES, ActionKind, Channel, TaskKind, TaskOutcome, TaskState
from chuntian.casework.explain import explain
from chuntian.casework.models import Award, Case, Decline, Objection, Task
from chuntian.casework.operations.awards import AlreadyReceiving, grant
from chuntian.casework.operations.moving import CannotMove, log_action, move, place, target_of
from chuntian.casework.operations.tasks import close_task, need_reason
from chuntian.casework.paths import CASH_BENEFIT, CASH_BENEFIT_ELSEWHERE
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import prefix
from chuntian.kernel.outcomes import Outcome
from chuntian.registry.models import Person
from chuntian.rules import Decision, Law

# Steps that take more than a step: a notice with its fields, a review with another decider.
OF_THEIR_OWN = (
    ActionKind.OPEN_NOTICE, ActionKind.END_NOTICE, ActionKind.UPHOLD, ActionKind.CHANGE, ActionKind.EXTEND,
)  # fmt: skip


NEED_REASON = (
    ActionKind.ASK_PAPERS, ActionKind.SEND_BACK, ActionKind.WITHDRAW, ActionKind.NOT_TAKE_UP, ActionKind.ANSWER,
)  # fmt: skip


class CaseOpen(Exception):
    """The person has an open case of the programme already."""


class SamePerson(Exception):
    """Who checked a case cannot decide it."""


class CannotDecide(Exception):
    """The facts do not say yes for an approval or no for a refusal."""


@transaction.atomic
def apply(
    *, person: Person, programme: str, applied_on: date, channel: str, by: User, at: datetime, office: str = "",
    law: Law | None = None, why: str = "",
) -> Case:  # fmt: skip
    """
    Take in an application. Handed in outside the county of registration it goes the cross-province path (R-SUB-06);
    the day it was handed in counts, wherever that was.

    :raises CaseOpen, AlreadyReceiving
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if _is_open(person, programme):
        raise CaseOpen("该项目已有在办申请")
    if Award.objects.filter(person=person, programme=programme, end_month__isnull=True).exists():
        raise AlreadyReceiving("本人已在享受该项目")
    elsewhere = bool(office) and prefix(office)[:6] != prefix(person.region)[:6]
    path = CASH_BENEFIT_ELSEWHERE if elsewhere else CASH_BENEFIT
    case = Case(
        path=path.slug, person=person, programme=programme, channel=Channel.ELSEWHERE if elsewhere else Channel(channel),
        applied_on=applied_on, office=office if elsewhere else "", region=person.region, opened_at=at, opened_by=by,
    )  # fmt: skip
    place(case, path.first, at, law)
    case.save(force_insert=True)
    log_action(case, ActionKind.ACCEPT_ELSEWHERE if elsewhere else ActionKind.APPLY, by, at, why)
    Decline.objects.filter(person=person, programme=programme, withdrawn_at__isnull=True).update(withdrawn_at=at)
    for task in Task.objects.filter(person=person, programme=programme, kind=TaskKind.TELL, state=TaskState.OPEN):
        close_task(task=task, outcome=TaskOutcome.APPLIED, by=by, at=at)
    return case


def open_case(**what: Any) -> Case:
    """Take in an application (another name of `apply`, as the contract has it)."""
    return apply(**what)


@transaction.atomic
def act(*, case: Case, kind: str, by: User, at: datetime, why: str = "", data: dict[str, Any] | None = None,
        law: Law | None = None) -> Case:  # fmt: skip
    """
    Take one step of a case's path that is no decision: check, send on, ask for papers, send back, withdraw, tell, note.

    :raises CannotMove: the step does not begin where the case is.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    kind = ActionKind(kind)
    if kind in (ActionKind.APPROVE, ActionKind.REFUSE):
        raise CannotMove("审定请使用 decide_case，以便写入依据")
    if kind in OF_THEIR_OWN:
        raise CannotMove(f"“{kind.label}”请使用它自己的操作")
    if kind in NEED_REASON:
        why = need_reason(why)
    if kind == ActionKind.CHECK:
        case.checked_by = by
    move(case, kind, by, at, why=why, data=data, law=law)
    return case


def _is_open(person: Person, programme: str) -> bool:
    cases = Case.objects.filter(person=person, programme=programme).exclude(path__in=AFTERWARDS)
    return cases.exclude(state__in=CLOSED_STATES).exists()


@transaction.atomic
def decide_case(*, case: Case, approve: bool, by: User, at: datetime, law: Law, reason: str = "") -> Case:
    """
    Decide a case; the reasons are those of the law's decision on the day of application, with the facts known now.

    A person decides, but not against the facts: what the facts do not say must be recorded as a fact first.

    :raises CannotMove, SamePerson, CannotDecide, AlreadyReceiving
    """
    case = Case.objects.select_for_update(no_key=True).select_related("person").get(pk=case.pk)
    kind = ActionKind.APPROVE if approve else ActionKind.REFUSE
    target = target_of(case, kind)
    if case.checked_by_id == by.pk:
        raise SamePerson("审核人不能审定自己审核的申请")
    if Objection.objects.filter(notice__case=case, decided_at__isnull=True).exists():
        raise CannotDecide("有公示异议还没有答复，先答复再审定")
    decision = explain(
        person=case.person,
        on=case.applied_on,
        known_at=at,
        law=law,
        programme=case.programme,
        applied_on=case.applied_on,
    )[0]
    _agree(decision, approve)
    case.decided_by, case.decided_at, case.decision = by, at, decision_record(decision)
    case.state, case.due_on = target, None
    case.save(update_fields=["state", "due_on", "decided_by", "decided_at", "decision"])
    if approve:
        once = law.programme(case.programme).gives.period != "month"
        grant(case=case, start_month=str(Month.of(case.applied_on)), by=by, at=at, once=once)
    log_action(case, kind, by, at, reason, {"outcome": str(decision.outcome), "amount_fen": decision.amount_fen})
    return case


def decision_record(decision: Decision) -> dict[str, Any]:
    """Give a decision as it is kept with a case: outcome, reasons, and the standards used with their sources."""
    used = [
        {"key": one.key, "value": one.text, "source": str(one.citation), "demo": one.demo}
        for one in decision.parameters_used
    ]  # fmt: skip
    kept = {"on": decision.on.isoformat(), "division": decision.division, "parameters": used}
    return {**decision.as_dict(), **kept}


def _agree(decision: Decision, approve: bool) -> None:
    if decision.outcome == Outcome.UNKNOWN:
        open_points = [reason.text for reason in decision.reasons if reason.met is None]
        missing = [f"缺少标准 {one.key}（请取得：{one.document or '有关文件'}）" for one in decision.missing]
        raise CannotDecide("以下情况尚不清楚，不能批准也不能拒绝：" + "；".join([*open_points, *missing]))
    if approve and decision.outcome != Outcome.ELIGIBLE:
        failed = "；".join(reason.text for reason in decision.reasons if reason.met is False)
        raise CannotDecide(f"按现有信息不符合条件：{failed}。如信息有误，请先更正后再审定")
    if not approve and decision.outcome != Outcome.NOT_ELIGIBLE:
        raise CannotDecide("按现有信息符合全部条件，不能拒绝。如信息有误，请先更正后再审定")
