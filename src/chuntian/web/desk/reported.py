"""What departments counted over all people of a place: entered by one person, held against the document by another."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.accounts.scopes import can, figure_regions
from chuntian.indicators import reported as indicators
from chuntian.indicators.catalogue import measure
from chuntian.indicators.figures import percent
from chuntian.indicators.models import ReportedFigure
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import is_within
from chuntian.places.regions import full_name
from chuntian.web.desk import deeds
from chuntian.web.desk.asked import Asked, asked, ways
from chuntian.web.desk.forms import DeskForm, MonthField, ReasonField
from chuntian.web.pages import page
from chuntian.web.reading.names import measure_name
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, crumbs, moment, month

MAKES = (Do.REPORT_MAKE,)
ROWS_A_PAGE = 25
REFUSALS = (indicators.CannotReport, indicators.SamePerson)
WAITS, COUNTS, BACK = gettext_lazy("等另一个人核对"), gettext_lazy("已核对，计入"), gettext_lazy("已撤回")


class EnterForm(DeskForm):
    measure = forms.ChoiceField(label=gettext_lazy("哪个指标"))
    month = MonthField(label=gettext_lazy("截至哪个月"), help_text=gettext_lazy("从当年1月算起，例如 2024-12。"))
    numerator = forms.IntegerField(label=gettext_lazy("分子（人数）"), min_value=0, max_value=10**10)
    denominator = forms.IntegerField(label=gettext_lazy("分母（人数）"), min_value=1, max_value=10**10)
    department = forms.CharField(label=gettext_lazy("哪个部门报来"), max_length=100, min_length=2)
    document = forms.CharField(
        label=gettext_lazy("文件（名称、文号或日期）"),
        max_length=200,
        min_length=4,
        help_text=gettext_lazy("核对的人照着它看。"),
    )

    today = None

    def clean_month(self) -> Month:
        """Give the month; one that has not ended has no figure."""
        found: Month = self.cleaned_data["month"]
        if self.today and found.last > self.today:
            raise forms.ValidationError(_("这个月还没有过完"))
        return found

    def clean(self) -> dict[str, Any]:
        """Say at the field what is no share."""
        said = super().clean() or {}
        if said.get("numerator") is not None and said.get("denominator") and said["numerator"] > said["denominator"]:
            self.add_error("numerator", _("分子不能大于分母：请对照文件再看一遍"))
        return said


class WithdrawForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("为什么撤回"))


def _enter(request: HttpRequest, found: Asked, said: dict[str, Any]) -> HttpResponse:
    made = indicators.enter_reported(
        region=found.region, slug=said.pop("measure"), by=request.user, at=request.moment, **said
    )
    return redirect("desk:reported-one", made.pk)


def _confirm(request: HttpRequest, one: ReportedFigure, said: dict[str, Any]) -> str:
    indicators.confirm_reported(figure=one, by=request.user, at=request.moment)
    return _("已核对。规划进度再“现在计算”一次，就用上这个数。")


def _withdraw(request: HttpRequest, one: ReportedFigure, said: dict[str, Any]) -> str:
    indicators.withdraw_reported(figure=one, by=request.user, at=request.moment, reason=said["reason"])
    return _("已撤回，不再计入。")


def _choices(form: DeskForm, request: HttpRequest, found: Asked) -> None:
    form.today = request.today
    form.fields["measure"].choices = [(one.slug, measure_name(one.slug)) for one in indicators.reportable()]
    form.fields["department"].initial = next(iter(indicators.reportable())).department


ENTERS = [
    deeds.Deed(
        "enter", gettext_lazy("登记一个数"), MAKES, _enter, form=EnterForm, choices=_choices, refusals=REFUSALS,
        about=gettext_lazy("照着部门的文件登记；另一个人核对以后才计入。各地方的数不相加，分别登记。"),
    ),
]  # fmt: skip
DEEDS = [
    deeds.Deed(
        "confirm", gettext_lazy("和文件一致"), MAKES, _confirm, kind="first", refusals=REFUSALS,
        possible=lambda one: not one.confirmed_at and not one.withdrawn_at,
        about=gettext_lazy("对照文件：指标、月份、分子、分母都一样，才按。登记的人不能自己核对。"),
    ),
    deeds.Deed(
        "withdraw", gettext_lazy("撤回这个数"), MAKES, _withdraw, form=WithdrawForm, kind="danger", refusals=REFUSALS,
        possible=lambda one: not one.withdrawn_at,
    ),
]  # fmt: skip


@page(Do.MEASURES_VIEW, methods=("GET", "POST"), does=ENTERS)
def reported(request: HttpRequest) -> HttpResponse:
    """List what departments reported of a place, newest first, and enter one more."""
    found = asked(request)
    mine = can(request.user, MAKES[0], request.today, found.region)
    offered, response = deeds.answer(request, ENTERS if mine else [], found, back=f"{request.path}{found.query}")
    if response:
        return response
    rows = ReportedFigure.objects.filter(region=found.region).order_by("-month", "measure", "-entered_at")
    shown = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    table = Table(
        _("部门报来的数"), columns(_("指标"), _("截至月"), _("数值"), _("分子 ÷ 分母"), _("来源"), _("状态"), ends=(2, 3)),
        [_row(one) for one in shown.object_list],
        (_("还没有登记过"), _("向卫生健康部门要来年度统计，在下面登记；另一个人核对以后，指标页和规划进度就有这些数。")), page=shown,
    )  # fmt: skip
    view = {
        "asked": found, "place": full_name(found.region), "ways": ways(found, "reported"), "query": found.query,
        "table": table, "offered": offered, "form": deeds.failed(offered),
    }  # fmt: skip
    return render(request, "desk/reported.html", view)


@page(Do.MEASURES_VIEW, methods=("GET", "POST"), does=DEEDS)
def reported_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one number with its document, for another person to hold it against."""
    one = ReportedFigure.objects.filter(pk=pk).select_related("entered_by", "confirmed_by", "withdrawn_by").first()
    if one is None or not any(is_within(one.region, mine) for mine in figure_regions(request.user, request.today)):
        raise Http404
    mine = can(request.user, MAKES[0], request.today, one.region)
    offered, response = deeds.answer(request, DEEDS if mine else [], one)
    if response:
        return response
    up = f"{reverse('desk:reported')}?region={one.region}"
    view = {
        "one": one, "name": measure_name(one.measure), "item": measure(one.measure), "place": full_name(one.region),
        "value": percent(one.numerator, one.denominator), "tag": tag_of(one), "offered": offered,
        "form": deeds.failed(offered), "trail": crumbs(up, _("部门报来的数"), measure_name(one.measure)),
    }  # fmt: skip
    return render(request, "desk/reported-one.html", view)


def tag_of(one: ReportedFigure) -> Tag:
    """Say in a word whether a number counts."""
    if one.withdrawn_at:
        return Tag(BACK)
    return Tag(COUNTS, "good") if one.confirmed_at else Tag(WAITS, "late")


def _row(one: ReportedFigure) -> list[Cell]:
    return [
        Cell(measure_name(one.measure), reverse("desk:reported-one", args=[one.pk]), about=month(one.month)), Cell(month(one.month)),
        Cell(f"{percent(one.numerator, one.denominator)} %"), Cell(f"{count(one.numerator)} ÷ {count(one.denominator)}"),
        Cell(one.department, note=one.document), Cell(tags=(tag_of(one),), note=moment(one.entered_at)),
    ]  # fmt: skip
