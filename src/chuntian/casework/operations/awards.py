"""Grant, stop and resume awards; decide a month by hand. Always a person, always with a reason."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from chuntian.accounts.models import User
from chuntian.casework.enums import HandOutcome, TaskKind, TaskOutcome, TaskState
from chuntian.casework.explain import facts_on
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Award, Case, HandDecision, Task
from chuntian.casework.operations.tasks import close_task, need_reason
from chuntian.kernel.days import Month, after
from chuntian.registry.models import Person
from chuntian.rules import Law, ParameterValue
from chuntian.trail.operations import put_in_outbox, record


class AlreadyReceiving(Exception):
    """The person receives the programme already."""


class CannotStop(Exception):
    """The award has ended already."""


class CannotResume(Exception):
    """The award still runs, or another one of the programme does."""


class CannotDecideByHand(Exception):
    """The month is not one of the award's, or an amount is missing."""


@transaction.atomic
def grant(*, case: Case, start_month: str, by: User, at: datetime, once: bool = False) -> Award:
    """
    Make the award of an approved case; one that is paid once covers its first month only.

    :raises AlreadyReceiving: the programme runs already.
    """
    ended = {"end_month": start_month, "ended_by": by, "ended_at": at, "end_reason": "一次性发放"} if once else {}
    if not once and _runs(case.person_id, case.programme):
        raise AlreadyReceiving("本人已在享受该项目")
    award = Award.objects.create(
        person=case.person, programme=case.programme, start_month=start_month, case=case, region=case.region,
        granted_at=at, granted_by=by, **ended,
    )  # fmt: skip
    _log(award, "award.grant", by, at, "")
    return award


@transaction.atomic
def stop_award(*, award: Award, end_month: str, by: User, at: datetime, reason: str) -> Award:
    """
    End an award with `end_month` as its last month; earlier than the first month takes it back whole.

    What was paid for later months is found by money and becomes a recovery with its own decision.

    :raises CannotStop: it has ended already. :raises ReasonMissing: no reason is given.
    """
    reason = need_reason(reason)
    award = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    if award.end_month is not None:
        raise CannotStop(f"该待遇已于 {award.end_month} 终止")
    award.end_month, award.ended_by, award.ended_at, award.end_reason = (
        str(Month.parse(end_month)),
        by,
        at,
        reason[:300],
    )
    award.save(update_fields=["end_month", "ended_by", "ended_at", "end_reason"])
    tasks = Task.objects.filter(
        person=award.person_id, programme=award.programme, kind=TaskKind.STOP, state=TaskState.OPEN
    )
    for task in tasks:
        close_task(task=task, outcome=TaskOutcome.STOPPED, by=by, at=at, reason=reason)
    _log(award, "award.stop", by, at, reason)
    put_in_outbox(
        topic="award.stopped", key=f"award:{award.pk}:stopped", at=at,
        payload={"award": award.pk, "person": award.person_id, "programme": award.programme, "last": award.end_month},
    )  # fmt: skip
    return award


@transaction.atomic
def resume_award(
    *, award: Award, start_month: str, by: User, at: datetime, reason: str, law: Law | None = None
) -> Award:
    """
    Let an ended award run again from a month, as an award that names the one it continues.

    Where the certificate had ended, the law may bound what is paid in arrears after its renewal (R-SUB-08); a place
    without such a rule has no bound, and a stop for any other reason is made good in full.

    :raises CannotResume: it has not ended, the month lies inside it, the programme runs again already, or the month
        lies further back than the arrears that are paid after a renewal.
    """
    reason = need_reason(reason)
    old = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    start_month = str(Month.parse(start_month))
    if old.end_month is None:
        raise CannotResume("该待遇没有终止，无需恢复")
    if start_month <= old.end_month:
        raise CannotResume(f"{start_month} 在原待遇期间内（至 {old.end_month}）")
    if _runs(old.person_id, old.programme):
        raise CannotResume("该项待遇已在发放")
    if law is not None:
        _within_arrears(old, Month.parse(start_month), law, at)
    new = Award.objects.create(
        person_id=old.person_id, programme=old.programme, start_month=start_month, case=old.case, region=old.region,
        granted_at=at, granted_by=by, resumes=old,
    )  # fmt: skip
    _log(new, "award.resume", by, at, reason)
    return new


def _runs(person_id: int, programme: str) -> bool:
    """Tell whether a programme runs for a person, whom nobody else gives it to until the transaction ends."""
    Person.objects.select_for_update(no_key=True).get(pk=person_id)
    return Award.objects.filter(person=person_id, programme=programme, end_month__isnull=True).exists()


def _within_arrears(old: Award, start: Month, law: Law, at: datetime) -> None:
    today = day_in_china(at)
    most = law.book.resolve("sub.arrears_months_max", old.region, today)
    if law.programme(old.programme).fund != "two_subsidies" or not isinstance(most, ParameterValue):
        return
    stopped = Month.parse(old.end_month).next.first
    if facts_on(person=old.person, on=stopped, known_at=at, law=law).get("certificate_valid") is not False:
        return
    earliest = Month.of(today).plus(-int(most.value))
    if start < earliest:
        raise CannotResume(
            f"残疾人证到期停发、换证后恢复的，最多补发 {most.value} 个月，最早从 {earliest} 起（{most.citation}）"
        )


@transaction.atomic
def decide_by_hand(
    *, award: Award, month: str, outcome: str, amount_fen: int | None, by: User, at: datetime, reason: str
) -> HandDecision:
    """
    Say by a person's word whether one month of an award is paid, where the machine could not say yes.

    The last word counts: the one said last, not the one with the latest clock.

    :raises CannotDecideByHand: the month is not the award's, or the amount of a month to pay is missing.
    """
    reason = need_reason(reason)
    award = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
    if month < award.start_month or (award.end_month is not None and month > award.end_month):
        raise CannotDecideByHand(f"{month} 不在该待遇期间内")
    pays = HandOutcome(outcome) == HandOutcome.PAY
    if pays and not (type(amount_fen) is int and amount_fen > 0):
        raise CannotDecideByHand("请填写发放金额（分）")
    month = str(Month.parse(month))
    last = HandDecision.objects.filter(award=award, month=month).aggregate(last=Max("decided_at"))["last"]
    word = HandDecision.objects.create(
        award=award, month=month, outcome=outcome, amount_fen=amount_fen if pays else None,
        decided_by=by, decided_at=after(last, at), reason=reason[:300],
    )  # fmt: skip
    _log(award, "award.by_hand", by, at, reason, month=month, outcome=str(outcome), amount_fen=word.amount_fen)
    return word


def _log(award: Award, action: str, by: User, at: datetime, reason: str, **detail: object) -> None:
    record(
        actor=by, action=action, subject_kind="award", subject_id=award.pk, region=award.region, at=at, reason=reason,
        detail={"programme": award.programme, "start": award.start_month, "end": award.end_month, **detail},
    )  # fmt: skip
