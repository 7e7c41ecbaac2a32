"""How appointments are told: hours, kind of place, state, and what the person's side asks for."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from chuntian.services.enums import AppointmentState
from chuntian.services.models import Appointment
from chuntian.services.readings import item_name
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import day

TAGS = {
    AppointmentState.PLANNED: "info", AppointmentState.KEPT: "good", AppointmentState.MISSED: "stop",
    AppointmentState.CANCELLED: "", AppointmentState.MOVED: "",
}  # fmt: skip
MOST_ROWS = 40


def appointment_tag(one: Appointment) -> Tag:
    """Give the state of an appointment."""
    return Tag(one.get_state_display(), TAGS.get(one.state, ""))


def appointment_hours(one: Appointment) -> str:
    """Write from when to when an appointment is, in China's time."""
    return f"{localtime(one.starts_at):%H:%M}–{localtime(one.ends_at):%H:%M}"


def appointment_what(one: Appointment) -> str:
    """Say what is done."""
    return item_name(one.order.programme, one.item)


def why_text(one: Appointment) -> str:
    """Say why it was moved or ended, and by whose word."""
    if one.reason and one.said_by:
        return _("%(side)s：%(reason)s") % {"side": one.get_said_by_display(), "reason": one.reason}
    return one.reason


def appointments_table(rows: list[Appointment]) -> list[Table]:
    """Give appointments as a table, for the desk; nothing where there are none."""
    cells = [
        [
            Cell(f"{day(one.starts_at)} {appointment_hours(one)}"), Cell(appointment_what(one), note=one.get_mode_display()),
            Cell(one.staff or "—"), Cell(tags=(appointment_tag(one),), note=why_text(one) or one.wish),
        ]
        for one in rows
    ]  # fmt: skip
    return [Table(_("预约"), columns(_("时间"), _("项目"), _("谁来做"), _("状态")), cells)] if cells else []
