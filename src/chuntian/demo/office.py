"""Who acts in the county and on which day of the simulated calendar."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from chuntian.demo.folder import outside_of
from chuntian.kernel.days import Month

if TYPE_CHECKING:
    from chuntian.demo.bank import Bank
    from chuntian.rules import Law

CHINA = ZoneInfo("Asia/Shanghai")
# Days of the month on which things happen, after the fashion of a county office.
LISTS, BRAKE, COMPARE, DECIDE, TELL, APPLY, CHECK, APPROVE, STOP, PREPARE, SIGN, FILE, ANSWER, RECOVER, KEEP = (
    3, 4, 5, 6, 8, 9, 11, 13, 14, 16, 17, 17, 19, 22, 25,
)  # fmt: skip


@dataclass(slots=True)
class Office:
    """The county's people by role, the law in force, and the folder in which everything of its own lies."""

    region: str
    users: dict[str, Any]
    law: "Law"
    folder: Path
    bank: "Bank"

    @property
    def outside(self) -> Path:
        """Give where what is not the office's own lies."""
        return outside_of(self.folder)

    def who(self, role: str) -> Any:
        """Give the user of a role."""
        return self.users[role]

    def at(self, month: Month, day: int, hour: int = 9) -> datetime:
        """Give a moment of the simulated year."""
        return datetime(month.year, month.month, day, hour, tzinfo=CHINA)
