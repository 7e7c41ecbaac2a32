"""Making figures public: what the public would see, then the deed; and taking them back."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can
from chuntian.indicators.ahead import prepared
from chuntian.indicators.models import Publication
from chuntian.indicators.operations import NothingKept, NotPrepared, PublishedAlready, publish, withdraw
from chuntian.kernel.days import Month
from chuntian.places.regions import full_name
from chuntian.web.desk import computing, deeds
from chuntian.web.desk.asked import Asked, asked, ways
from chuntian.web.desk.forms import DeskForm, ReasonField
from chuntian.web.pages import page
from chuntian.web.reading.published import LICENCES, rows_of

MAKES = (Do.REPORT_MAKE,)


class PublishForm(DeskForm):
    licence = forms.ChoiceField(
        label=gettext_lazy("开放许可"), choices=[(code, words) for code, (words, _url) in LICENCES.items()],
        help_text=gettext_lazy("别人可以怎样用这些数据。由公开的单位决定。"),
    )  # fmt: skip
    reason = ReasonField(label=gettext_lazy("为什么公开"))


class WithdrawForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("为什么撤回"), help_text=gettext_lazy("写进记录。撤回后公众看不到这一期。"))


def _live(found: Asked) -> Publication | None:
    return Publication.objects.filter(region=found.region, month=found.month, withdrawn_at=None).first()


def _publish(request: HttpRequest, found: Asked, said: dict[str, Any]) -> str:
    publish(
        region=found.region, month=Month.parse(found.month), licence=said["licence"], by=request.user, at=request.moment,
        reason=said["reason"],
    )  # fmt: skip
    return _("已公开。公众现在可以在“规划进度”和“开放数据”看到这一期。")


def _prepare(request: HttpRequest, found: Asked, said: dict[str, Any]) -> str:
    return computing.ask(request, found.region, Month.parse(found.month), anew=False)


def _withdraw(request: HttpRequest, found: Asked, said: dict[str, Any]) -> str:
    withdraw(publication=_live(found), by=request.user, at=request.moment, reason=said["reason"])
    return _("已撤回。公众看不到这一期了。")


def _is_ready(found: Asked) -> bool:
    return _live(found) is None and prepared(found.region, found.month) is not None


def _can_be_prepared(found: Asked) -> bool:
    waits = computing.state_of(found.region, found.month)
    if _live(found) is not None or found.month not in found.months or (waits and not waits["failure"]):
        return False
    return prepared(found.region, found.month) is None


DEEDS = [
    deeds.Deed(
        "prepare", gettext_lazy("核对能不能推算出来"), MAKES, _prepare, kind="first", possible=_can_be_prepared,
        about=gettext_lazy("用这个月的数字和已经公开的各期一起反推：有没有谁的情况能算出来。能的，多藏几个。要几秒到几分钟，核对完才能公开。"),
    ),
    deeds.Deed(
        "publish", gettext_lazy("公开这一期"), MAKES, _publish, form=PublishForm, kind="first",
        refusals=(NothingKept, NotPrepared, PublishedAlready), possible=_is_ready,
        about=gettext_lazy("公众看到的就是左边的表。1至10的人数不公开，能推算出来的也不公开。"),
    ),
    deeds.Deed(
        "withdraw", gettext_lazy("撤回"), MAKES, _withdraw, form=WithdrawForm, kind="danger",
        possible=lambda found: _live(found) is not None,
    ),
]  # fmt: skip


@page(Do.MEASURES_VIEW, methods=("GET", "POST"), does=DEEDS)
def public_figures(request: HttpRequest) -> HttpResponse:
    """Show what the public sees, or would see, of a month."""
    found = asked(request)
    mine = can(request.user, MAKES[0], request.today, found.region)
    offered, response = deeds.answer(request, DEEDS if mine else [], found, back=f"{request.path}{found.query}")
    if response:
        return response
    live = _live(found)
    public = live or prepared(found.region, found.month)
    view = {
        "asked": found, "place": full_name(found.region), "ways": ways(found, "public"), "query": found.query, "live": live,
        "rows": rows_of(public.figures) if public else [], "offered": offered, "form": deeds.failed(offered),
        "kept": found.month in found.months, "computing": computing.state_of(found.region, found.month),
        "withdrawn": Publication.objects.filter(region=found.region, month=found.month).exclude(withdrawn_at=None)
        .order_by("-withdrawn_at"),
    }  # fmt: skip
    return render(request, "desk/public-figures.html", view)
