"""Money paid too much: a list of the claims, and one to decide or to book as repaid."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.accounts.enums import Do
from chuntian.casework.operations import ReasonMissing
from chuntian.kernel.days import Month
from chuntian.money.enums import OPEN_CLAIMS, RecoveryState
from chuntian.money.models import Recovery
from chuntian.money.operations import CannotRecover, decide_recovery, recompute, record_repayment
from chuntian.trail.operations import record
from chuntian.web import bulk, exports
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DayField, DeskForm, MonthField, ReasonField, own_regions
from chuntian.web.desk.reading.recoveries import recovery_rows, with_person
from chuntian.web.named import named, source
from chuntian.web.pages import page
from chuntian.web.reading.names import programme_choices

VIEW = (Do.PAY_PREPARE, Do.PAY_APPROVE, Do.CASE_DECIDE, Do.AUDIT_VIEW)
ROWS_A_PAGE = 25
DECISIONS = [
    (RecoveryState.CLAIMED, gettext_lazy("追回：通知本人退回")),
    (RecoveryState.WAIVED, gettext_lazy("不追回：核销")),
    (RecoveryState.CANCELLED, gettext_lazy("撤销：并没有多发")),
]


class RecoveriesForm(DeskForm):
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False,
        choices=[("", gettext_lazy("未了结的")), *RecoveryState.choices, ("all", gettext_lazy("全部"))],
    )  # fmt: skip
    programme = forms.ChoiceField(label=gettext_lazy("政策"), required=False)


class RecoveryForm(DeskForm):
    outcome = forms.ChoiceField(label=gettext_lazy("怎样定"), choices=DECISIONS, widget=forms.RadioSelect)
    reason = ReasonField()


class RepaidForm(DeskForm):
    on = DayField(label=gettext_lazy("到账日"), help_text=gettext_lazy("银行流水上的日期，全额退回才登记"))


class AgainForm(DeskForm):
    region = forms.ChoiceField(label=gettext_lazy("区域"))
    month = MonthField(label=gettext_lazy("到哪个月为止"), help_text=gettext_lazy("含这个月，例如 2024-03"))


def decide(request: HttpRequest, one: Recovery, said: dict[str, Any]) -> str:
    """Decide the claim."""
    decide_recovery(recovery=one, by=request.user, at=request.moment, **said)
    return _("已决定。不会从别的补贴里扣。")


def repaid(request: HttpRequest, one: Recovery, said: dict[str, Any]) -> str:
    """Book what came back."""
    record_repayment(recovery=one, on=said["on"], by=request.user, at=request.moment)
    return _("已登记退回，账已记平。")


def _outcomes(form: DeskForm, request: HttpRequest, one: Recovery) -> None:
    if one.state == RecoveryState.CLAIMED:
        form.fields["outcome"].choices = DECISIONS[1:]


DEEDS = [
    deeds.Deed(
        "repaid", gettext_lazy("登记全额退回"), (Do.PAY_PREPARE, Do.PAY_APPROVE), repaid, RepaidForm, kind="first",
        refusals=(CannotRecover,), possible=lambda one: one.state == RecoveryState.CLAIMED,
    ),
    deeds.Deed(
        "decide", gettext_lazy("决定要不要追回"), (Do.PAY_APPROVE,), decide, RecoveryForm, weighs=True,
        about=gettext_lazy("由资金复核决定，写明理由。追回只通知本人，不从别的补贴里扣。"),
        refusals=(CannotRecover, ReasonMissing), possible=lambda one: one.state in OPEN_CLAIMS, choices=_outcomes,
    ),
]  # fmt: skip


def look_again(request: HttpRequest, nothing: None, said: dict[str, Any]) -> str:
    """Compare what was given with what the newest decisions owe."""
    made = recompute(
        region=said["region"], upto_month=str(said["month"]), by=request.user, at=request.moment
    )  # fmt: skip
    return _("已重新比对，新列出 %s 笔多发的。") % len(made)


def _regions(form: DeskForm, request: HttpRequest, nothing: None) -> None:
    form.fields["region"].choices = own_regions(request)
    form.fields["month"].initial = str(Month.of(request.today))


LIST_DEEDS = [
    deeds.Deed(
        "look-again", gettext_lazy("重新比对"), (Do.PAY_PREPARE,), look_again, AgainForm, choices=_regions,
        about=gettext_lazy("判定或待遇变了以后，把发过的和应发的再比一遍。编制批次时也会自动比。"),
    ),
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=LIST_DEEDS)
def recoveries(request: HttpRequest) -> HttpResponse:
    """List the claims, those to decide first, oldest first."""
    offered, response = deeds.answer(request, LIST_DEEDS, None)
    if response:
        return response
    form, found = _asked(request)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    total = found.order_by().aggregate(fen=Sum("amount_fen"))["fen"]
    view = {"rows": recovery_rows(shown.object_list), "page": shown, "filters": form, "total_fen": total}
    named(request, [row["person_pk"] for row in view["rows"]])
    view["demo"] = any(row["demo"] for row in view["rows"])
    view |= {"offered": offered, "form": deeds.failed(offered)}
    return render(request, "desk/recoveries.html", view)


@page(*VIEW, methods=("GET", "POST"), does={"export": VIEW}, gives="the claims of the filter")
def export(request: HttpRequest) -> HttpResponse:
    """Give the same list as a table."""
    _form, found = _asked(request)
    rows = recovery_rows(found[: exports.MOST_ROWS])
    headings = [_("姓名"), _("政策"), _("所属月"), _("地方"), _("金额（元）"), _("依据"), _("状态"), _("提出于"),
                _("决定理由"), _("退回于")]  # fmt: skip
    table = [
        [
            row["name"], row["programme"], row["period"], row["place"], Decimal(row["amount_fen"]) / 100, row["grounds"],
            row["state"], row["proposed_at"].date(), row["reason"], row["repaid_on"],
        ]
        for row in rows
    ]  # fmt: skip
    return exports.give(
        request, exports.Table(_("追回清单"), headings, table, people=[row["person_pk"] for row in rows])
    )


@page(*VIEW, methods=("GET", "POST"), does=DEEDS)
def recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim with its grounds, decide it, book it as repaid."""
    bulk.may_view(request)
    one = reached(request.scope, with_person(Recovery.objects.all()), pk=pk)
    offered, response = deeds.answer(request, DEEDS, one)
    if response:
        return response
    record(
        actor=request.user, action="recovery.view", subject_kind="recovery", subject_id=one.pk, region=one.region,
        at=request.moment, detail={"from": source(request)}, shown=[one.obligation.person_id],
    )  # fmt: skip
    lines = one.obligation.lines.select_related("run").order_by("attempt")
    view = {"one": one, "row": recovery_rows([one])[0], "lines": lines, "target_fen": one.obligation.target_fen}
    view |= {"offered": offered, "form": deeds.failed(offered)}
    return render(request, "desk/recovery.html", view)


def _asked(request: HttpRequest) -> tuple[RecoveriesForm, QuerySet[Recovery]]:
    mine = request.scope.filter(Recovery.objects.all())
    slugs = mine.order_by("obligation__programme").values_list("obligation__programme", flat=True).distinct()
    form = RecoveriesForm(request.GET or None)
    form.fields["programme"].choices = [("", _("全部")), *programme_choices(slugs)]
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = with_person(mine)
    state = asked.get("state") or ""
    if state != "all":
        found = found.filter(state=state) if state else found.filter(state__in=OPEN_CLAIMS)
    if asked.get("programme"):
        found = found.filter(obligation__programme=asked["programme"])
    return form, found.order_by("-state", "proposed_at", "id")
