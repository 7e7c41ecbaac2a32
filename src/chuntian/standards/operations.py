"""Prepare a change of a standard, keep what it would do, approve or refuse it: two people, a document, a day."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from chuntian.accounts.models import User
from chuntian.kernel.days import after
from chuntian.kernel.divisions import pad
from chuntian.policy.law import check_choices, load_law
from chuntian.rules import ParameterError
from chuntian.rules.parameters import parse_value
from chuntian.standards import queries
from chuntian.standards.enums import ChangeState
from chuntian.standards.models import Change
from chuntian.trail.operations import record


class CannotPrepare(Exception):
    """The value does not fit its parameter, says no document or day, or the same change already waits."""


class CannotDecide(Exception):
    """The change no longer waits, has no preview under the law of today, or is one's own."""


@transaction.atomic
def prepare(
    *, key: str, region: str, value: str, valid_from: date, valid_to: date | None, document: str, article: str,
    checked_on: date, note: str = "", by: User, at: datetime,
) -> Change:  # fmt: skip
    """
    Write down which value shall hold where, from which day, by which article of which document.

    Money is in yuan. The value changes nothing until another person approves it.

    :raises CannotPrepare: see the class; its text names what to mend.
    """
    value = str(value).strip()
    _check(key, value, valid_from, valid_to, document, article, checked_on, at)
    try:
        with transaction.atomic():
            change = Change.objects.create(
                key=key, region=pad(region), value=value, valid_from=valid_from, valid_to=valid_to,
                document=document.strip(), article=article.strip(), checked_on=checked_on, note=note.strip(),
                prepared_by=by, prepared_at=at,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotPrepare("同一标准、同一地方、同一天已有一项变更在等待批准，请先办完那一项") from why
    _told("law.prepare", change, by, at)
    return change


def _check(
    key: str, value: str, valid_from: date, valid_to: date | None, document: str, article: str, checked_on: date,
    at: datetime,
) -> None:  # fmt: skip
    book = load_law().book
    if key not in book:
        raise CannotPrepare(f"没有名为 {key} 的标准")
    try:
        parse_value(book.declaration(key).kind, value, key=key)
        check_choices({key: value})
    except ParameterError as why:
        raise CannotPrepare(f"“{value}”不能作为这项标准的值，单位是 {book.declaration(key).unit}") from why
    if valid_to and valid_to < valid_from:
        raise CannotPrepare("终止日早于起始日")
    if not document.strip() or not article.strip():
        raise CannotPrepare("请写明文件名称（含文号）和条款：没有依据的标准不能生效")
    if checked_on > at.date():
        raise CannotPrepare("查看文件原文的日期不能晚于今天")


@transaction.atomic
def keep_preview(*, change: Change, found: dict[str, Any], at: datetime) -> Change:
    """
    Keep what a change would do: sums by programme and place, nobody named, and the law it was tried under.

    :raises CannotDecide: the change no longer waits.
    """
    change = _waiting(change)
    change.preview, change.previewed_at = found, at
    change.save(update_fields=["preview", "previewed_at"])
    return change


@transaction.atomic
def approve(*, change: Change, by: User, at: datetime, note: str = "") -> Change:
    """
    Put a change into force: from now on every decision is made with it, from its first day.

    :raises CannotDecide: see the class. What is in force already made the preview, and a later approval made it old.
    """
    change = _waiting(change, by)
    if not change.previewed_at:
        raise CannotDecide("还没有试算过影响，请先试算再批准")
    if change.preview.get("law_before") != queries.law(demo=bool(change.preview.get("demo"))).version:
        raise CannotDecide("试算以后标准又有变化，请重新试算再批准")
    return _decide(change, ChangeState.APPROVED, "law.approve", by, at, note)


@transaction.atomic
def refuse(*, change: Change, by: User, at: datetime, note: str) -> Change:
    """
    End a change without effect, and say why.

    :raises CannotDecide: it no longer waits, or is one's own.
    """
    return _decide(_waiting(change, by), ChangeState.REFUSED, "law.refuse", by, at, note)


@transaction.atomic
def withdraw(*, change: Change, by: User, at: datetime, note: str) -> Change:
    """
    Take back what one prepared oneself.

    :raises CannotDecide: it no longer waits, or is someone else's.
    """
    change = _waiting(change)
    if change.prepared_by_id != by.pk:
        raise CannotDecide("只有拟定人能撤回")
    return _decide(change, ChangeState.WITHDRAWN, "law.withdraw", by, at, note)


def _waiting(change: Change, by: User | None = None) -> Change:
    # all that wait are locked, in one order: of two approved at one moment the second sees that its preview is old
    waiting = {
        one.pk: one for one in Change.objects.select_for_update().filter(state=ChangeState.PREPARED).order_by("pk")
    }
    held = waiting.get(change.pk) or Change.objects.get(pk=change.pk)
    if held.state != ChangeState.PREPARED:
        raise CannotDecide(f"这项变更{held.get_state_display()}，不能再办")
    if by is not None and held.prepared_by_id == by.pk:
        raise CannotDecide("拟定人不能批准自己拟定的变更")
    return held


def _decide(change: Change, state: str, action: str, by: User, at: datetime, note: str) -> Change:
    newest = queries.approved().values_list("decided_at", flat=True).last()
    change.state, change.decided_by, change.decided_at, change.decision_note = state, by, after(newest, at), note
    change.save(update_fields=["state", "decided_by", "decided_at", "decision_note"])
    _told(action, change, by, at)
    return change


def _told(action: str, change: Change, by: User, at: datetime) -> None:
    record(
        actor=by, action=action, subject_kind="standards_change", subject_id=change.pk, region=change.region, at=at,
        reason=change.decision_note or change.note,
        detail={"key": change.key, "value": change.value, "from": change.valid_from.isoformat(), "document": change.citation},
    )  # fmt: skip
