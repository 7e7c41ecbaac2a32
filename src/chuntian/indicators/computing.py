"""Figures that someone asked for on a page, computed by the work behind it: asked, begun, ended or failed with the reason."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import Error, transaction

from chuntian.indicators.ahead import prepare
from chuntian.indicators.models import Computation
from chuntian.indicators.operations import keep_month
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.rules import Law
from chuntian.trail import reach
from chuntian.trail.operations import record

log = logging.getLogger(__name__)
MOST_TRIES = 3
BROKE_OFF = "三次都没有算完就中断了；请管理员看 chuntian work 的输出 · broke off three times"


@transaction.atomic
def ask_for_month(*, region: str, month: Month, by: Any, at: datetime, anew: bool = True) -> Computation:
    """
    Ask for the figures of a month, or (not `anew`) only for what the public would see of those kept.

    Asking again while it is still to be done is the same request; one that asks for more replaces one for less.
    """
    code = pad(region)
    found, made = Computation.objects.get_or_create(
        region=code, month=str(month), ended_at=None,
        defaults={"anew": anew, "asked_at": at, "asked_by": None if isinstance(by, str) else by},
    )  # fmt: skip
    if made:
        record(
            actor=by, action="figures.compute", subject_kind="figures", subject_id=found.pk, region=code, at=at,
            detail={"month": str(month), "anew": anew},
        )  # fmt: skip
    elif anew:
        Computation.objects.filter(pk=found.pk, anew=False).update(anew=True, begun_at=None)
    return found


def newest(region: str, month: str) -> Computation | None:
    """Give what was last asked for of a division and month."""
    return Computation.objects.filter(region=pad(region), month=month).order_by("-asked_at", "-pk").first()


def work_off(*, law: Callable[[], Law], clock: Callable[[], datetime]) -> int:
    """
    Do everything that was asked for, oldest first; give how many. Only one worker runs at a time (trail.dispatch).

    What was begun and never ended was broken off by the end of its worker, and is begun again, three times at most.
    """
    done = 0
    while one := Computation.objects.filter(ended_at=None).order_by("asked_at", "pk").first():
        done += 1
        if one.tries >= MOST_TRIES:
            _end(one, clock(), BROKE_OFF)
            continue
        one.begun_at, one.tries = clock(), one.tries + 1
        one.save(update_fields=["begun_at", "tries"])
        _end(one, clock(), _failure_of(one, law, clock))
    return done


def _failure_of(one: Computation, law: Callable[[], Law], clock: Callable[[], datetime]) -> str:
    """Compute; give why it could not be, in words that name nobody."""
    with reach.whole_house("figures asked for"):
        try:
            if one.anew:
                keep_month(region=one.region, month=Month.parse(one.month), law=law(), at=clock())
            prepare(region=one.region, month=one.month, at=clock())
        except Error:
            raise  # the database is away: the next pass begins again
        except Exception as why:
            log.exception("figures of %s, %s", one.region, one.month)
            return f"没有算成（{type(why).__name__}），请管理员看 chuntian work 的输出 · it failed"
    return ""


def _end(one: Computation, at: datetime, failure: str) -> None:
    # whoever asked for more meanwhile took `begun_at` away: then it is not at its end
    Computation.objects.filter(pk=one.pk, begun_at=one.begun_at).update(ended_at=at, failure=failure[:300])
