"""Providers: who may deliver what, at which prices, on which days not; a new one, and a new agreement."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Avg, Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.places.models import Organisation
from chuntian.services import operations
from chuntian.services.declared import facilities_of_catalogue, services
from chuntian.services.enums import AgreementState, OrderState
from chuntian.services.models import Agreement, Provider
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.desk.serving.common import CHECK, EITHER, ROWS_A_PAGE, VIEW, pages, said_of, trail
from chuntian.web.desk.serving.needs import ALL
from chuntian.web.desk.serving.order_deeds import MoneyField
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_choices, programme_name
from chuntian.web.reading.serving import SHUT_CANCELS, agreement_tag, cancelled_words
from chuntian.web.reading.serving_tables import prices_table, provider_facts, shut_table
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import count, day, yuan

ENDS_SOON = timedelta(days=60)
WEEK = [(str(number), word) for number, word in enumerate("一二三四五六日", 1)]


class SearchForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=60)
    programme = forms.ChoiceField(label=gettext_lazy("项目"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("协议"), required=False, choices=[ALL, *AgreementState.choices])


class ParticularsForm(DeskForm):
    qualification = forms.CharField(label=gettext_lazy("资质"), max_length=200)
    licence = forms.CharField(label=gettext_lazy("许可证号（可不填）"), required=False, max_length=60)
    licence_to = DayField(label=gettext_lazy("许可有效到（可不填）"), required=False)
    staff = forms.IntegerField(label=gettext_lazy("专业人员几人（可不填）"), required=False, min_value=0)
    capacity = forms.IntegerField(label=gettext_lazy("每天能接待几人次（可不填）"), required=False, min_value=1)
    shut_weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("每周哪天停业"), required=False, choices=WEEK, widget=forms.CheckboxSelectMultiple
    )
    facility = forms.ChoiceField(label=gettext_lazy("目录中的设施（可不选）"), required=False)
    access = forms.CharField(
        label=gettext_lazy("无障碍情况（可不填）"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("坡道、电梯、卫生间、手语、盲道：本人选机构时看得到。"),
    )  # fmt: skip


class RegisterForm(ParticularsForm):
    organisation = forms.ChoiceField(
        label=gettext_lazy("哪家机构"), help_text=gettext_lazy("先由系统管理员在“机构”里登记名称和地址。")
    )
    field_order = ("organisation",)


class PriceForm(DeskForm):
    item = forms.ChoiceField(label=gettext_lazy("项目"))
    price = MoneyField(label=gettext_lazy("单价（元）"))
    from_on = DayField(label=gettext_lazy("从哪天起"))


class ShutForm(DeskForm):
    day = DayField(label=gettext_lazy("哪一天停业"))
    reason = forms.CharField(label=gettext_lazy("原因"), max_length=100)


class ApplyForm(DeskForm):
    programme = forms.ChoiceField(label=gettext_lazy("承接哪个项目"))
    on = DayField(label=gettext_lazy("申请日"))


def _particulars(said: dict[str, Any]) -> dict[str, Any]:
    return said | {"shut_weekdays": "".join(said["shut_weekdays"])}


def register(request: HttpRequest, subject: None, said: dict[str, Any]) -> HttpResponse:
    """Register an organisation as a provider."""
    there = Organisation.objects.get(pk=said.pop("organisation"))
    made = operations.register_provider(organisation=there, by=request.user, at=request.moment, **_particulars(said))
    return redirect("desk:provider", made.pk)


def change(request: HttpRequest, one: Provider, said: dict[str, Any]) -> str:
    """Change its particulars."""
    operations.register_provider(
        organisation=one.organisation, by=request.user, at=request.moment, **_particulars(said)
    )
    return _("已更正。")


def price(request: HttpRequest, one: Provider, said: dict[str, Any]) -> str:
    """Set a price from a day on."""
    operations.set_price(
        provider=one, item=said["item"], price_fen=said["price"], from_on=said["from_on"], by=request.user, at=request.moment
    )  # fmt: skip
    return _("已定价。以前的价目不变。")


def shut(request: HttpRequest, one: Provider, said: dict[str, Any]) -> str:
    """Say that it is shut on a day."""
    released = operations.shut(provider=one, by=request.user, at=request.moment, **said)
    return _("已登记停业。") + cancelled_words(released)


def apply(request: HttpRequest, one: Provider, said: dict[str, Any]) -> HttpResponse:
    """Take its application for a programme."""
    made = operations.apply_for_agreement(
        provider=one, region=one.region[:6], by=request.user, at=request.moment, **said
    )  # fmt: skip
    return redirect("desk:agreement", made.pk)


def _facilities() -> list[tuple[str, str]]:
    return [("", "—"), *facilities_of_catalogue().items()]


def _unregistered(form: DeskForm, request: HttpRequest, subject: None) -> None:
    rows = request.scope.filter(
        Organisation.objects.filter(kind="provider", closed_on__isnull=True, provider__isnull=True)
    )
    form.fields["facility"].choices = _facilities()
    form.fields["organisation"].choices = [(str(one.pk), one.name) for one in rows.order_by("name")]


def _present(form: DeskForm, request: HttpRequest, one: Provider) -> None:
    form.fields["facility"].choices = _facilities()
    for name in ParticularsForm.base_fields:
        value = getattr(one, name)
        form.fields[name].initial = list(value) if name == "shut_weekdays" else value


def _items(form: DeskForm, request: HttpRequest, one: Provider) -> None:
    held = set(one.agreements.values_list("programme", flat=True)) & set(services())
    items = {item.code: item.name for slug in sorted(held or services()) for item in services()[slug].items}
    form.fields["item"].choices = list(items.items())
    form.fields["from_on"].initial = request.today


def _programmes(form: DeskForm, request: HttpRequest, one: Provider) -> None:
    form.fields["programme"].choices = programme_choices(services())
    form.fields["on"].initial = request.today


REGISTER = [
    deeds.Deed("register", gettext_lazy("登记一家机构"), CHECK, register, form=RegisterForm, choices=_unregistered),
]
DEEDS = [
    deeds.Deed(
        "apply", gettext_lazy("登记协议申请"), CHECK, apply, form=ApplyForm, kind="first", choices=_programmes,
        refusals=(operations.AgreementRuns, operations.NotDelivered),
    ),
    deeds.Deed("price", gettext_lazy("定价"), EITHER, price, form=PriceForm, choices=_items, refusals=(operations.PriceFixed,)),
    deeds.Deed("shut", gettext_lazy("登记停业"), CHECK, shut, form=ShutForm, about=SHUT_CANCELS),
    deeds.Deed(
        "change", gettext_lazy("更正资料"), CHECK, change, form=ParticularsForm, choices=_present,
        about=gettext_lazy("新加的每周停业日，那天还没到的预约会取消，并告诉本人。"),
    ),
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=REGISTER)
def providers(request: HttpRequest) -> HttpResponse:
    """List the providers of the region with what they may deliver and how they are rated."""
    offered, response = deeds.answer(request, REGISTER, None)
    if response:
        return response
    form = SearchForm(request.GET or None)
    form.fields["programme"].choices = [ALL, *programme_choices(services())]
    rows = _found(request, said_of(form))
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    places = place_names(one.organisation.division for one in found)
    table = Table(
        _("机构"), columns(_("名称"), _("地方"), _("协议"), _("服务中"), _("评分"), ends=(3, 4)),
        [_row(one, places, request) for one in found],
        (_("没有这样的机构"), _("先登记机构，再登记它的协议申请。")), page=shown,
    )  # fmt: skip
    view = {
        "title": _("机构和协议"),
        "lead": _("谁能承接什么、到哪一天；评分来自本人和家属。"),
        "filters": form,
        "tables": [table],
    }
    view |= {"pages": pages(request, "desk:providers"), "offered": offered, "form": deeds.failed(offered)}
    return render(request, "desk/serving/list.html", view)


def _found(request: HttpRequest, asked: dict[str, Any]) -> Any:
    rows = request.scope.filter(Provider.objects.select_related("organisation")).prefetch_related("agreements")
    if words := (asked.get("q") or "").strip():
        rows = rows.filter(organisation__name__icontains=words)
    held = {"programme": asked.get("programme"), "state": asked.get("state")}
    held = {name: value for name, value in held.items() if value}
    rows = rows.filter(pk__in=Agreement.objects.filter(**held).values("provider")) if held else rows
    return rows.annotate(
        rating=Avg("orders__acceptances__rating"),
        running=Count("orders", filter=Q(orders__state=OrderState.RUNNING), distinct=True),
    ).order_by("organisation__name")


def _row(one: Any, places: dict[str, str], request: HttpRequest) -> list[Cell]:
    held = [row for row in one.agreements.all() if row.state == AgreementState.SIGNED]
    ends = min((row.ends_on for row in held if row.ends_on), default=None)
    soon = _("%s 到期") % day(ends) if ends and ends - request.today < ENDS_SOON else ""
    names = "、".join(sorted({programme_name(row.programme) for row in held}))
    return [
        Cell(one.organisation.name, reverse("desk:provider", args=[one.pk]), note=one.qualification),
        Cell(places.get(one.organisation.division, one.organisation.division)), Cell(names or _("没有有效的协议"), note=soon),
        Cell(count(one.running)), Cell("—" if one.rating is None else f"{one.rating:.1f}"),
    ]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def provider(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one provider: particulars, agreements, prices, shut days."""
    one = reached(request.scope, Provider.objects.select_related("organisation"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    found = one.agreements.order_by("-applied_on", "-pk")
    rows = [
        [
            Cell(programme_name(row.programme), reverse("desk:agreement", args=[row.pk]), note=row.number),
            Cell(tags=(agreement_tag(row),)), Cell(f"{day(row.starts_on)} – {day(row.ends_on)}"), Cell(yuan(row.year_fen)),
        ]
        for row in found
    ]  # fmt: skip
    agreements = Table(
        _("协议"), columns(_("项目"), _("状态"), _("期限"), _("年度金额"), ends=(3,)), rows,
        (_("还没有协议"), _("登记协议申请，评审、公示以后签约。")),
    )  # fmt: skip
    view = {
        "title": one.organisation.name, "caption": one.qualification, "facts": provider_facts(one), "offered": offered,
        "tables": [agreements, prices_table(one), *shut_table(one)], "form": deeds.failed(offered),
        "trail": trail(reverse("desk:providers"), _("机构和协议"), one.organisation.name),
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)
