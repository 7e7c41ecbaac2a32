"""
Figures that a department counted, held against its document by two people.

Screening is of all people of a place, whom no list of ours holds: the health department reports numerator and denominator.
Nothing is added up over divisions: a figure is the department's own for just that division, and each says its document.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from chuntian.indicators.catalogue import all_measures, measure
from chuntian.indicators.figures import MissingMeasure
from chuntian.indicators.models import ReportedFigure
from chuntian.indicators.periods import Period
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.trail.operations import record


class CannotReport(ValueError):
    """The numbers are no share, or one is there already; the message says what to do."""


class SamePerson(PermissionError):
    """Who entered a number does not hold it against the document himself."""


def reportable() -> list[MissingMeasure]:
    """Give the measures that a department reports."""
    return [one for one in all_measures() if isinstance(one, MissingMeasure) and one.department]


def is_reported(slug: str) -> bool:
    """Tell whether a measure is one that a department reports."""
    item = measure(slug)
    return isinstance(item, MissingMeasure) and bool(item.department)


def in_force(region: str, slug: str, period: Period, known_at: datetime) -> ReportedFigure | None:
    """Give what counted by then of a division and period: the newest confirmed one of the year that does not reach beyond it."""
    rows = ReportedFigure.objects.filter(region=pad(region), measure=slug, confirmed_at__lte=known_at)
    rows = rows.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=known_at))
    rows = rows.filter(month__startswith=f"{period.year}-", month__lte=str(period.last_month))
    return rows.order_by("-month", "-confirmed_at").first()


@transaction.atomic
def enter_reported(
    *, region: str, slug: str, month: Month, numerator: int, denominator: int, department: str, document: str, by: Any,
    at: datetime,
) -> ReportedFigure:  # fmt: skip
    """
    Enter what a department reported for a division, from January of the year to the end of `month`.

    :raises CannotReport: the measure is not reported, the numbers are no share, or one for this month is there already.
    """
    if not is_reported(slug):
        raise CannotReport(f"“{measure(slug).name}”由名单算出，不登记外单位的数")
    if denominator <= 0 or not 0 <= numerator <= denominator:
        raise CannotReport("分子不能大于分母，分母要大于零：请对照文件再看一遍")
    try:
        with transaction.atomic():
            made = ReportedFigure.objects.create(
                region=pad(region), measure=slug, month=str(month), numerator=numerator, denominator=denominator,
                department=department, document=document, entered_at=at, entered_by=None if isinstance(by, str) else by,
            )  # fmt: skip
    except IntegrityError as why:
        raise CannotReport("这个地方这个月的数已经登记过：有错的话，先撤回原来的，再登记新的") from why
    _record("figures.report", made, by, at)
    return made


@transaction.atomic
def confirm_reported(*, figure: ReportedFigure, by: Any, at: datetime) -> ReportedFigure:
    """
    Say that a number is what the document says; from then on it counts.

    :raises SamePerson, CannotReport: it was taken back, or confirmed by someone else meanwhile.
    """
    one = ReportedFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
    if one.withdrawn_at or one.confirmed_at:
        raise CannotReport("这个数已经有人办过了：请看现在的状态")
    if not isinstance(by, str) and one.entered_by_id == by.pk:
        raise SamePerson("登记的人不能自己核对：请换一个人对照文件")
    one.confirmed_at, one.confirmed_by = at, None if isinstance(by, str) else by
    one.save(update_fields=["confirmed_at", "confirmed_by"])
    _record("figures.confirm_reported", one, by, at)
    return one


@transaction.atomic
def withdraw_reported(*, figure: ReportedFigure, by: Any, at: datetime, reason: str) -> ReportedFigure:
    """
    Take a number back with a reason; it no longer counts and stays in the record.

    :raises CannotReport: it was taken back already.
    """
    one = ReportedFigure.objects.select_for_update(no_key=True).get(pk=figure.pk)
    if one.withdrawn_at:
        raise CannotReport("这个数已经有人办过了：请看现在的状态")
    one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = at, None if isinstance(by, str) else by, reason
    one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _record("figures.withdraw_reported", one, by, at, reason)
    return one


def _record(action: str, one: ReportedFigure, by: Any, at: datetime, reason: str = "") -> None:
    record(
        actor=by, action=action, subject_kind="figure", subject_id=one.pk, region=one.region, at=at, reason=reason,
        detail={"measure": one.measure, "month": one.month, "numerator": one.numerator, "denominator": one.denominator},
    )  # fmt: skip
