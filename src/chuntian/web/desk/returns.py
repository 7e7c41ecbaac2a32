"""The monthly return: on a page to read and print, and as a file."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from chuntian.accounts.enums import Do
from chuntian.indicators.catalogue import measure
from chuntian.indicators.figures import UNITS
from chuntian.indicators.queries import uses_demo_amounts
from chuntian.kernel.days import Month
from chuntian.places.regions import full_name
from chuntian.reports.returns import CASES, PAID, PEOPLE, Row, monthly_return
from chuntian.trail import reach
from chuntian.trail.operations import record
from chuntian.web import exports
from chuntian.web.desk.asked import Asked, asked, ways
from chuntian.web.desk.forms import DeskForm, MonthField
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_name

PARTS = {
    PEOPLE: gettext_lazy("人员和服务（截至月底；服务从1月累计）"),
    PAID: gettext_lazy("发放（银行回盘成功）"),
    CASES: gettext_lazy("申请和审批"),
}
WHAT = {
    "": "",
    "persons": gettext_lazy("领取人数"),
    "transfers": gettext_lazy("发放笔数"),
    "fen": gettext_lazy("发放金额"),
    "received": gettext_lazy("收到申请"),
    "approved": gettext_lazy("批准"),
    "refused": gettext_lazy("不予批准"),
}
OWN_UNITS = {"line": gettext_lazy("笔"), "fen": gettext_lazy("元")}


class MonthForm(DeskForm):
    month = MonthField(label=gettext_lazy("哪个月"), required=False)


@page(Do.MEASURES_VIEW)
def returns(request: HttpRequest) -> HttpResponse:
    """Show a month's counts by programme beside the month before and the year before."""
    found = asked(request)
    rows, demo = _rows(request, found)
    view = {
        "asked": found, "place": full_name(found.region), "ways": ways(found, "returns"), "query": found.query, "demo": demo,
        "parts": [(PARTS[name], some) for name in PARTS if (some := [one for one in rows if one["part"] == name])],
        "filters": MonthForm(initial={"month": found.month}), "region": found.region,
        "no_people": not any(one["part"] == PEOPLE for one in rows),
        "before": str(Month.parse(found.month).plus(-1)), "after": str(Month.parse(found.month).plus(1)),
    }  # fmt: skip
    return render(request, "desk/returns.html", view)


@page(Do.MEASURES_VIEW, gives="the monthly return: counts by programme, nobody is named")
def returns_file(request: HttpRequest) -> HttpResponse:
    """Give the same as a file."""
    found = asked(request)
    rows, demo = _rows(request, found)
    headings = [_("部分"), _("项目"), _("内容"), _("单位"), _("本月"), _("上月"), _("增减"), _("上年同月")]
    cells = [
        [str(PARTS[one["part"]]), one["name"], one["what"], one["unit"], *(one["plain"][place] for place in range(4))]
        for one in rows
    ]
    name = _("%(place)s残联月报 %(month)s") % {"place": full_name(found.region), "month": found.month}
    marks = [_("截至 %(at)s 所知；空格是不知道，不是零。") % {"at": f"{request.moment:%Y-%m-%d %H:%M}"}]
    marks += [_("金额用了演示标准，不是文件规定。")] if demo else []
    record(
        actor=request.user, action="report.make", subject_kind="report", subject_id=f"monthly-{found.month}",
        region=found.region, at=request.moment, detail={"as": "xlsx", "period": found.month},
    )  # fmt: skip
    return exports.answer("xlsx", name, headings, cells, marks=marks)


def _rows(request: HttpRequest, found: Asked) -> tuple[list[dict[str, Any]], bool]:
    month = Month.parse(found.month)
    with reach.whole_house(f"figures user:{request.user.pk}"):
        rows = monthly_return(region=found.region, month=month)
    return [_row(one) for one in rows], uses_demo_amounts(found.region, str(month))


def _row(one: Row) -> dict[str, Any]:
    counts = [one.now, one.before, one.change, one.year_ago]
    return {
        "part": one.part, "name": _name(one), "what": str(WHAT[one.what]),
        "unit": str(OWN_UNITS.get(one.unit) or UNITS.get(one.unit, one.unit)), "now": _text(one, one.now),
        "before": _text(one, one.before), "change": _signed(one), "year_ago": _text(one, one.year_ago),
        "plain": [_plain(one, count) for count in counts], "is_money": one.unit == "fen",
    }  # fmt: skip


def _name(one: Row) -> str:
    if one.part != PEOPLE:
        return programme_name(one.subject)
    item = measure(one.subject)
    return item.name_en if (get_language() or "").startswith("en") else item.name


def _plain(one: Row, count: int | None) -> Decimal | int | None:
    return Decimal(count) / 100 if count is not None and one.unit == "fen" else count


def _text(one: Row, count: int | None) -> str:
    if count is None:
        return "—"
    return f"{Decimal(count) / 100:,.2f}" if one.unit == "fen" else f"{count:,}"


def _signed(one: Row) -> str:
    if one.change is None:
        return "—"
    return ("+" if one.change > 0 else "−" if one.change < 0 else "") + _text(one, abs(one.change))
