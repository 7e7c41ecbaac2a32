"""A case as its applicant reads it: number, where it stands, what comes next and until when."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from chuntian.casework.enums import CLOSED_STATES
from chuntian.casework.limits import day_in_china
from chuntian.casework.models import Case
from chuntian.casework.paths import APPLICATIONS, COMPLAINT, PATHS, REVIEW, Stage
from chuntian.rules import Law
from chuntian.web.portal.track_words import words_of
from chuntian.web.reading.names import programme_name

DONE, HERE, AHEAD = "done", "here", "ahead"


@dataclass(frozen=True)
class StageRow:
    """One stage on the way: done, here or ahead; how many working days it may take and the last day of it."""

    title: str
    state: str
    days: int | None = None
    until: date | None = None
    on: date | None = None


@dataclass(frozen=True)
class Track:
    """One case for its applicant."""

    pk: int
    name: str
    person: str
    number: str
    applied_on: date
    state: str
    short: str
    words: str
    tag: str
    is_open: bool
    late: int
    due_on: date | None
    stages: list[StageRow]
    calendar: bool = False
    is_application: bool = True

    @property
    def days(self) -> int:
        """Add up the working days of the whole way."""
        return sum(one.days or 0 for one in self.stages)

    @property
    def decided_by(self) -> date | None:
        """Give the last day of the last stage; None where a year's calendar is not out (it is never guessed)."""
        return self.stages[-1].until if self.stages else None


def number_text(pk: int) -> str:
    """Write a case's number in groups of four, as one reads it out."""
    text = str(pk)
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def track(case: Case, law: Law, today: date) -> Track:
    """Give a case as its applicant reads it."""
    words, is_open = words_of(case.state), case.state not in CLOSED_STATES
    late = (today - case.due_on).days if case.due_on and is_open else 0
    return Track(
        pk=case.pk, name=name_of(case), person=case.person.name, number=number_text(case.pk), applied_on=case.applied_on,
        state=case.state, short=str(words.title), words=str(words.happens), tag=words.tag, is_open=is_open,
        late=max(late, 0), due_on=case.due_on, stages=_stages(case, law), calendar=_counts_calendar_days(case),
        is_application=case.path in APPLICATIONS,
    )  # fmt: skip


def name_of(case: Case) -> str:
    """Name a case: the programme; of a review or a complaint, what it is about."""
    programme = programme_name(case.programme)
    if case.path == REVIEW.slug:
        return _("要求复核：%s") % programme
    if case.path == COMPLAINT.slug:
        return _("投诉：%s") % programme if case.about_id else _("投诉")
    return programme


def _counts_calendar_days(case: Case) -> bool:
    return any(one.limit.calendar for one in PATHS[case.path].stages if one.limit is not None)


def _stages(case: Case, law: Law) -> list[StageRow]:
    """Give the stages in their order; days until a decision are counted on from the stage where the case is."""
    main = [one for one in PATHS[case.path].stages if one.limit is not None]
    if case.state in CLOSED_STATES:
        rows = [StageRow(_title(one), DONE, on=on) for one in main if (on := _left_on(case, one))]
        return [*rows, StageRow(str(words_of(case.state).title), HERE, on=_last_on(case))]
    paused = PATHS[case.path].stage(case.state).pauses
    states = [str(one.state) for one in main]
    stands = _waiting_state(case) if paused else case.state
    at = states.index(stands) if stands in states else 0
    rows = [StageRow(_title(one), DONE, on=_left_on(case, one)) for one in main[:at]]
    if paused:
        rows.append(StageRow(str(words_of(case.state).title), HERE))
        return [*rows, *(StageRow(_title(one), AHEAD, _days(one, law, case)) for one in main[at:])]
    return [*rows, *_ahead(case, main[at:], law)]


def _ahead(case: Case, stages: list[Stage], law: Law) -> list[StageRow]:
    """Give the stage where a case is and those after it, each with its last day if all the days before are used up."""
    here, *later = stages
    rows = [StageRow(_title(here), HERE, _days(here, law, case), case.due_on)]
    last = case.due_on
    for one in later:
        days = _days(one, law, case)
        last = one.limit.last_day(last, days) if one.limit is not None and last else None
        rows.append(StageRow(_title(one), AHEAD, days, last))
    return rows


def _title(stage: Stage) -> str:
    return str(words_of(stage.state).title)


def _waiting_state(case: Case) -> str:
    """Give the state that waits for the end of a pause."""
    kinds = case.actions.order_by("number").values_list("kind", flat=True)[1:]
    _state, waiting = PATHS[case.path].follow(kinds)
    return waiting[-1] if waiting else str(PATHS[case.path].first)


def _days(stage: Stage, law: Law, case: Case) -> int:
    """Give the working days of a stage: the parameter of the place where one is set, else our own reading."""
    return stage.limit.days_at(law, case.region, case.applied_on) if stage.limit is not None else 0


def _left_on(case: Case, stage: Stage) -> date | None:
    kinds = [str(kind) for kind, target in stage.actions.items() if target is not None]
    last = case.actions.filter(kind__in=kinds).order_by("-number").first()
    return day_in_china(last.at) if last else None


def _last_on(case: Case) -> date | None:
    if case.decided_at is not None:
        return day_in_china(case.decided_at)
    last = case.actions.order_by("-number").first()
    return day_in_china(last.at) if last else None
