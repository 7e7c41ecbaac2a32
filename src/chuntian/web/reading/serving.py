"""How sessions, orders and lines are told: a word, a colour beside it, hours and sums."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chuntian.services.enums import (
    AgreementState,
    ClaimState,
    DeviceState,
    LineState,
    NeedState,
    OrderState,
    SessionState,
    WorksState,
    findings_of,
)
from chuntian.services.models import Claim, ClaimLine, Device, HomeWorks, Need, Order, Session
from chuntian.web.shown import Tag

SESSION_TAGS = {SessionState.ACCEPTED: "good", SessionState.DELIVERED: "warn", SessionState.CONTESTED: "stop"}
ORDER_TAGS = {
    OrderState.RUNNING: "good",
    OrderState.WAITING: "warn",
    OrderState.STOPPED: "stop",
    OrderState.DONE: "info",
}
LINE_TAGS = {
    LineState.PASSES: "good", LineState.ALLOWED: "good", LineState.HELD: "warn", LineState.DISPUTED: "warn",
    LineState.REFUSED: "stop",
}  # fmt: skip
CLAIM_TAGS = {ClaimState.DRAFT: "warn", ClaimState.SUBMITTED: "info", ClaimState.SETTLED: "good"}
AGREEMENT_TAGS = {
    AgreementState.SIGNED: "good", AgreementState.SUSPENDED: "stop", AgreementState.REMOVED: "stop",
    AgreementState.REFUSED: "stop", AgreementState.EXPIRED: "", AgreementState.APPLIED: "warn",
    AgreementState.ASSESSED: "warn", AgreementState.PUBLISHED: "warn",
}  # fmt: skip

SHUT_CANCELS = gettext_lazy("这一天还没到的预约会取消，并告诉本人；想改到别的日子的，请先改期。")


def cancelled_words(count: int) -> str:
    """Say how many appointments a deed cancelled; nothing where there was none."""
    if not count:
        return ""
    return ngettext("取消了 %d 次预约，通知正在发给本人。", "取消了 %d 次预约，通知正在发给本人。", count) % count


def clock_of(minutes: int) -> str:
    """Write minutes after midnight as 09:05."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def hours_of(session: Session) -> str:
    """Write from when to when a session was."""
    return f"{clock_of(session.starts)}–{clock_of(session.ends)}"


def session_tag(session: Session) -> Tag:
    """Give the state of a session."""
    return Tag(session.get_state_display(), SESSION_TAGS.get(session.state, ""))


def remark_tags(mask: int) -> tuple[Tag, ...]:
    """Give what was found of a session or a line, each in its words."""
    return tuple(Tag(one.label_zh, "warn") for one in findings_of(mask))


def findings_text(mask: int) -> str:
    """Give the findings as one sentence."""
    return "；".join(one.label_zh for one in findings_of(mask))


def order_tag(order: Order) -> Tag:
    """Give the state of an order."""
    return Tag(order.get_state_display(), ORDER_TAGS.get(order.state, ""))


def line_tag(line: ClaimLine) -> Tag:
    """Give the state of a line."""
    return Tag(line.get_state_display(), LINE_TAGS.get(line.state, ""))


def claim_tag(claim: Claim) -> Tag:
    """Give the state of a claim."""
    return Tag(claim.get_state_display(), CLAIM_TAGS.get(claim.state, ""))


def agreement_tag(agreement: Any) -> Tag:
    """Give the state of an agreement."""
    return Tag(agreement.get_state_display(), AGREEMENT_TAGS.get(agreement.state, ""))


def days_text(days: int) -> str:
    """Say for how many days."""
    return _("%(days)s 天") % {"days": days}


NEED_TAGS = {NeedState.OPEN: "warn", NeedState.PLANNED: "info", NeedState.CLOSED: ""}
DEVICE_TAGS = {
    DeviceState.STOCK: "good", DeviceState.LENT: "info", DeviceState.GIVEN: "info", DeviceState.REPAIR: "warn",
    DeviceState.REFURBISH: "warn", DeviceState.SCRAPPED: "",
}  # fmt: skip
WORKS_TAGS = {
    WorksState.ACCEPTED: "good",
    WorksState.DROPPED: "",
    WorksState.BUILT: "info",
    WorksState.BUILDING: "info",
}


def need_tag(need: Need) -> Tag:
    """Give the state of a need."""
    return Tag(need.get_state_display(), NEED_TAGS.get(need.state, ""))


def device_tag(device: Device) -> Tag:
    """Give where a thing is."""
    return Tag(device.get_state_display(), DEVICE_TAGS.get(device.state, ""))


def works_tag(home: HomeWorks) -> Tag:
    """Give the state of a home."""
    return Tag(home.get_state_display(), WORKS_TAGS.get(home.state, "warn"))
