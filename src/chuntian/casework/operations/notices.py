"""Open a public notice, take objections to it, answer them with reasons, and take it down on its day (R-PUB-01 to R-PUB-03)."""

from datetime import datetime

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import ActionKind, CaseState, ObjectionChannel
from chuntian.casework.explain import facts_on
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Case, Objection, PublicNotice
from chuntian.casework.notices import goes_online, period_of, shown_of
from chuntian.casework.operations.cases import SamePerson
from chuntian.casework.operations.moving import CannotMove, log_action, move
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.ids import new_id
from chuntian.rules import Law

RESULT = "拟批准"
TIMES_UP = "期满自动撤下"


class NoticeOver(Exception):
    """The notice is down already; whoever disagrees with the decision asks for a review of it."""


class ObjectionAnswered(Exception):
    """Someone else has answered the objection."""


@transaction.atomic
def open_notice(*, case: Case, by: User, at: datetime, law: Law, result: str = RESULT) -> PublicNotice:
    """
    Publish a case for the days its document says; until it is down and every objection answered nothing is decided.

    :raises CannotMove: the case does not wait for its decision. :raises NoNoticeRule: no document says how long.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=case.pk)
    today = day_in_china(at)
    period = period_of(case.programme, region=case.region, on=today, law=law)
    facts = facts_on(person=case.person, on=today, known_at=at, law=law, programme="nursing_subsidy")
    notice = PublicNotice(
        id=new_id(), case=case, person=case.person, region=case.region, programme=case.programme,
        shown=shown_of(case.person, matter=law.programme(case.programme).name_zh, result=result),
        opens_on=period.opens_on, closes_on=period.closes_on, basis=period.basis[:300],
        online=goes_online(case.person, facts, today), opened_at=at, opened_by=by,
    )  # fmt: skip
    move(case, ActionKind.OPEN_NOTICE, by, at, data={"notice": notice.pk, "until": period.closes_on.isoformat()})
    notice.save(force_insert=True)
    return notice


@transaction.atomic
def object_to(
    *, notice: PublicNotice, text: str, by: User, at: datetime, channel: str = ObjectionChannel.ONLINE, said_by: str = "",
    contact: str = "",
) -> Objection:  # fmt: skip
    """
    Take an objection to a notice that hangs: from whoever is signed in, or written down at the counter.

    :raises NoticeOver: it is down. :raises ReasonMissing: it says nothing.
    """
    case, notice = _held(notice.pk)
    if notice.down_at is not None or day_in_china(at) > notice.closes_on:
        raise NoticeOver("公示已经结束。对决定不服的，可以申请复核")
    objection = Objection(
        id=new_id(), notice=notice, person_id=notice.person_id, region=notice.region, channel=ObjectionChannel(channel),
        by=by, said_by=said_by.strip()[:60], contact=contact.strip() or None, text=need_reason(text)[:1000], received_at=at,
    )  # fmt: skip
    objection.save(force_insert=True)
    log_action(case, ActionKind.OBJECT, by, at, "", {"objection": objection.pk, "channel": objection.channel})
    return objection


@transaction.atomic
def decide_objection(*, objection: Objection, upheld: bool, reasons: str, by: User, at: datetime) -> Objection:
    """
    Answer an objection with reasons. One that is upheld takes the notice down and sends the case back to be checked.

    :raises ObjectionAnswered: it is answered. :raises ReasonMissing: no reasons.
    :raises SamePerson: who took it in, or checked the case, cannot answer it.
    """
    case, notice = _held(objection.notice_id)
    objection = Objection.objects.select_for_update(no_key=True).get(pk=objection.pk)
    if objection.decided_at is not None:
        raise ObjectionAnswered("这条异议已由他人答复")
    if by.pk in (objection.by_id, case.checked_by_id):
        raise SamePerson("收到异议的人和审核人不能答复这条异议")
    objection.upheld, objection.reasons = upheld, need_reason(reasons)[:1000]
    objection.decided_at, objection.decided_by = at, by
    objection.save(update_fields=["upheld", "reasons", "decided_at", "decided_by"])
    log_action(case, ActionKind.ANSWER_OBJECTION, by, at, reasons, {"objection": objection.pk, "upheld": upheld})
    if upheld and case.state == CaseState.ON_NOTICE:
        _take_down(notice, by, at, "异议成立")
        move(case, ActionKind.SEND_BACK, by, at, why=reasons, data={"objection": objection.pk})
    else:
        _go_on(case, notice, by, at)
    return objection


@transaction.atomic
def end_notice(*, notice: PublicNotice, by: User, at: datetime, why: str) -> PublicNotice:
    """
    Take a notice down before its day, with a reason; the case goes back to be checked.

    :raises NoticeOver: it is down. :raises ReasonMissing: nobody says why.
    """
    case, notice = _held(notice.pk)
    if notice.down_at is not None:
        raise NoticeOver("公示已经撤下")
    _take_down(notice, by, at, need_reason(why))
    if case.state == CaseState.ON_NOTICE:
        move(case, ActionKind.SEND_BACK, by, at, why=why, data={"notice": notice.pk})
    return notice


def take_down_notices(*, at: datetime) -> int:
    """Take down every notice whose last day is over, and let their cases go on; give how many. Again: nothing."""
    due = PublicNotice.objects.filter(down_at__isnull=True, closes_on__lt=day_in_china(at)).order_by("closes_on", "id")
    return sum(_time_is_up(pk, at) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _time_is_up(pk: int, at: datetime) -> bool:
    case, notice = _held(pk)
    if notice.down_at is not None:
        return False
    _take_down(notice, None, at, TIMES_UP)
    _go_on(case, notice, None, at)
    return True


def _held(pk: int) -> tuple[Case, PublicNotice]:
    """Lock the case of a notice and then the notice, in the order in which every step of a case locks."""
    case = Case.objects.select_for_update(no_key=True, of=("self",)).get(notices=pk)
    return case, PublicNotice.objects.select_for_update(no_key=True).get(pk=pk)


def _take_down(notice: PublicNotice, by: User | None, at: datetime, why: str) -> None:
    notice.down_at, notice.down_by, notice.down_why = at, by, why[:300]
    notice.save(update_fields=["down_at", "down_by", "down_why"])


def _go_on(case: Case, notice: PublicNotice, by: User | None, at: datetime) -> None:
    """Let a case go on once its notice is down and nobody waits for an answer."""
    waits = Objection.objects.filter(notice__case=case, decided_at__isnull=True).exists()
    if notice.down_at is not None and not waits and case.state == CaseState.ON_NOTICE:
        move(case, ActionKind.END_NOTICE, by, at, why=notice.down_why, data={"notice": notice.pk})


__all__ = [
    "CannotMove", "NoticeOver", "ObjectionAnswered", "decide_objection", "end_notice", "object_to", "open_notice",
    "take_down_notices",
]  # fmt: skip
