"""
An answer of its own to the question of the two subsidies, to hold the platform's answer against.

It reads the truth, not the lists, and shares no line with the rules engine (rules.md R-SUB-01 to R-SUB-03, R-SUB-09).
"""

from dataclasses import dataclass
from datetime import date

from chuntian.demo.world import MONTHS, OPENING, Human, World
from chuntian.kernel.days import Month

LIVING, NURSING = "living_subsidy", "nursing_subsidy"
SUBSIDIES = (LIVING, NURSING)


def entitlements(human: Human, day: date, county: str) -> set[str]:
    """Give the subsidies someone who already receives is entitled to on `day`, the first of a month."""
    certificate = human.certificate_on(day)
    if (
        certificate is None
        or not human.is_holder(day)
        or not human.is_alive(day)
        or not human.hukou(day).startswith(county)
    ):
        return set()
    if any(human.on(kind, day) is not None for kind in ("tekun", "work_injury_care", "prison")):
        return set()
    right = set()
    if human.on("dibao", day) is not None and human.on("orphans", day) is None:
        right.add(LIVING)
    if certificate.grade <= 2:
        right.add(NURSING)
    return right


@dataclass(frozen=True, slots=True)
class Claim:
    """What is true of one person and one subsidy, month by month."""

    human: Human
    programme: str
    months: tuple[bool, ...]  # January to December
    opening: bool  # already paid when the year begins

    @property
    def ends_after(self) -> Month | None:
        """Give the last month that is owed of what was paid before, or None if it goes on."""
        return self.end_of_run(0) if self.opening else None

    def end_of_run(self, start: int) -> Month | None:
        """Give the last month before the right first ends at or after the month `start` (0 = January)."""
        for place in range(start, 12):
            if not self.months[place]:
                return MONTHS[place].previous
        return None

    @property
    def begins(self) -> Month | None:
        """Give the first month of the year in which there is a right."""
        return next((month for month, right in zip(MONTHS, self.months, strict=True) if right), None)


def claims(world: World) -> list[Claim]:
    """Give every claim there is in the year, or that was being paid when it began."""
    found = []
    for human in world.humans:
        by_month = [entitlements(human, month.first, world.county) for month in MONTHS]
        for programme in SUBSIDIES:
            months = tuple(programme in rights for rights in by_month)
            opening = programme in paid_at_opening(human, world.county)
            if opening or any(months):
                found.append(Claim(human, programme, months, opening))
    return found


def paid_at_opening(human: Human, county: str) -> set[str]:
    """
    Give what someone is being paid when the year begins.

    That is what they are entitled to, and what they were entitled to in the summer of 2023: nobody compared the lists since.
    Whoever was never told gets nothing.
    """
    if human.tag == "never_told":
        return set()
    return entitlements(human, date(2023, 7, 1), county) | entitlements(human, OPENING, county)
