"""Scales and what they gave: before, during, after."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.divisions import pad
from chuntian.registry.models import Person
from chuntian.services.enums import OrderState, Stage
from chuntian.services.forms import checked, score
from chuntian.services.models import Assessment, Order, ScaleForm
from chuntian.services.xlsform import read_sent
from chuntian.trail.operations import record


class CannotAssess(Exception):
    """The scale is not offered, the day is yet to come, or the same was assessed that day already."""


class CannotWithdraw(Exception):
    """It is withdrawn already."""


def add_form(*, region: str, content: bytes, by: Any, at: datetime) -> ScaleForm:
    """
    Take over a scale from an XLSForm; the same file again gives the version that is there, a changed one is a new version.

    A file whose scale was withdrawn meanwhile is a new version as well: whoever brings it again wants it offered.

    :raises BadForm
    """
    region, digest = pad(region), hashlib.sha256(content).hexdigest()
    there = ScaleForm.objects.filter(region=region, sha256=digest, withdrawn_at__isnull=True).order_by("-version")
    found = there.first()
    if found is not None:
        return found
    said = read_sent(content)
    try:
        return _add(said, region, digest, by, at)
    except IntegrityError:  # someone took this version at the same moment, with the same file or with another
        return there.first() or _add(said, region, digest, by, at)


@transaction.atomic
def _add(said: dict[str, Any], region: str, digest: str, by: Any, at: datetime) -> ScaleForm:
    same = ScaleForm.objects.filter(region=region, slug=said["slug"])
    last = same.aggregate(last=Max("version"))["last"] or 0
    made = ScaleForm.objects.create(
        region=region, slug=said["slug"], version=last + 1, title=said["title"][:120], questions=said["questions"],
        sha256=digest, more_is=said["more_is"], added_at=at, added_by=_user(by),
    )  # fmt: skip
    _say("add", made, region, by, at)
    return made


@transaction.atomic
def withdraw_form(*, form: ScaleForm, reason: str, by: Any, at: datetime) -> ScaleForm:
    """
    Offer a scale no more, in none of its versions; what was assessed with it stays.

    :raises CannotWithdraw. :raises ReasonMissing
    """
    reason = need_reason(reason)[:300]
    held = ScaleForm.objects.select_for_update().filter(region=form.region, slug=form.slug)
    rows = [one for one in held if one.withdrawn_at is None]
    if not rows:
        raise CannotWithdraw("这份量表已经停用")
    for one in rows:
        one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = at, _user(by), reason
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _say("withdraw", form, form.region, by, at, reason)
    return ScaleForm.objects.get(pk=form.pk)


@transaction.atomic
def assess(
    *, person: Person, form: ScaleForm, answers: Mapping[str, Any], on: date, by: Any, at: datetime,
    order: Order | None = None, stage: str | None = None,
) -> Assessment:  # fmt: skip
    """
    Keep the answers of a person to a scale on a day, with their score and the stage of the service.

    :raises BadAnswer. :raises CannotAssess
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    kept = checked(form.questions, answers)
    _check(person, form, on, at, order)
    made = Assessment.objects.create(
        person=person, region=person.region, order=order, form=form, on=on, stage=Stage(stage) if stage else None,
        answers=kept, score=score(form.questions, kept), by=_user(by), recorded_at=at,
    )  # fmt: skip
    _of_person("assess", made, by, at)
    return made


def _check(person: Person, form: ScaleForm, on: date, at: datetime, order: Order | None) -> None:
    if form.withdrawn_at is not None:
        raise CannotAssess("这份量表已停用，请换一份")
    if on > at.date():
        raise CannotAssess("评估日期在今天以后，请检查")
    if order is not None and order.state == OrderState.CANCELLED:
        raise CannotAssess("服务单已取消，不能再评估")
    same = Assessment.objects.filter(person=person, order=order, form__slug=form.slug, on=on, withdrawn_at__isnull=True)
    if same.exists():
        raise CannotAssess("这一天已有这份量表的评估；登记有误的，先撤回那一次")


@transaction.atomic
def withdraw_assessment(*, assessment: Assessment, reason: str, by: Any, at: datetime) -> Assessment:
    """
    Take back an assessment that was entered in error: it stays with the reason, and counts nowhere.

    :raises CannotWithdraw. :raises ReasonMissing
    """
    reason = need_reason(reason)
    one = Assessment.objects.select_for_update(of=("self",)).select_related("form").get(pk=assessment.pk)
    if one.withdrawn_at is not None:
        raise CannotWithdraw("这次评估已经撤回")
    one.withdrawn_at, one.withdrawn_by, one.withdrawn_why = at, _user(by), reason[:300]
    one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _of_person("take_back", one, by, at, reason)
    return one


def _user(by: Any) -> Any:
    return None if isinstance(by, str) else by


def _say(what: str, form: ScaleForm, region: str, by: Any, at: datetime, reason: str = "") -> None:
    record(
        actor=by, action=f"scale.{what}", subject_kind="scale", subject_id=form.pk, region=region, at=at, reason=reason,
        detail={"slug": form.slug, "version": form.version},
    )  # fmt: skip


def _of_person(what: str, made: Assessment, by: Any, at: datetime, reason: str = "") -> None:
    record(
        actor=by, action=f"scale.{what}", subject_kind="person", subject_id=made.person_id, region=made.region, at=at,
        reason=reason, detail={"assessment": made.pk, "slug": made.form.slug, "version": made.form.version},
    )  # fmt: skip
