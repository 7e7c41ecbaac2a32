"""Figures computed behind the pages: asking for them, and how far they are."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from chuntian.indicators import computing
from chuntian.kernel.days import Month


def ask(request: HttpRequest, region: str, month: Month, *, anew: bool = True) -> str:
    """Ask for a month's figures; give the sentence that says so."""
    computing.ask_for_month(region=region, month=month, by=request.user, at=request.moment, anew=anew)
    return _("已记下，后台开始算。算好了页面上会说，不用等在这里。")


def state_of(region: str, month: str) -> dict[str, Any] | None:
    """Say how far the figures of a month are: waiting, being computed, or failed; None where nothing is to be said."""
    one = computing.newest(region, month)
    if one is None or (one.ended_at and not one.failure):
        return None
    return {"failure": one.failure, "asked_at": one.asked_at, "begun": bool(one.begun_at), "month": month}
