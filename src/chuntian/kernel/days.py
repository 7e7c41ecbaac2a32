"""Days, months, ages, periods and working days, as the law counts them (rules.md section 0.2)."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import chinese_calendar

ONE_DAY = timedelta(days=1)


class CalendarYearUnknown(LookupError):
    """The State Council's notice for a year is not in the calendar, so nobody can say which days are worked."""


class MonthError(ValueError):
    """A text is not a month written as 2024-03."""


def add_months(day: date, months: int) -> date:
    """Go to the corresponding day, or to the last day of a month that has none (Civil Code art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def after(last: datetime | None, at: datetime) -> datetime:
    """
    Give the moment of what comes after `last`: `at`, or the least bit later than `last` where a clock says otherwise.

    What came later under a lock stays later, whatever the clocks of two machines say (trust A19).
    """
    return at if last is None or at > last else last + timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise MonthError(f"没有这个月份：{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """
        Read a month written as 2024-03.

        :raises MonthError: the text is written otherwise.
        """
        year, dash, month = text.strip().partition("-")
        if not (dash and year.isascii() and month.isascii() and year.isdigit() and month.isdigit()) or (
            len(year) != 4 or len(month) != 2
        ):
            raise MonthError(f"{text!r} 不是月份，请写成 2024-03")
        return cls(int(year), int(month))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Give the month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> "Month":
        """Go forward, or back with a negative number."""
        year, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(year, month + 1)

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> "Month":
        return self.plus(1)

    @property
    def previous(self) -> "Month":
        return self.plus(-1)


def months_between(first: Month, last: Month) -> Iterator[Month]:
    """Go through the months from `first` to `last`, both included; nothing where `last` is earlier."""
    month = first
    while month <= last:
        yield month
        month = month.next


def age_on(birth: date, on: date) -> int:
    """Count full years; who was born on 29 February turns a year older on 28 February of a common year."""
    years = on.year - birth.year
    return years if on >= add_months(birth, years * 12) else years - 1


def is_working_day(day: date) -> bool:
    """
    Tell whether a day is worked: no weekend, no statutory holiday, or a make-up day of the yearly notice.

    :raises CalendarYearUnknown: the year is not in the calendar; it is never guessed.
    """
    try:
        return bool(chinese_calendar.is_workday(day))
    except RuntimeError as why:  # how the library says that it does not know the year
        raise CalendarYearUnknown(
            f"还没有 {day.year} 年的节假日安排，请更新 chinesecalendar · no working-day calendar for {day.year}"
        ) from why


def add_working_days(day: date, days: int) -> date:
    """
    Count working days from `day`, which itself is not counted; a negative number counts back.

    :raises CalendarYearUnknown: the count reaches a year that is not in the calendar.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    left = abs(days)
    while left:
        day += step
        left -= is_working_day(day)
    return day


def period_end(start: date, *, months: int = 0, years: int = 0, days: int = 0, roll: bool = True) -> date:
    """
    Give the last day of a period that starts at `start` (R-TIME-01): the first day is not counted, months and years
    end on the corresponding day, and an end on a holiday moves to the next day that is worked.

    :param roll: False leaves an end on a holiday where it is, for periods that are no time limit for anyone.
    :raises CalendarYearUnknown: the end lies in a year that is not in the calendar.
    """
    end = add_months(start, months + 12 * years) + timedelta(days=days)
    while roll and not is_working_day(end):
        end += ONE_DAY
    return end
