"""The people whom a provider serves: until when, and what is left of their orders."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services.complaints import told_to
from chuntian.services.enums import PLACED, OrderState
from chuntian.services.models import Order
from chuntian.services.queries import Left, left_of_each
from chuntian.services.readings import item_name
from chuntian.web.desk.forms import DeskForm
from chuntian.web.named import named
from chuntian.web.provider.pages import provider_page
from chuntian.web.reading.names import programme_name
from chuntian.web.reading.serving import order_tag
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import day, yuan

ROWS_A_PAGE = 20


class PeopleForm(DeskForm):
    q = forms.CharField(label=gettext_lazy("姓名或拼音"), required=False, max_length=40)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("服务中")), ("all", gettext_lazy("全部")), ("over", gettext_lazy("已结束"))],
    )  # fmt: skip


@provider_page("people")
def people(request: HttpRequest) -> HttpResponse:
    """List the orders placed with the provider, with what is left of each."""
    form = PeopleForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = Order.objects.filter(provider=request.provider, state__in=PLACED).select_related("person")
    if words := (asked.get("q") or "").strip():
        rows = rows.filter(Q(person__name__contains=words) | Q(person__pinyin__icontains=words))
    state = asked.get("state") or ""
    if state != "all":
        rows = rows.filter(state=OrderState.RUNNING) if not state else rows.exclude(state=OrderState.RUNNING)
    shown = Paginator(rows.order_by("person__pinyin", "pk"), ROWS_A_PAGE).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    named(request, [one.person_id for one in found])
    told, left = told_to(request.provider.pk, found), left_of_each(found)
    table = Table(
        _("我们服务的人"), columns(_("姓名"), _("项目"), _("期限"), _("还剩"), _("状态")), [_row(one, one.pk in told, left[one.pk]) for one in found],
        (_("没有这样的服务单"), _("残联把服务单安排给您以后，人会出现在这里。")), page=shown,
    )  # fmt: skip
    view: dict[str, Any] = {"title": _("我们服务的人"), "lead": _("每个人服务到哪一天，限额和次数还剩多少。")}
    view |= {"filters": form, "tables": [table], "form": form if form.errors else None}
    return render(request, "desk/serving/list.html", view)


def _row(one: Order, is_told: bool, left_over: Left) -> list[Cell]:
    name, told = programme_name(one.programme), (Tag(_("有转来的投诉"), "warn"),) if is_told else ()
    fen, items = left_over
    left = [_("限额 %s") % yuan(fen)] if fen is not None else []
    left += [
        _("%(item)s %(times)s 次") % {"item": item_name(one.programme, item), "times": times}
        for item, times in items.items()
        if times is not None
    ]
    return [
        Cell(one.person.name, reverse("provider:order", args=[one.pk]), told, about=name), Cell(name), Cell(f"{day(one.starts_on)} – {day(one.ends_on)}"),
        Cell("；".join(left) or _("不限次数和金额")), Cell(tags=(order_tag(one),), note=one.stop_reason),
    ]  # fmt: skip
