"""The year's money: what each fund gives, what is paid, on its way and left, and what runs short before the year ends."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.messages import success
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.law import law_in_use
from chuntian.money.budgets import Pot, by_fund, pots
from chuntian.money.models import Budget, PaymentLine, Voucher
from chuntian.money.operations.budgets import CannotEnter, enter_budget
from chuntian.web import exports
from chuntian.web.desk.forms import DeskForm, own_regions
from chuntian.web.desk.payments import VIEW
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_choices, programme_name

POTS_A_PAGE = 40
FIRST_YEAR, YEARS_AHEAD = 2016, 1
FEN = 100


class YearForm(DeskForm):
    year = forms.IntegerField(
        label=gettext_lazy("年度"), min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "narrow"})
    )
    programme = forms.ChoiceField(label=gettext_lazy("政策"), required=False)
    fund = forms.ChoiceField(label=gettext_lazy("资金"), required=False)


class BudgetForm(DeskForm):
    fund = forms.CharField(
        label=gettext_lazy("资金名称"), max_length=120, help_text=gettext_lazy("例如：省级残疾人事业发展补助资金")
    )
    level = forms.CharField(label=gettext_lazy("级次（可不填）"), required=False, max_length=20)
    region = forms.ChoiceField(label=gettext_lazy("区域"))
    programme = forms.ChoiceField(label=gettext_lazy("政策"))
    year = forms.IntegerField(
        label=gettext_lazy("年度"),
        min_value=FIRST_YEAR,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "narrow"}),
    )
    amount = forms.DecimalField(
        label=gettext_lazy("全年金额（元）"), min_value=0, max_digits=14, decimal_places=2,
        help_text=gettext_lazy("全年合计。追加以后写追加后的合计，原来的数留在审计记录里。"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "narrow"}),
    )  # fmt: skip
    document = forms.CharField(label=gettext_lazy("下达文件（名称和文号）"), max_length=200)


@page(
    *VIEW, methods=("GET", "POST"), does={"enter": (Do.PAY_PREPARE,), "table": VIEW},
    gives="the year's budgets with what is left, nobody named",
)  # fmt: skip
def budgets(request: HttpRequest) -> HttpResponse:
    """Show what is left of each programme's money, and enter a budget."""
    may_enter = request.scope.can(Do.PAY_PREPARE)
    asked = YearForm({"year": request.today.year} | request.GET.dict())
    rows = request.scope.filter(Budget.objects.all())
    form = _entry(request) if may_enter else None
    if form and request.POST.get("do") == "enter" and form.is_valid() and _entered(request, form):
        success(request, _("已登记预算。"), extra_tags="done")
        return redirect(f"{request.path}?year={form.cleaned_data['year']}")
    _choices(asked, rows)
    said = asked.cleaned_data if asked.is_valid() else {"year": request.today.year, "programme": "", "fund": ""}
    lines, vouchers = request.scope.filter(PaymentLine.objects.all()), request.scope.filter(Voucher.objects.all())
    found = pots(rows, lines, year=said["year"], vouchers=vouchers)
    found = [pot for pot in found if _fits(pot, said)]
    if request.POST.get("do") == "table":
        return exports.answer("xlsx", f"{_('资金余额')}-{said['year']}", *_table(found))
    shown = Paginator(found, POTS_A_PAGE).get_page(request.GET.get("page"))
    names = place_names(pot.region for pot in found)
    view = {"rows": [_row(pot, names) for pot in shown.object_list], "page": shown, "filters": asked, "entry": form}
    view |= {
        "year": said["year"],
        "short": [_row(pot, names) for pot in found if pot.short_month],
        "funds": by_fund(found),
    }
    view["form"] = form if form and form.is_bound and form.errors else (asked if asked.errors else None)
    return render(request, "desk/budgets.html", view)


def _entry(request: HttpRequest) -> BudgetForm:
    data = request.POST if request.POST.get("do") == "enter" else None
    form = BudgetForm(data, initial={"year": request.today.year}, prefix="enter")
    law = law_in_use()
    form.fields["region"].choices = own_regions(request)
    form.fields["programme"].choices = programme_choices(one.slug for one in law.programmes if one.subject == "person")
    return form


def _entered(request: HttpRequest, form: BudgetForm) -> bool:
    said = dict(form.cleaned_data)
    try:
        enter_budget(**said | {"amount_fen": int(said.pop("amount") * FEN)}, by=request.user, at=request.moment)
    except CannotEnter as why:
        form.add_error(None, str(why))
        return False
    return True


def _choices(form: YearForm, rows: Any) -> None:
    programmes = sorted(set(rows.values_list("programme", flat=True)))
    funds = sorted(set(rows.values_list("fund__name", flat=True)))
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(programmes)]
    form.fields["fund"].choices = [("", _("全部")), *((name, name) for name in funds)]


def _fits(pot: Pot, said: dict[str, Any]) -> bool:
    return said.get("programme") in ("", None, pot.programme) and (
        not said.get("fund") or any(one.fund.name == said["fund"] for one in pot.budgets)
    )


def _row(pot: Pot, names: dict[str, str]) -> dict[str, Any]:
    return {
        "pot": pot, "name": programme_name(pot.programme), "place": names.get(pot.region, pot.region),
        "months": pot.months_used[::-1], "missing": None if pot.end_fen is None else max(0, -pot.end_fen),
    }  # fmt: skip


def _table(found: list[Pot]) -> tuple[list[str], list[list[Any]]]:
    headings = [
        _("政策"), _("地方"), _("年度"), _("资金"), _("预算（元）"), _("已到账（元）"), _("在途（元）"), _("剩余（元）"),
        _("月均（元）"), _("还有几个月"), _("年底预计剩余（元）"), _("哪个月开始不够"),
    ]  # fmt: skip
    names = place_names(pot.region for pot in found)
    rows = [
        [
            programme_name(pot.programme), names.get(pot.region, pot.region), pot.year,
            "；".join(f"{one.fund.name} {one.document}" for one in pot.budgets), _yuan(pot.amount_fen), _yuan(pot.paid_fen),
            _yuan(pot.committed_fen), _yuan(pot.left_fen), _yuan(pot.rate_fen), pot.months_left, _yuan(pot.end_fen), pot.short_month,
        ]
        for pot in found
    ]  # fmt: skip
    return headings, rows


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / FEN
