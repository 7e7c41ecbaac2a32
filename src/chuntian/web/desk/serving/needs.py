"""The ledger of unmet needs by place, and one need to its closing."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.kernel.divisions import prefix
from chuntian.places.regions import in_region_q
from chuntian.services import operations
from chuntian.services.declared import services
from chuntian.services.enums import CloseReason, NeedKind, NeedState, Urgency
from chuntian.services.models import Need
from chuntian.services.queries import unmet
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm
from chuntian.web.desk.serving.common import (
    EITHER,
    NEEDS_DO,
    NEEDS_VIEW,
    ROWS_A_PAGE,
    hidden,
    need_kinds,
    only,
    pages,
    said_of,
    seen,
    trail,
    within,
)
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_choices, place_names, programme_choices, programme_name
from chuntian.web.reading.serving import days_text, need_tag, order_tag
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, day

ALL = ("", gettext_lazy("全部"))
NEXT_LEVEL = {2: 4, 4: 6, 6: 9, 9: 12, 12: 12}
MOST_PLACES = 60


class NeedsForm(DeskForm):
    kind = forms.ChoiceField(label=gettext_lazy("需求"), required=False, choices=[ALL, *NeedKind.choices])
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("没有关闭的")), *NeedState.choices, ("all", gettext_lazy("全部"))],
    )  # fmt: skip
    urgency = forms.ChoiceField(label=gettext_lazy("缓急"), required=False, choices=[ALL, *Urgency.choices])
    age = forms.ChoiceField(
        label=gettext_lazy("等了多久"), required=False,
        choices=[ALL, ("30", gettext_lazy("超过 30 天")), ("90", gettext_lazy("超过 90 天")), ("180", gettext_lazy("超过 180 天"))],
    )  # fmt: skip
    place = forms.ChoiceField(label=gettext_lazy("地方"), required=False)


class CloseForm(DeskForm):
    reason = forms.ChoiceField(label=gettext_lazy("为什么关闭"), choices=CloseReason.choices, widget=forms.RadioSelect)
    reason.asks = gettext_lazy("请选关闭的原因")
    on = DayField(label=gettext_lazy("哪一天"))
    note = forms.CharField(
        label=gettext_lazy("情况（“本人不需要”“登记有误”“其他渠道”须填）"), required=False, max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class AskForm(DeskForm):
    programme = forms.ChoiceField(label=gettext_lazy("按哪个项目"))
    on = DayField(label=gettext_lazy("提出的日子"), help_text=gettext_lazy("轮候从这一天算起"))


def close(request: HttpRequest, need: Need, said: dict[str, Any]) -> str:
    """Close it with a reason."""
    operations.close_need(need=need, by=request.user, at=request.moment, **said)
    return _("需求已关闭。又出现时重新登记。")


def ask(request: HttpRequest, need: Need, said: dict[str, Any]) -> HttpResponse:
    """Put the person on the waiting list of a programme that meets the need."""
    order = operations.ask_for(
        person=need.person, programme=said["programme"], on=said["on"], need=need, by=request.user, at=request.moment
    )
    return redirect("desk:order", order.pk)


def _is_open(need: Need) -> bool:
    return need.state != NeedState.CLOSED


def _fitting(form: DeskForm, request: HttpRequest, need: Need) -> None:
    slugs = [slug for slug, one in services().items() if one.need == need.kind and slug not in hidden(request)]
    form.fields["programme"].choices = programme_choices(slugs)
    form.fields["on"].initial = request.today


def _today(form: DeskForm, request: HttpRequest, need: Any) -> None:
    form.fields["on"].initial = request.today


DEEDS = [
    deeds.Deed(
        "ask", gettext_lazy("列入轮候"), EITHER, ask, form=AskForm, kind="first", possible=_is_open, choices=_fitting,
        refusals=(operations.CannotOrder, operations.NotDelivered),
    ),
    deeds.Deed(
        "close", gettext_lazy("关闭需求"), NEEDS_DO, close, form=CloseForm, possible=_is_open, choices=_today,
        refusals=(operations.NeedClosed, ValueError),
    ),
]  # fmt: skip


@page(*NEEDS_VIEW)
def needs(request: HttpRequest) -> HttpResponse:
    """Show the ledger by place, and the needs themselves, the longest waiting first."""
    form, found = _narrowed(request)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    named(request, [one.person_id for one in rows])
    places = place_names(one.region for one in rows)
    table = Table(
        _("需求"), columns(_("姓名"), _("需求"), _("地方"), _("发现"), _("等了"), _("状态"), ends=(4,)),
        [_row(one, places, request) for one in rows], (_("没有这样的需求"), _("在个人档案的“服务”里登记。")), page=shown,
    )  # fmt: skip
    view = {"title": _("需求"), "lead": _("谁需要什么、等了多久。需求和残疾分开记，从发现到关闭一直跟着。")}
    view |= {"pages": pages(request, "desk:needs"), "filters": form, "tables": [_ledger(request, said_of(form)), table]}
    if request.scope.can(Do.TASK_WORK):
        view["file"] = f"{reverse('desk:needs-file')}?{request.GET.urlencode()}"
    view["form"] = form if form.errors else None
    return render(request, "desk/serving/list.html", view)


@page(Do.TASK_WORK, methods=("GET", "POST"), does={"export": (Do.TASK_WORK,)}, gives="the needs of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a file."""
    found = list(_narrowed(request)[1][: exports.MOST_ROWS])
    places = place_names(one.region for one in found)
    headings = [_("姓名"), _("需求"), _("缓急"), _("地方"), _("发现"), _("等了几天"), _("状态"), _("来源")]
    rows = [
        [one.person.name, one.get_kind_display(), one.get_urgency_display(), places.get(one.region, one.region), one.known_on,
         _age(one, request), one.get_state_display(), one.get_source_display()]
        for one in found
    ]  # fmt: skip
    return exports.give(request, exports.Table(_("需求清单"), headings, rows, people=[one.person_id for one in found]))


