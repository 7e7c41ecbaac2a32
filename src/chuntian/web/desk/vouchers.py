"""What was settled of services and is owed to organisations: each bill with its voucher, from settling to the treasury's payment."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.models import Bill
from chuntian.money.enums import VoucherState
from chuntian.money.models import Voucher
from chuntian.places.models import Organisation
from chuntian.services.models import ClaimLine
from chuntian.web import exports
from chuntian.web.desk.forms import DeskForm, MonthField
from chuntian.web.desk.serving.common import said_of
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_choices, programme_name
from chuntian.web.shown import Cell, Table, Tag, columns
from chuntian.web.templatetags.desk import count, crumbs, day, month, yuan

VIEW = (Do.PAY_PREPARE, Do.PAY_APPROVE, Do.CASE_DECIDE, Do.AUDIT_VIEW)
CLAIMS_VIEW = (Do.CASE_CHECK, Do.CASE_DECIDE, Do.AUDIT_VIEW)
ROWS_A_PAGE, FEN, NONE_YET = 25, 100, "none"
TAGS = {
    VoucherState.PREPARED: "info", VoucherState.APPROVED: "info", VoucherState.PAID: "good", VoucherState.RETURNED: "stop"
}  # fmt: skip
ALL = ("", gettext_lazy("全部"))


class VouchersForm(DeskForm):
    month = MonthField(label=gettext_lazy("月份"), required=False)
    payee = forms.ChoiceField(label=gettext_lazy("机构"), required=False)
    programme = forms.ChoiceField(label=gettext_lazy("项目"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[ALL, (NONE_YET, gettext_lazy("还没编制支付单")), *VoucherState.choices],
    )  # fmt: skip


@page(
    *VIEW, methods=("GET", "POST"), does={"table": VIEW}, gives="sums owed and paid to organisations, nobody named"
)  # fmt: skip
def vouchers(request: HttpRequest) -> HttpResponse:
    """List what was settled, the newest month first, with how far its payment is; export the same list."""
    form, found = _narrowed(request)
    if request.POST.get("do") == "table":
        return exports.answer("xlsx", str(_("服务结算付款")), *_export(list(found[: exports.MOST_ROWS])))
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    total = found.order_by().aggregate(fen=Sum("amount_fen"))["fen"] or 0
    heads = columns(_("月份"), _("机构"), _("项目"), _("地方"), _("明细"), _("金额"), _("状态"), ends=(4, 5))
    empty = (_("没有这样的结算"), _("结算单办结以后，应付给机构的钱会出现在这里。"))
    about = _("共 %(count)s 笔，%(sum)s") % {"count": count(shown.paginator.count), "sum": yuan(total)}
    table = Table(_("服务结算付款"), heads, _rows(request, rows), empty, about=about, page=shown)
    view = {"title": _("服务结算付款"), "lead": _("结算以后应付给机构的钱：一人编制支付单，另一人审批，财政直接支付。")}
    view |= {"filters": form, "tables": [table], "form": form if form.errors else None, "can_export": bool(rows)}
    view["trail"] = crumbs(reverse("desk:payments"), _("发放"), _("服务结算付款"))
    return render(request, "desk/vouchers.html", view)


def _narrowed(request: HttpRequest) -> tuple[VouchersForm, QuerySet[Bill]]:
    newest = Voucher.objects.filter(bill=OuterRef("pk")).order_by("-prepared_at", "-pk")
    mine = request.scope.filter(Bill.objects.select_related("payee"))
    form = VouchersForm(request.GET or None)
    payees = Organisation.objects.filter(pk__in=mine.order_by().values("payee")).order_by("name")
    form.fields["payee"].choices = [ALL, *((str(one.pk), one.name) for one in payees)]
    slugs = mine.order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [ALL, *programme_choices(slugs)]
    asked = said_of(form)
    found = mine.annotate(
        paid_state=Subquery(newest.values("state")[:1]), paid_on=Subquery(newest.values("paid_on")[:1]),
        reference=Subquery(newest.values("reference")[:1]),
    )  # fmt: skip
    if asked.get("month"):
        found = found.filter(month=str(asked["month"]))
    found = found.filter(**{name: asked[name] for name in ("payee", "programme") if asked.get(name)})
    if state := asked.get("state"):
        found = found.filter(paid_state__isnull=True) if state == NONE_YET else found.filter(paid_state=state)
    return form, found.order_by("-month", "payee__name", "programme", F("decided_at").desc())


def _rows(request: HttpRequest, found: list[Bill]) -> list[list[Cell]]:
    places = place_names(one.region for one in found)
    claims = _claims(request, found)
    return [
        [
            Cell(month(one.month), claims.get(one.pk, ""), about=one.payee.name), Cell(one.payee.name), Cell(programme_name(one.programme)),
            Cell(places.get(one.region, one.region)), Cell(count(one.count)), Cell(yuan(one.amount_fen)),
            Cell(tags=(_tag(one),), note=" ".join(filter(None, (day(one.paid_on) if one.paid_on else "", one.reference)))),
        ]
        for one in found
    ]  # fmt: skip


def _tag(one: Any) -> Tag:
    if one.paid_state is None:
        return Tag(_("还没编制支付单"), "warn")
    return Tag(VoucherState(one.paid_state).label, TAGS[VoucherState(one.paid_state)])


def _claims(request: HttpRequest, found: list[Bill]) -> dict[int, str]:
    """Give where the claim of each bill is read, for those who may."""
    if not any(request.scope.can(action) for action in CLAIMS_VIEW):
        return {}
    pairs = ClaimLine.objects.filter(bill__in=found).order_by().values_list("bill", "claim").distinct()
    return {bill: reverse("desk:claim", args=[claim]) for bill, claim in pairs}


def _export(found: list[Any]) -> tuple[list[str], list[list[Any]]]:
    places = place_names(one.region for one in found)
    headings = [
        _("月份"),
        _("机构"),
        _("项目"),
        _("地方"),
        _("明细"),
        _("金额（元）"),
        _("状态"),
        _("支付日期"),
        _("支付凭证号"),
    ]
    rows = [
        [
            one.month, one.payee.name, programme_name(one.programme), places.get(one.region, one.region), one.count,
            Decimal(one.amount_fen) / FEN, str(_tag(one).text), one.paid_on, one.reference or "",
        ]
        for one in found
    ]  # fmt: skip
    return headings, rows
