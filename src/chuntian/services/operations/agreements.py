"""Agreements: one step after the other, each by a person with a reason; the days on which they hold."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import IntegrityError, transaction

from chuntian.accounts.models import User
from chuntian.casework.operations.tasks import need_reason
from chuntian.kernel.divisions import pad
from chuntian.services.declared import service
from chuntian.services.enums import AgreementState as State
from chuntian.services.enums import AgreementStep as Step
from chuntian.services.models import Agreement, AgreementAction, AgreementSpan, Provider
from chuntian.services.operations.releasing import release_unagreed
from chuntian.trail.operations import record

# Step -> the states it may be taken in, and the state after it (None: as before).
STEPS: dict[Step, tuple[frozenset[State], State | None]] = {
    Step.ASSESS: (frozenset({State.APPLIED}), State.ASSESSED),
    Step.REFUSE: (frozenset({State.APPLIED, State.ASSESSED, State.PUBLISHED}), State.REFUSED),
    Step.PUBLISH: (frozenset({State.ASSESSED}), State.PUBLISHED),
    Step.SIGN: (frozenset({State.PUBLISHED}), State.SIGNED),
    Step.INSPECT: (frozenset({State.SIGNED, State.SUSPENDED}), None),
    Step.SUSPEND: (frozenset({State.SIGNED}), State.SUSPENDED),
    Step.RESUME: (frozenset({State.SUSPENDED}), State.SIGNED),
    Step.RENEW: (frozenset({State.SIGNED}), None),
    Step.REMOVE: (frozenset({State.SIGNED, State.SUSPENDED}), State.REMOVED),
    Step.EXPIRE: (frozenset({State.SIGNED, State.SUSPENDED}), State.EXPIRED),
}
# Steps after which no service is to come: what was planned is cancelled, and the persons are told.
ENDS = {Step.SUSPEND: "机构的协议暂停了", Step.REMOVE: "机构不再承接这个项目", Step.EXPIRE: "机构的协议到期了"}
WITH_REASON = (Step.REFUSE, Step.SUSPEND, Step.RESUME, Step.REMOVE, Step.INSPECT)


class Stepped(NamedTuple):
    """An agreement after a step, and how many appointments the step cancelled."""

    agreement: Agreement
    released: int


class CannotStep(Exception):
    """The step does not follow from where the agreement is, or its days do not fit."""


class AgreementRuns(Exception):
    """The provider has a live agreement for the programme here."""


def apply_for_agreement(
    *, provider: Provider, programme: str, region: str, on: date, by: User, at: datetime
) -> Agreement:
    """
    Take a provider's application to deliver a programme in a region.

    :raises AgreementRuns, NotDelivered
    """
    service(programme)
    try:
        with transaction.atomic():
            made = Agreement.objects.create(provider=provider, programme=programme, region=pad(region), applied_on=on)
            _say(made, "apply", on, by, at, "")
    except IntegrityError as why:
        raise AgreementRuns("该机构在本地已有同一项目的申请或协议，请在原协议上办理") from why
    return made


@transaction.atomic
def step_agreement(
    *, agreement: Agreement, step: str, on: date, by: User, at: datetime, why: str = "", ends_on: date | None = None,
    number: str = "", year_fen: int | None = None, score: int | None = None,
) -> Stepped:  # fmt: skip
    """
    Take one step of an agreement on a day. Signing and renewing name the last day; `year_fen` is in fen a calendar year.

    What is planned on days that no agreement holds any more is cancelled, and the persons are told.

    :raises CannotStep: the step does not follow, or the last day is missing or too early. :raises ReasonMissing
    """
    agreement, taken = Agreement.objects.select_for_update().get(pk=agreement.pk), Step(step)
    allowed, after = STEPS[taken]
    if agreement.state not in allowed:
        words = "、".join(one.label for one, (states, _) in STEPS.items() if agreement.state in states)
        raise CannotStep(f"协议{agreement.get_state_display()}，不能办“{taken.label}”；现在可办：{words or '无'}")
    why = need_reason(why) if taken in WITH_REASON else why
    last = agreement.actions.order_by("-on").values_list("on", flat=True).first()
    if last and on < last:
        raise CannotStep(f"日期早于上一步（{last}）")
    _days(agreement, taken, on, ends_on)
    agreement.state = after or agreement.state
    agreement.number, agreement.score = number or agreement.number, agreement.score if score is None else score
    agreement.year_fen = agreement.year_fen if year_fen is None else year_fen
    agreement.save()
    AgreementAction.objects.create(agreement=agreement, step=taken, on=on, by=by, at=at, why=why[:300])
    released = 0
    if taken in ENDS:
        released = release_unagreed(
            provider=agreement.provider, programme=agreement.programme, why=ENDS[taken], by=by, at=at
        )
    _say(agreement, taken, on, by, at, why, released)
    return Stepped(agreement, released)


def _days(agreement: Agreement, step: Step, on: date, ends_on: date | None) -> None:
    """Keep the spans: signing and resuming open one, suspending, removing and expiring end it, renewing draws it out."""
    spans = agreement.spans
    if step in (Step.SIGN, Step.RENEW):
        if ends_on is None or ends_on < on or (agreement.ends_on and ends_on <= agreement.ends_on):
            raise CannotStep("请写明协议的最后一日，不早于今日，续签须晚于原最后一日")
        if step == Step.SIGN:
            agreement.starts_on = on
            spans.create(from_on=on, to_on=ends_on)
        elif agreement.ends_on is not None:
            _draw_out(agreement, on, ends_on)
        agreement.ends_on = ends_on
    elif step in (Step.SUSPEND, Step.REMOVE, Step.EXPIRE):
        spans.filter(from_on__gt=on - timedelta(days=1)).delete()
        spans.filter(to_on__gte=on).update(to_on=on - timedelta(days=1))
    elif step == Step.RESUME and agreement.ends_on is not None:
        if on > agreement.ends_on:
            raise CannotStep("协议已过最后一日，不能恢复；请重新申请")
        spans.create(from_on=on, to_on=agreement.ends_on)


def _draw_out(agreement: Agreement, on: date, ends_on: date) -> None:
    """Renew without a gap where the old days have not run out; else from the day of renewal."""
    last = agreement.spans.order_by("-to_on").first()
    if last is not None and last.to_on >= on - timedelta(days=1):
        AgreementSpan.objects.filter(pk=last.pk).update(to_on=ends_on)
    else:
        agreement.spans.create(from_on=on, to_on=ends_on)


def _say(agreement: Agreement, step: str, on: date, by: User, at: datetime, why: str, released: int = 0) -> None:
    record(
        actor=by, action=f"agreement.{step}", subject_kind="agreement", subject_id=agreement.pk,
        region=agreement.region, at=at, reason=why,
        detail={"on": on.isoformat(), "programme": agreement.programme, "released": released},
    )  # fmt: skip
