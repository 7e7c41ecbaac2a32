"""Working days a task may wait, who does it, and when a due day falls. Ours, not the law's, unless a source is named."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from chuntian.accounts.enums import Role
from chuntian.casework.enums import TaskKind
from chuntian.kernel.days import CalendarYearUnknown, add_working_days

CHINA = ZoneInfo("Asia/Shanghai")

TASK_DAYS = {
    TaskKind.TELL: 10,
    TaskKind.CHECK: 10,
    TaskKind.STOP: 5,
    TaskKind.FETCH: 10,
    TaskKind.VISIT: 20,
    TaskKind.DECIDE: 10,  # R-SUB-05, by analogy with R-SUB-06
    TaskKind.DISCREPANCY: 10,
}
TASK_ROLES = {
    TaskKind.TELL: Role.LIAISON,
    TaskKind.VISIT: Role.LIAISON,
    TaskKind.CHECK: Role.COUNTY_CLERK,
    TaskKind.STOP: Role.COUNTY_CLERK,
    TaskKind.FETCH: Role.COUNTY_CLERK,
    TaskKind.DISCREPANCY: Role.COUNTY_CLERK,
    TaskKind.DECIDE: Role.CIVIL_AFFAIRS,
}
CERTIFICATE_REMINDER_MONTHS = 6  # R-SUB-08: remind half a year before a certificate ends
DECLINE_HOLDS_MONTHS = 12  # who declined is asked again after a year


def day_in_china(at: datetime) -> date:
    """Give the calendar day of a moment in China."""
    return at.astimezone(CHINA).date()


def due_after(start: date, days: int) -> date | None:
    """Give the day `days` working days later; None while that year's calendar is not out (R-TIME-02: never guessed)."""
    try:
        return add_working_days(start, days)
    except CalendarYearUnknown:
        return None
