"""Services for those who supervise: waiting times, unmet needs, unit costs and averages that stand out; nobody is named."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import figure_regions
from chuntian.kernel.divisions import prefix
from chuntian.places.regions import full_name, in_region_q
from chuntian.services.enums import NeedKind
from chuntian.services.models import Project
from chuntian.services.queries import unmet
from chuntian.services.readings import LONG_WAIT, any_item_name, costs, first_waits, hidden_programmes, waits
from chuntian.trail import reach
from chuntian.web import exports
from chuntian.web.desk.forms import DeskForm
from chuntian.web.desk.serving.common import knows, said_of
from chuntian.web.desk.serving.needs import MOST_PLACES, NEXT_LEVEL, ledger_table
from chuntian.web.desk.serving.works import project_row
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_name
from chuntian.web.reading.serving import days_text
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, crumbs, yuan

MOST_ROWS, PREFECTURE = 100, 4
WORDS = {"high": gettext_lazy("偏高，请问一问"), "low": gettext_lazy("偏低，请问一问")}


class AskedForm(DeskForm):
    region = forms.ChoiceField(label=gettext_lazy("区域"), required=False)
    year = forms.IntegerField(
        label=gettext_lazy("年度"),
        required=False,
        min_value=2000,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )


@page(
    Do.MEASURES_VIEW,
    methods=("GET", "POST"),
    does={"table": (Do.MEASURES_VIEW,)},
    gives="waiting times, unit costs of a place, nobody named",
)
def figures(request: HttpRequest) -> HttpResponse:
    """Show waiting times, the unmet needs of the places below, unit costs, and projects; export the costs."""
    regions = figure_regions(request.user, request.today)
    form = AskedForm(request.GET or None, initial={"year": request.today.year})
    form.fields["region"].choices = [(one, full_name(one)) for one in regions]
    asked = said_of(form)
    region, year = asked.get("region") or (regions[0] if regions else ""), asked.get("year") or request.today.year
    if not region:
        return render(request, "desk/serving/list.html", {"title": _("服务督导"), "tables": []})
    with reach.whole_house(f"figures user:{request.user.pk}"):
        if request.POST.get("do") == "table":
            return exports.answer("xlsx", _("服务单位成本") + f"-{year}", *_export(region, year))
        tables = [
            _waits(request, region),
            _first(request, region, year),
            _unmet(request, region),
            _costs(region, year),
            _projects(region),
        ]
    view = {"title": _("服务督导"), "caption": full_name(region), "filters": form, "tables": tables}
    view |= {"lead": _("谁等得太久，哪里需要没有满足，哪里的单价离别处太远。"), "form": form if form.errors else None}
    view["trail"] = crumbs(reverse("desk:measures"), _("指标"), _("服务督导"))
    return render(request, "desk/serving/figures.html", view)


def _far_enough(request: HttpRequest, region: str) -> bool:
    """Say whether figures of mental health may be shown: below a prefecture only to those who may know."""
    return len(prefix(region)) <= PREFECTURE or knows(request)


def _waits(request: HttpRequest, region: str) -> Table:
    unknown = frozenset() if _far_enough(request, region) else hidden_programmes()
    rows = [
        [
            Cell(programme_name(one.programme)), Cell(count(one.count)), Cell(days_text(one.middle)), Cell(days_text(one.longest)),
            Cell(count(one.long), tags=(Tag(_("等得久"), "stop"),) if one.long else ()),
        ]
        for one in waits(region, on=request.today)
        if one.programme not in unknown
    ]  # fmt: skip
    heads = columns(_("项目"), _("几人在等"), _("中间值"), _("最久"), _("超过 %s 天") % LONG_WAIT, ends=(1, 2, 3, 4))
    return Table(_("轮候"), heads, rows, (_("没有人在轮候"), ""))


def _first(request: HttpRequest, region: str, year: int) -> Table:
    unknown = frozenset() if _far_enough(request, region) else hidden_programmes()
    rows = [
        [
            Cell(programme_name(one.programme)), Cell(one.provider), Cell(count(one.count)), Cell(days_text(one.from_start)),
            Cell(days_text(one.longest)), Cell(days_text(one.from_asking)),
        ]
        for one in [row for row in first_waits(region, year) if row.programme not in unknown][:MOST_ROWS]
    ]  # fmt: skip
    heads = columns(
        _("项目"), _("机构"), _("几单"), _("等第一次服务：中间值"), _("最久"), _("从提出起：中间值"), ends=(2, 3, 4, 5)
    )
    about = _("从服务单的第一天，到第一次服务；第一次服务在这一年的。")
    return Table(_("安排以后多久开始服务"), heads, rows, (_("这一年还没有服务"), ""), about=about)


def _unmet(request: HttpRequest, region: str) -> Table:
    rows = unmet(region, on=request.today, size=NEXT_LEVEL.get(len(prefix(region)), 12)).to_dicts()
    rows = [row for row in rows if row["kind"] != NeedKind.MENTAL or _far_enough(request, region)]
    rows = sorted(rows, key=lambda row: (-row["open"], row["region"]))[:MOST_PLACES]
    return ledger_table(rows, place_names(row["region"] for row in rows), dict(NeedKind.choices))


def _costs(region: str, year: int) -> Table:
    rows = [
        [
            Cell(any_item_name(one.item), tags=(Tag(WORDS[one.outlier], "warn"),) if one.outlier else ()), Cell(one.provider),
            Cell(count(one.times)), Cell(yuan(one.mean)), Cell(yuan(one.middle)), Cell(f"{yuan(one.low)} – {yuan(one.high)}"),
        ]
        for one in costs(region, year)[:MOST_ROWS]
    ]  # fmt: skip
    heads = columns(
        _("项目"), _("机构"), _("次数"), _("平均单价"), _("各机构中间值"), _("最低 – 最高"), ends=(2, 3, 4, 5)
    )
    about = _("平均单价高于各机构中间值一倍半，或低于三分之二：不是错，但要有人问一问为什么。")
    return Table(_("单位成本"), heads, rows, (_("这一年还没有服务"), ""), about=about)


def _projects(region: str) -> Table:
    found = Project.objects.filter(in_region_q(region)).order_by("-year", "region", "name")[:MOST_ROWS]
    heads = columns(
        _("项目"), _("计划"), _("验收"), _("总额"), _("已用"), _("在途"), _("实际户均"), ends=(1, 2, 3, 4, 5, 6)
    )
    about = _(
        "文件里的户均控制项目总额，不是每一户的上限。实际户均离它太远的（例如 1,981 元对 3,500 元），要问一问方案是否做全。"
    )
    return Table(
        _("家庭改造项目"), heads, [project_row(one, "") for one in found], (_("没有改造项目"), ""), about=about
    )


def _export(region: str, year: int) -> tuple[list[str], list[list[Any]]]:
    headings = [
        _("项目"),
        _("机构"),
        _("次数"),
        _("最低（分）"),
        _("平均（分）"),
        _("最高（分）"),
        _("各机构中间值（分）"),
        _("要问一问"),
    ]
    rows = [
        [any_item_name(one.item), one.provider, one.times, one.low, one.mean, one.high, one.middle, str(WORDS.get(one.outlier, ""))]
        for one in costs(region, year)
    ]  # fmt: skip
    return headings, rows
