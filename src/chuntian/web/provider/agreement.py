"""A provider's agreements, prices and shut days: what it may deliver, until when, for how much."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.declared import services
from chuntian.services.models import Agreement, Provider
from chuntian.services.readings import spent_in_year
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.provider.pages import provider_page
from chuntian.web.provider.today import DELIVER
from chuntian.web.reading.names import programme_choices, programme_name
from chuntian.web.reading.serving import SHUT_CANCELS, agreement_tag, cancelled_words
from chuntian.web.reading.serving_tables import MOST_ROWS, prices_table, provider_facts, shut_table
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import day, yuan


class ApplyForm(DeskForm):
    programme = forms.ChoiceField(label=gettext_lazy("申请承接哪个项目"))


class ShutForm(DeskForm):
    day = DayField(label=gettext_lazy("哪一天停业"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=100)


def apply(request: HttpRequest, provider: Provider, said: dict[str, Any]) -> str:
    """Apply to deliver a programme in the provider's county."""
    operations.apply_for_agreement(
        provider=provider, programme=said["programme"], region=provider.region[:6], on=request.today, by=request.user,
        at=request.moment,
    )  # fmt: skip
    return _("已申请，等残联评审、公示和签约。")


def shut(request: HttpRequest, provider: Provider, said: dict[str, Any]) -> str:
    """Say that the provider is shut on a day."""
    released = operations.shut(provider=provider, by=request.user, at=request.moment, **said)
    return _("已登记停业。那一天登记的服务会停下来核实。") + cancelled_words(released)


def _programmes(form: DeskForm, request: HttpRequest, provider: Provider) -> None:
    form.fields["programme"].choices = programme_choices(services())


DEEDS = [
    deeds.Deed("shut", gettext_lazy("登记停业"), DELIVER, shut, form=ShutForm, about=SHUT_CANCELS),
    deeds.Deed(
        "apply", gettext_lazy("申请承接项目"), DELIVER, apply, form=ApplyForm, choices=_programmes,
        refusals=(operations.AgreementRuns, operations.NotDelivered),
    ),
]  # fmt: skip


@provider_page("agreement", methods=("GET", "POST"), does=DEEDS)
def agreement(request: HttpRequest) -> HttpResponse:
    """Show the provider's agreements with their days and sums, its prices, and the days it is shut."""
    provider = request.provider
    offered, response = deeds.answer(request, DEEDS, provider)
    if response:
        return response
    found = provider.agreements.prefetch_related("spans", "actions").order_by("-applied_on", "-pk")[:MOST_ROWS]
    agreements = Table(
        _("协议"), columns(_("项目"), _("状态"), _("有效的日子"), _("今年用了多少")),
        [_agreement(one, request.today.year) for one in found],
        (_("还没有协议"), _("先申请承接项目；残联评审、公示以后签约。")),
    )  # fmt: skip
    view = {
        "title": provider.organisation.name, "caption": provider.qualification, "facts": provider_facts(provider),
        "tables": [agreements, prices_table(provider), *shut_table(provider)], "offered": offered, "form": deeds.failed(offered),
    }  # fmt: skip
    return render(request, "provider/one.html", view)


def _agreement(one: Agreement, year: int) -> list[Cell]:
    spans = "；".join(
        f"{day(span.from_on)} – {day(span.to_on)}" for span in sorted(one.spans.all(), key=lambda s: s.from_on)
    )
    last = max(one.actions.all(), key=lambda step: (step.on, step.at), default=None)
    spent = yuan(spent_in_year(one, year))
    whole = _("全年 %s") % yuan(one.year_fen) if one.year_fen is not None else _("没有定年度金额")
    return [
        Cell(programme_name(one.programme), note=one.number), Cell(tags=(agreement_tag(one),), note=last.why if last else ""),
        Cell(spans or "—"), Cell(spent, note=whole),
    ]  # fmt: skip
