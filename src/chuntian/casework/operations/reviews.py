"""What comes after a decision, or beside it: a review by someone else, and a complaint; each a case on its own path."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from chuntian.accounts.models import User
from chuntian.casework.enums import CLOSED_STATES, ActionKind, CaseState, Channel, TaskKind
from chuntian.casework.limits import day_in_china, due_after_days
from chuntian.casework.models import Case
from chuntian.casework.operations.cases import CaseOpen, SamePerson
from chuntian.casework.operations.moving import CannotMove, log_action, move, place
from chuntian.casework.operations.tasks import need_reason, open_task
from chuntian.casework.paths import COMPLAINT, EXTENDED_BY, PATHS, REVIEW, REVIEW_WITHIN_DAYS
from chuntian.registry.models import Person

DECIDED = (CaseState.APPROVED, CaseState.REFUSED)
COMPLAINTS = "petition_handling"  # the programme of the catalogue that complaints belong to


class NothingToReview(Exception):
    """The case has no decision yet: there is nothing to review."""


def told_on(case: Case) -> date | None:
    """Give the day from which the time for a review counts: when the decision was told, or its letter issued."""
    told = case.actions.filter(kind=ActionKind.TELL_RESULT).order_by("number").first()
    letter = case.letters.order_by("issued_at").first()
    if told is not None:
        return day_in_china(told.at)
    return day_in_china(letter.issued_at) if letter is not None else None


def review_until(case: Case) -> date | None:
    """Give the last day on which a review is asked for in time (R-HOT-05); None while nobody told the person: no day runs."""
    told = told_on(case)
    return due_after_days(told, REVIEW_WITHIN_DAYS) if told is not None else None


@transaction.atomic
def ask_review(*, case: Case, text: str, by: User, at: datetime, channel: str = Channel.WINDOW) -> Case:
    """
    Ask that a decision be reviewed. One that comes late is taken in as well, marked; a person decides on that.

    :raises NothingToReview: nothing is decided. :raises CaseOpen: a review of it runs. :raises ReasonMissing: no grounds.
    """
    case = Case.objects.select_for_update(no_key=True, of=("self",)).select_related("person").get(pk=case.pk)
    if case.state not in DECIDED:
        raise NothingToReview("还没有决定，不能申请复核；对公示有意见的，可以提出异议")
    if Case.objects.filter(about=case, path=REVIEW.slug).exclude(state__in=CLOSED_STATES).exists():
        raise CaseOpen("已有复核在办")
    last = review_until(case)
    data = {"until": last.isoformat() if last else None, "late": bool(last and day_in_china(at) > last)}
    review = _open(REVIEW.slug, case.person, case.programme, by, at, channel)
    review.about, review.not_by = case, case.decided_by
    review.save(force_insert=True)
    log_action(review, ActionKind.ASK_REVIEW, by, at, need_reason(text), data)
    return review


@transaction.atomic
def complain(
    *, person: Person, text: str, by: User, at: datetime, about: Case | None = None, channel: str = Channel.WINDOW,
    data: dict[str, Any] | None = None,
) -> Case:  # fmt: skip
    """
    Take in a complaint, about a case or about anything: it becomes a case with its own time limits (R-HOT-03).

    `data` is kept with the first action: what a room above says the complaint is about.

    :raises ReasonMissing: it says nothing.
    """
    complaint = _open(COMPLAINT.slug, person, about.programme if about else COMPLAINTS, by, at, channel)
    complaint.about = about
    complaint.save(force_insert=True)
    log_action(complaint, ActionKind.COMPLAIN, by, at, need_reason(text), data)
    return complaint


def _open(path: str, person: Person, programme: str, by: User, at: datetime, channel: str) -> Case:
    case = Case(
        path=path, person=person, programme=programme, channel=Channel(channel), applied_on=day_in_china(at),
        region=person.region, opened_at=at, opened_by=by,
    )  # fmt: skip
    place(case, PATHS[path].first, at)
    return case


@transaction.atomic
def decide_review(*, review: Case, change: bool, reasons: str, by: User, at: datetime) -> Case:
    """
    Decide a review: the decision stands, or it is taken back and the application decided anew from its own day.

    :raises CannotMove: it is not under review. :raises ReasonMissing: no reasons.
    :raises SamePerson: who checked or decided first cannot decide now.
    """
    review = (
        Case.objects.select_for_update(no_key=True, of=("self",)).select_related("about", "person").get(pk=review.pk)
    )
    if review.path != REVIEW.slug or review.about is None:
        raise CannotMove("这不是复核")
    if by.pk in (review.not_by_id, review.about.checked_by_id):
        raise SamePerson("原审核人、原决定人不能复核自己的决定")
    review.decided_by, review.decided_at = by, at
    kind = ActionKind.CHANGE if change else ActionKind.UPHOLD
    move(review, kind, by, at, why=need_reason(reasons))
    if change:
        _anew(review, by, at, reasons)
    return review


def _anew(review: Case, by: User, at: datetime, reasons: str) -> None:
    """Let the application be decided again; a benefit that runs is looked at by a person, never changed here."""
    first = review.about
    if first.state == CaseState.APPROVED:
        open_task(
            kind=TaskKind.CHECK, person=review.person, region=review.region, at=at, programme=review.programme,
            key=f"review:{review.pk}", detail={"review": str(review.pk)},
        )  # fmt: skip
        return
    running = Case.objects.filter(person=review.person, programme=review.programme, path=first.path)
    if running.exclude(state__in=CLOSED_STATES).exists():
        return  # he applied again meanwhile: that application is decided
    again = _open(first.path, review.person, review.programme, by, at, first.channel)
    again.applied_on, again.office, again.about = first.applied_on, first.office, review
    again.save(force_insert=True)
    log_action(again, ActionKind.APPLY, by, at, reasons, {"review": review.pk})


@transaction.atomic
def extend(*, case: Case, by: User, at: datetime, why: str) -> Case:
    """
    Give a complaint more time, once (R-HOT-03).

    :raises CannotMove: it is not being looked into, or it was extended before. :raises ReasonMissing: nobody says why.
    """
    case = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    due = case.due_on
    if case.actions.filter(kind=ActionKind.EXTEND).exists():
        raise CannotMove("已经延长过一次，不能再延")
    move(case, ActionKind.EXTEND, by, at, why=need_reason(why))
    case.due_on = due_after_days(due, EXTENDED_BY.days) if due else None
    case.save(update_fields=["due_on"])
    return case
