"""Working days a task may wait, who does it, and when a due day falls. Ours, not the law's, unless a source is named."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from chuntian.accounts.enums import Role
from chuntian.casework.enums import TaskKind
from chuntian.kernel.days import CalendarYearUnknown, add_working_days, is_working_day, period_end

CHINA = ZoneInfo("Asia/Shanghai")

TASK_DAYS = {
    TaskKind.TELL: 10,
    TaskKind.CHECK: 10,
    TaskKind.STOP: 5,
    TaskKind.FETCH: 10,
    TaskKind.VISIT: 20,
    TaskKind.DECIDE: 10,  # R-SUB-05, by analogy with R-SUB-06
    TaskKind.DISCREPANCY: 10,
    TaskKind.FORMAT: 5,
    TaskKind.CORRECT: 10,
}
TASK_ROLES = {
    TaskKind.TELL: Role.LIAISON,
    TaskKind.VISIT: Role.LIAISON,
    TaskKind.CHECK: Role.COUNTY_CLERK,
    TaskKind.STOP: Role.COUNTY_CLERK,
    TaskKind.FETCH: Role.COUNTY_CLERK,
    TaskKind.DISCREPANCY: Role.COUNTY_CLERK,
    TaskKind.FORMAT: Role.COUNTY_CLERK,
    TaskKind.CORRECT: Role.COUNTY_CLERK,  # or whoever keeps the source, see operations.corrections
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


def due_after_days(start: date, days: int) -> date | None:
    """Give the last of `days` calendar days, rolled on to a working day (R-TIME-01); None while that year's calendar is not out."""
    try:
        return period_end(start, days=days)
    except CalendarYearUnknown:
        return None


def working_days_left(today: date, due: date | None) -> int | None:
    """Count the working days that are left until a due day, itself included; below zero those it is late. None: nobody knows."""
    if due is None:
        return None
    first, last = sorted((today, due))
    days = [first + timedelta(days=number) for number in range(1, (last - first).days + 1)]
    try:
        count = sum(is_working_day(day) for day in days)
    except CalendarYearUnknown:
        return None
    return count if due >= today else -count
