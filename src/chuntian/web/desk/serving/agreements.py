"""One agreement, step by step: applied, assessed, published, signed, inspected, renewed, suspended and resumed, removed."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import AgreementState as State
from chuntian.services.enums import AgreementStep as Step
from chuntian.services.enums import OrderState
from chuntian.services.models import Agreement, Order
from chuntian.services.operations.agreements import STEPS
from chuntian.services.readings import spent_in_year
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm, ReasonField
from chuntian.web.desk.serving.common import CHECK, DECIDE, VIEW, seen, trail, within
from chuntian.web.desk.serving.order_deeds import MoneyField
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_name
from chuntian.web.reading.serving import agreement_tag, cancelled_words
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import day, yuan

CANCELS = gettext_lazy("还没到的预约会取消，并告诉本人。")
WAY = [(State.APPLIED, Step.ASSESS), (State.ASSESSED, Step.PUBLISH), (State.PUBLISHED, Step.SIGN), (State.SIGNED, None)]


class OnForm(DeskForm):
    on = DayField(label=gettext_lazy("哪一天"))


class WhyForm(OnForm):
    why = ReasonField()


class ScoreForm(OnForm):
    score = forms.IntegerField(
        label=gettext_lazy("评审得分（可不填）"), required=False, min_value=0, max_value=1000,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )  # fmt: skip


class UntilForm(OnForm):
    ends_on = DayField(label=gettext_lazy("协议到哪天"))
    year_fen = MoneyField(label=gettext_lazy("全年金额（元，可不填）"), required=False)


class SignForm(UntilForm):
    number = forms.CharField(label=gettext_lazy("协议编号"), max_length=60)


def take(request: HttpRequest, one: Agreement, said: dict[str, Any], *, step: Step) -> str:
    """Take one step."""
    done = operations.step_agreement(agreement=one, step=step, by=request.user, at=request.moment, **said)
    return _("已记录：%s。") % step.label + cancelled_words(done.released)


def _leads(one: Agreement, step: Step) -> bool:
    return one.state in STEPS[step][0]


def _today(form: DeskForm, request: HttpRequest, one: Agreement) -> None:
    form.fields["on"].initial = request.today


def _step(step: Step, title: Any, actions: tuple[str, ...], form: type[DeskForm], **more: Any) -> deeds.Deed:
    return deeds.Deed(
        step.value, title, actions, partial(take, step=step), form=form, possible=partial(_leads, step=step), choices=_today,
        refusals=(operations.CannotStep, operations.ReasonMissing), **more,
    )  # fmt: skip


DEEDS = [
    _step(Step.ASSESS, gettext_lazy("评审通过"), CHECK, ScoreForm, kind="first"),
    _step(Step.PUBLISH, gettext_lazy("公示"), CHECK, OnForm, kind="first"),
    _step(Step.SIGN, gettext_lazy("签约"), DECIDE, SignForm, kind="first"),
    _step(Step.RESUME, gettext_lazy("恢复（撤销暂停）"), DECIDE, WhyForm, kind="first"),
    _step(Step.INSPECT, gettext_lazy("登记检查"), CHECK, WhyForm),
    _step(Step.RENEW, gettext_lazy("续签"), DECIDE, UntilForm),
    _step(
        Step.SUSPEND,
        gettext_lazy("暂停"),
        CHECK + DECIDE,
        WhyForm,
        about=gettext_lazy("暂停期间的服务，结算时会停下来；还没到的预约会取消，并告诉本人。"),
    ),
    _step(Step.EXPIRE, gettext_lazy("到期"), CHECK, OnForm, about=CANCELS),
    _step(Step.REFUSE, gettext_lazy("评审未通过"), DECIDE, WhyForm, kind="danger"),
    _step(Step.REMOVE, gettext_lazy("取消资格"), DECIDE, WhyForm, kind="danger", about=CANCELS),
]


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agreement with its days, its sums, every step, and the next one."""
    one = reached(request.scope, Agreement.objects.select_related("provider__organisation"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    name, there = one.provider.organisation.name, reverse("desk:provider", args=[one.provider_id])
    spans = [[Cell(day(row.from_on)), Cell(day(row.to_on))] for row in one.spans.order_by("from_on")]
    view = {
        "title": name, "caption": programme_name(one.programme), "tags": [agreement_tag(one)], "steps": _steps(one),
        "facts": _facts(one, request), "offered": offered, "form": deeds.failed(offered),
        "tables": [Table(_("有效的日子"), columns(_("自"), _("至")), spans, about=_("不在这些日子里的服务，结算时停下来核实。"))]
        if spans
        else [],
        "events": [
            {"on": row.on, "text": row.get_step_display(), "note": f"{row.by or _('系统')}{'：' + row.why if row.why else ''}"}
            for row in one.actions.select_related("by").order_by("on", "at")
        ],
        "trail": trail(reverse("desk:providers"), _("机构和协议"), there, name, programme_name(one.programme)),
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)


def _steps(one: Agreement) -> list[tuple[str, str]]:
    """Give the way to the signature; what came after it is told by the state and the record."""
    if one.state == State.REFUSED:
        return []
    reached_at = next((number for number, (state, _step) in enumerate(WAY) if state == one.state), len(WAY))
    words = [State.APPLIED.label, State.ASSESSED.label, State.PUBLISHED.label, State.SIGNED.label]
    return [
        (word, "done" if at <= reached_at else "here" if at == reached_at + 1 else "") for at, word in enumerate(words)
    ]


def _facts(one: Agreement, request: HttpRequest) -> list[tuple[str, Cell]]:
    year = request.today.year
    spent = spent_in_year(one, year)
    running = within(request, seen(request, Order.objects.all()))
    running = running.filter(provider=one.provider_id, programme=one.programme, state=OrderState.RUNNING).count()
    there = f"{reverse('desk:orders')}?provider={one.provider_id}&programme={one.programme}&state={OrderState.RUNNING}"
    left = _("还剩 %s") % yuan(max(0, one.year_fen - spent)) if one.year_fen is not None else _("没有定年度金额")
    return [
        (_("机构"), Cell(one.provider.organisation.name, reverse("desk:provider", args=[one.provider_id]))),
        (_("地方"), Cell(place_names([one.region]).get(one.region, one.region))),
        (_("协议编号"), Cell(one.number or "—")),
        (_("期限"), Cell(f"{day(one.starts_on)} – {day(one.ends_on)}" if one.starts_on else "—")),
        (_("进行中的服务单"), Cell(running, there if running else "")),
        (_("评审得分"), Cell("—" if one.score is None else one.score)),
        (_("%s 年用了") % year, Cell(yuan(spent), note=left)),
    ]  # fmt: skip
