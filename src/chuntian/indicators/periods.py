"""The stretch of time that a figure speaks of."""

from dataclasses import dataclass
from datetime import date

from chuntian.kernel.days import Month


@dataclass(frozen=True)
class Period:
    """A calendar year, or the part of it up to and including one month."""

    year: int
    month: int | None = None

    @property
    def last_month(self) -> Month:
        """Give the last month spoken of."""
        return Month(self.year, self.month or 12)

    @property
    def first_day(self) -> date:
        """Give the first day: figures of services and payments count from here."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """Give the day on which people are counted."""
        return self.last_month.last

    def __str__(self) -> str:
        return f"{self.year}年" if self.month is None else f"{self.year}年1-{self.month}月"
