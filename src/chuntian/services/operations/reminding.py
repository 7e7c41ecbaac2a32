"""What a person is told of appointments, through the outbox: a day before, when moved, when cancelled; each once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from chuntian.casework.operations import chosen_forms
from chuntian.kernel.clock import CHINA
from chuntian.services.enums import AppointmentState, SessionMode
from chuntian.services.models import Appointment
from chuntian.trail.operations import put_in_outbox

REMIND_BEFORE = timedelta(days=1)  # ours, no document names it: the evening can still be used to change something
EACH_BY_NAME = 3  # so many times are named, of more the first, the last and how many
AT_MOST = 500  # reminders a pass, as many as the outbox sends
WEEKDAYS = "一二三四五六日"
WORDS = {
    "reminder": "提醒您：{when}有一次预约，{place}。{where}要改时间或取消，请在“我的服务”里说，或打电话给机构{phone}。",
    "moved": "您的预约改到了{when}，{place}。{where}这个时间不行，请在“我的服务”里说，或打电话给机构{phone}。",
    "cancelled": "您{which}预约已取消。{where}要重新约，请打电话给机构{phone}。",
    "unserved": "您{which}预约已取消：机构那天不能提供这项服务。{where}要换一家机构，请找当地残联。",
}
PLACES = {SessionMode.CENTRE: "请到机构来", SessionMode.HOME: "工作人员上门", SessionMode.REMOTE: "远程进行"}


def remind(*, at: datetime) -> int:
    """Remind everyone whose appointment is at most REMIND_BEFORE ahead; give how many. Again: nothing."""
    due = Appointment.objects.filter(
        state=AppointmentState.PLANNED, reminded_at__isnull=True, starts_at__gt=at, starts_at__lte=at + REMIND_BEFORE
    ).order_by("starts_at", "pk")
    return sum(_reminded(pk, at) for pk in list(due.values_list("pk", flat=True)[:AT_MOST]))


@transaction.atomic
def _reminded(pk: int, at: datetime) -> bool:
    one = Appointment.objects.select_for_update().filter(pk=pk).first()
    if one is None or one.state != AppointmentState.PLANNED or one.reminded_at is not None:
        return False
    one.reminded_at = at
    one.save(update_fields=["reminded_at"])
    tell(one, "reminder", at=at)
    return True


def tell(one: Appointment, what: str, *, at: datetime, beside: Sequence[Appointment] = ()) -> None:
    """
    Put a word about an appointment that is to come in the outbox; what is over needs none.

    `beside` are others of the same order that it is said of too: twenty appointments are one message, not twenty.
    """
    if one.starts_at <= at:
        return
    payload = {
        "appointment": one.pk, "person": one.person_id, "to": one.order.chosen_by, "starts_at": localtime(one.starts_at, CHINA).isoformat(),
        "forms": [str(form) for form in chosen_forms(one.person)], "text": words_of(one, what, beside),
    }  # fmt: skip
    if beside:
        payload["beside"] = [other.pk for other in beside]
    put_in_outbox(topic=f"appointment.{what}", key=f"appointment:{one.pk}:{what}", payload=payload, at=at)


def words_of(one: Appointment, what: str, beside: Sequence[Appointment] = ()) -> str:
    """Give the words: day, hour, kind of place. No programme, no item, no person; of a restricted order no provider either."""
    said = {
        "when": when_of(one),
        "which": _which([one, *beside]),
        "place": PLACES[SessionMode(one.mode)],
        "where": "",
        "phone": "",
    }
    if not one.order.restricted:
        where = one.provider.organisation
        said |= {"where": f"机构：{where.name}。", "phone": f" {where.phone}" if where.phone else ""}
    return WORDS[what].format(**said)


def _which(several: Sequence[Appointment]) -> str:
    if len(several) <= EACH_BY_NAME:
        return "、".join(when_of(one) for one in several) + "的"
    return f"{when_of(several[0])}到{when_of(several[-1])}的 {len(several)} 次"


def when_of(one: Appointment) -> str:
    """Write an appointment's day and hour as people say it."""
    begins = localtime(one.starts_at, CHINA)
    return f"{begins.month}月{begins.day}日（星期{WEEKDAYS[begins.weekday()]}）{begins:%H:%M}"
