"""
From a screening over the diagnosis to rehabilitation (R-CHD-05): where each person stands, since when, and whether it takes too long.

A stage's limit is the place's own (`screen.diagnosis_days`, `screen.rehabilitation_days`, working days); where no document gives
one, nothing is late and nothing is in time.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min
from django.db.models.functions import Coalesce

from chuntian.kernel.days import CalendarYearUnknown, add_working_days
from chuntian.kernel.divisions import pad
from chuntian.places.regions import in_region_q
from chuntian.rules import Law, MissingParameter
from chuntian.services.declared import services
from chuntian.services.enums import NeedKind, SessionState, Way
from chuntian.services.models import Session

LINK = "screen_diagnose_rehab_link"


class Stage(StrEnum):
    """What a person of the chain waits for."""

    DIAGNOSIS = "diagnosis"
    REHABILITATION = "rehabilitation"
    THERE = "there"

    @property
    def label_zh(self) -> str:
        """Give the Chinese words."""
        return {"diagnosis": "已筛查，待诊断", "rehabilitation": "已诊断，待康复", "there": "已开始康复"}[self.value]


@dataclass(frozen=True, slots=True)
class Link:
    """One person's way along the chain; `due_on` is the last day of the stage he is in, None where no limit is known."""

    person_id: int
    region: str
    screened_on: date
    diagnosed_on: date | None
    started_on: date | None
    due_on: date | None
    on: date

    @property
    def stage(self) -> Stage:
        """Say what is waited for."""
        if self.started_on:
            return Stage.THERE
        return Stage.REHABILITATION if self.diagnosed_on else Stage.DIAGNOSIS

    @property
    def days(self) -> int:
        """Give the days of the stage so far; for who is there, from screening to rehabilitation."""
        if self.started_on:
            return (self.started_on - self.screened_on).days
        return (self.on - (self.diagnosed_on or self.screened_on)).days

    @property
    def late(self) -> bool | None:
        """Say whether the stage takes longer than it may; None where nobody can say."""
        return None if self.due_on is None else self.on > self.due_on


def chain(region: str, *, on: date, law: Law) -> list[Link]:
    """Give everyone screened up to a day, who waits longest first; what only few may know is no part of it."""
    steps = _first_days(region, on, [LINK], by_item=True)
    slugs = [one.slug for one in services().values() if one.need == NeedKind.REHABILITATION and one.way == Way.SESSIONS]
    started = _first_days(region, on, [slug for slug in slugs if slug != LINK], by_item=False)
    links = []
    for (person, place), days in steps.items():
        screened = days.get("screening") or days.get("diagnosis")
        if screened is None:
            continue
        diagnosed, there = days.get("diagnosis"), started.get((person, place), {}).get("")
        there = there if there and there >= screened else None
        due = None if there else _due(law, place, diagnosed or screened, "rehabilitation" if diagnosed else "diagnosis")
        links.append(Link(person, place, screened, diagnosed, there, due, on))
    return sorted(links, key=lambda one: (one.stage == Stage.THERE, -one.days))


def _first_days(region: str, on: date, slugs: list[str], *, by_item: bool) -> dict[tuple[int, str], dict[str, date]]:
    """Give the first accepted day of each item (or of any) for each person, with where he is registered."""
    rows = Session.objects.filter(
        in_region_q(pad(region), "person__region"), state=SessionState.ACCEPTED, day__lte=on, order__programme__in=slugs,
        order__restricted=False,
    )  # fmt: skip
    found: dict[tuple[int, str], dict[str, date]] = {}
    rows = rows.annotate(who=Coalesce("person__merged_into", "person"))
    named = rows.order_by().values_list("who", "person__region", "item").annotate(first=Min("day"))
    for person, place, item, first in named:
        key = item if by_item else ""
        days = found.setdefault((person, place), {})
        days[key] = min(first, days.get(key, first))
    return found


def _due(law: Law, region: str, since: date, stage: str) -> date | None:
    found = law.book.resolve(f"screen.{stage}_days", region, since)
    if isinstance(found, MissingParameter):
        return None
    try:
        return add_working_days(since, int(found.value))
    except CalendarYearUnknown:
        return None