def _narrowed(request: HttpRequest) -> tuple[NeedsForm, QuerySet[Need]]:
    found = within(request, Need.objects.select_related("person"))
    form = NeedsForm(request.GET or None)
    form.fields["kind"].choices = [ALL, *need_kinds(request)]
    form.fields["place"].choices = place_choices(found, 9)
    asked = said_of(form)
    state = asked.get("state") or ""
    if state != "all":
        found = found.filter(state=state) if state else found.exclude(state=NeedState.CLOSED)
    found = only(found, asked, "kind", "urgency")
    if asked.get("age"):
        found = found.filter(known_on__lt=request.today - timedelta(days=int(asked["age"])))
    found = found.filter(in_region_q(asked["place"])) if asked.get("place") else found
    return form, found.order_by("known_on", "urgency", "pk")


def _ledger(request: HttpRequest, asked: dict[str, Any]) -> Table:
    """Give the ledger of the reader's places, or of the place asked for, one level below."""
    regions = [asked["place"]] if asked.get("place") else list(request.scope.regions)
    labels = dict(need_kinds(request))
    rows: list[dict[str, Any]] = []
    for region in regions:
        size = NEXT_LEVEL.get(len(prefix(region)), 12)
        rows += unmet(region, on=request.today, size=size).to_dicts()
    rows = [row for row in rows if row["kind"] in labels and asked.get("kind") in ("", None, row["kind"])]
    rows.sort(key=lambda row: (-row["open"], row["region"]))
    places = place_names(row["region"] for row in rows[:MOST_PLACES])
    return ledger_table(rows[:MOST_PLACES], places, labels)


def ledger_table(rows: list[dict[str, Any]], places: dict[str, str], labels: dict[str, str]) -> Table:
    """Give the ledger as a table: place and kind, open, planned, urgent, the oldest and the mean age."""
    cells = [
        [
            Cell(places.get(row["region"], row["region"])), Cell(labels[row["kind"]]), Cell(count(row["open"])),
            Cell(count(row["planned"])), Cell(count(row["urgent"])), Cell(days_text(row["oldest_days"])),
            Cell(days_text(row["mean_days"])),
        ]
        for row in rows
    ]  # fmt: skip
    heads = columns(
        _("地方"), _("需求"), _("未满足"), _("已安排"), _("其中紧急"), _("最久"), _("平均"), ends=(2, 3, 4, 5, 6)
    )
    return Table(_("未满足需求台账"), heads, cells, (_("没有未满足的需求"), ""))


def _age(one: Need, request: HttpRequest) -> int:
    return ((one.closed_on or request.today) - one.known_on).days


def _row(one: Need, places: dict[str, str], request: HttpRequest) -> list[Cell]:
    urgent = (Tag(one.get_urgency_display(), "stop"),) if one.urgency == Urgency.NOW else ()
    kind = one.get_kind_display()
    return [
        Cell(one.person.name, reverse("desk:need", args=[one.pk]), about=kind), Cell(kind, tags=urgent),
        Cell(places.get(one.region, one.region)), Cell(day(one.known_on), note=one.get_source_display()),
        Cell(days_text(_age(one, request))), Cell(tags=(need_tag(one),)),
    ]  # fmt: skip


@page(*NEEDS_VIEW, methods=("GET", "POST"), does=DEEDS)
def need(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one need with the orders that serve it; order for it, or close it."""
    one = reached(request.scope, Need.objects.select_related("person", "recorded_by", "closed_by"), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    bulk.read(request, one.person, "services")
    orders = [] if not request.scope.shows("awards") else list(seen(request, one.orders.order_by("asked_on")))
    table = Table(
        _("为它安排的服务"), columns(_("项目"), _("提出"), _("状态")),
        [
            [Cell(programme_name(row.programme), reverse("desk:order", args=[row.pk])), Cell(day(row.asked_on)), Cell(tags=(order_tag(row),))]
            for row in orders
        ],
        (_("还没有安排服务"), _("列入轮候，再由本人选择机构。")),
    )  # fmt: skip
    view = {
        "title": one.person.name, "caption": one.get_kind_display(), "tags": [need_tag(one)], "facts": _facts(one, request),
        "tables": [table], "offered": offered, "form": deeds.failed(offered),
        "trail": trail(reverse("desk:needs"), _("需求"), one.person.name),
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)


def _facts(one: Need, request: HttpRequest) -> list[tuple[str, Cell]]:
    place = place_names([one.region]).get(one.region, one.region)
    rows = [
        (_("本人"), Cell(one.person.name, reverse("desk:person-services", args=[one.person_id]), note=place)),
        (_("发现"), Cell(day(one.known_on), note=one.get_source_display())),
        (_("等了"), Cell(days_text(_age(one, request)), note=one.get_urgency_display())),
    ]
    if one.note:
        rows.append((_("说明"), Cell(one.note)))
    if one.closed_on:
        rows.append((_("关闭"), Cell(f"{day(one.closed_on)} {one.get_close_reason_display()}", note=one.close_note)))
    return rows
