"""Whether a time can be planned: the order's days and what is left of it, the agreement, the provider, who is busy."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localtime

from chuntian.kernel.clock import CHINA
from chuntian.services.enums import TAKEN, AppointmentState, OrderState, SessionState
from chuntian.services.models import AgreementSpan, Appointment, Order, Provider, Session
from chuntian.services.prices import price_on, sum_of
from chuntian.services.queries import left_of
from chuntian.services.readings import is_shut, of_person


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of China and the minutes after its midnight, what is done, by whom, at what kind of place."""

    day: date
    starts: int
    ends: int
    item: str
    mode: str
    staff: str = ""

    @property
    def starts_at(self) -> datetime:
        """Give the moment it begins."""
        return moment_of(self.day, self.starts)

    @property
    def ends_at(self) -> datetime:
        """Give the moment it ends."""
        return moment_of(self.day, self.ends)


def moment_of(day: date, minutes: int) -> datetime:
    """Give the moment so many minutes after a day's midnight in China."""
    return datetime.combine(day, time(), CHINA) + timedelta(minutes=minutes)


def slot_of(one: Appointment) -> Slot:
    """Give an appointment's day and minutes as a session has them."""
    begins = localtime(one.starts_at, CHINA)
    starts = begins.hour * 60 + begins.minute
    ends = starts + int((one.ends_at - one.starts_at).total_seconds()) // 60
    return Slot(begins.date(), starts, ends, one.item, one.mode, one.staff)


def on_day(rows: QuerySet[Appointment], first: date, last: date | None = None) -> QuerySet[Appointment]:
    """Keep the appointments that begin on a day of China, or from one to another."""
    after = moment_of((last or first) + timedelta(days=1), 0)
    return rows.filter(starts_at__gte=moment_of(first, 0), starts_at__lt=after)


def why_not(order: Order, slot: Slot, *, at: datetime) -> str:
    """Say why a time of an order cannot be planned; empty where it can. The first reason that a person can act on."""
    provider = order.provider
    if provider is None or order.state != OrderState.RUNNING or order.starts_on is None or order.ends_on is None:
        return f"服务单{order.get_state_display()}，不能排期"
    if slot.starts_at <= at:
        return "时间已经过了"
    if not order.starts_on <= slot.day <= order.ends_on:
        return f"不在服务单期限内（{order.starts_on}至{order.ends_on}）"
    if shut := is_shut(provider, slot.day):
        return f"机构停业：{shut}"
    if not _agreed(order, slot.day):
        return "机构当天没有该项目的有效协议"
    return _busy(order, slot) or _full(provider, slot.day) or _used_up(order, slot)


def _agreed(order: Order, day: date) -> bool:
    spans = AgreementSpan.objects.filter(agreement__provider=order.provider_id, agreement__programme=order.programme)
    return spans.filter(from_on__lte=day, to_on__gte=day).exists()


def _busy(order: Order, slot: Slot) -> str:
    """Say whose time is taken: the person's, wherever, or the one's who serves, at this provider."""
    taken = Appointment.objects.filter(state__in=TAKEN, starts_at__lt=slot.ends_at, ends_at__gt=slot.starts_at)
    who = order.person.merged_into_id or order.person_id
    if taken.filter(of_person(who)).exists():
        return "本人这个时间已有预约"
    if slot.staff and taken.filter(provider=order.provider_id, staff=slot.staff).exists():
        return f"{slot.staff}这个时间已有预约"
    return ""


def _full(provider: Provider, day: date) -> str:
    if provider.capacity is None:
        return ""
    planned = on_day(Appointment.objects.filter(provider=provider, state__in=TAKEN), day).count()
    beside = Session.objects.filter(provider=provider, day=day, appointment__isnull=True)
    if planned + beside.exclude(state=SessionState.VOID).count() >= provider.capacity:
        return f"当天已约满（每天接待 {provider.capacity} 人次）"
    return ""


def _used_up(order: Order, slot: Slot) -> str:
    """Say what of the order would be used up: how often the item, and the sum, with all that is planned already."""
    price = price_on(order.provider_id or 0, slot.item, slot.day)
    if price is None:
        return "当天没有这个项目的价目"
    ceiling, items = left_of(order)
    if slot.item not in items:
        return "服务单没有这个项目，或次数已用完"
    planned = Appointment.objects.filter(order=order, state=AppointmentState.PLANNED)
    times = items[slot.item]
    if times is not None and planned.filter(item=slot.item).count() >= times:
        return "服务单的次数已排满"
    if ceiling is None:
        return ""
    days = [(one.item, localtime(one.starts_at, CHINA).date()) for one in planned.only("item", "starts_at")]
    bound = sum_of(order.provider_id or 0, days)
    return "服务单的限额已排满" if bound + price > ceiling else ""
