"""Claims of providers: built, checked line by line, doubtful lines decided by a person, settled."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.services import operations
from chuntian.services.enums import WAITING, ClaimState, Finding, LineState
from chuntian.services.models import Claim, ClaimLine
from chuntian.services.readings import beside, claims_of, item_name
from chuntian.web import bulk
from chuntian.web.desk import deeds
from chuntian.web.desk.absent import reached
from chuntian.web.desk.forms import DeskForm, MonthField, ReasonField, own_regions
from chuntian.web.desk.serving.common import (
    DECIDE,
    EITHER,
    ROWS_A_PAGE,
    VIEW,
    hidden,
    only,
    pages,
    said_of,
    seen,
    trail,
)
from chuntian.web.desk.serving.needs import ALL
from chuntian.web.desk.serving.order_deeds import MoneyField
from chuntian.web.named import named
from chuntian.web.pages import page
from chuntian.web.reading.names import place_names, programme_choices, programme_name
from chuntian.web.reading.serving import claim_tag, hours_of, line_tag, remark_tags, session_tag
from chuntian.web.reading.serving_tables import (
    claim_facts,
    claim_row,
    found_table,
    line_facts,
    line_row,
    lines_table,
)
from chuntian.web.shown import Cell, Table, columns
from chuntian.web.templatetags.desk import day, month

LINES_A_PAGE = 40
ALLOW, REFUSE = "allow", "refuse"
MOST_CLAIMS = 500


class ClaimsForm(DeskForm):
    month = MonthField(label=gettext_lazy("月份"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[ALL, *ClaimState.choices])
    programme = forms.ChoiceField(label=gettext_lazy("项目"), required=False)
    held = forms.ChoiceField(
        label=gettext_lazy("疑点"), required=False, choices=[ALL, ("1", gettext_lazy("有明细待核"))]
    )


class LinesForm(DeskForm):
    state = forms.ChoiceField(label=gettext_lazy("核对"), required=False, choices=[ALL, *LineState.choices])
    finding = forms.ChoiceField(
        label=gettext_lazy("疑点"), required=False, choices=[ALL, *((str(int(one)), one.label_zh) for one in Finding)]
    )


class BuildForm(DeskForm):
    region = forms.ChoiceField(label=gettext_lazy("哪个地方"))
    month = MonthField(label=gettext_lazy("哪个月"))


class AllowForm(DeskForm):
    amount = MoneyField(label=gettext_lazy("付多少（元，不填就是全额）"), required=False)
    reason = ReasonField(label=gettext_lazy("核实说明"))


class RefuseForm(DeskForm):
    reason = ReasonField(label=gettext_lazy("为什么不付"), help_text=gettext_lazy("机构看得到这句话，可以提出异议。"))


def build(request: HttpRequest, subject: None, said: dict[str, Any]) -> str:
    """Build or fill the claims of a month, and check every line."""
    made = operations.build_claims(region=said["region"], month=str(said["month"]), by=request.user, at=request.moment)
    return _("已汇总并核对 %s 份结算单。") % len(made)


def settle(request: HttpRequest, one: Claim, said: dict[str, Any]) -> str:
    """Check once more, and owe the provider what passes."""
    bills = operations.settle_claims(claims=[one], by=request.user, at=request.moment)
    return _("已结算：%s 条明细转资金拨付。") % bills[0].count


def allow(request: HttpRequest, line: ClaimLine, said: dict[str, Any]) -> str:
    """Allow a line, in whole or in part."""
    operations.decide_line(
        line=line, allow=True, reason=said["reason"], amount_fen=said["amount"], by=request.user, at=request.moment
    )
    return _("已定：支付。")


def refuse(request: HttpRequest, line: ClaimLine, said: dict[str, Any]) -> str:
    """Refuse a line."""
    operations.decide_line(line=line, allow=False, reason=said["reason"], by=request.user, at=request.moment)
    return _("已定：不付。")


def _regions(form: DeskForm, request: HttpRequest, subject: None) -> None:
    form.fields["region"].choices = own_regions(request)


def _may_settle(one: Claim) -> bool:
    return one.state != ClaimState.DRAFT and one.lines_unbilled > 0


def _waits(line: ClaimLine) -> bool:
    return line.state in WAITING and line.bill_id is None


DECIDED = (operations.CannotClaim, operations.SamePerson, operations.ReasonMissing)
BUILD = [
    deeds.Deed(
        "build", gettext_lazy("汇总一个月"), EITHER, build, form=BuildForm, choices=_regions,
        about=gettext_lazy("把双方都确认了的服务汇总成结算单，逐条核对；已提交的不再增加。"),
    )
]  # fmt: skip
SETTLE = [
    deeds.Deed(
        "settle", gettext_lazy("结算"), DECIDE, settle, kind="first", possible=_may_settle, weighs=True,
        refusals=(operations.SamePerson, operations.CannotClaim, operations.NothingToSettle),
        about=gettext_lazy("通过的明细再核一遍，转资金拨付；有疑点的留下，核实后再结。"),
    )
]  # fmt: skip
LINE = [
    deeds.Deed("allow", gettext_lazy("核实后支付"), EITHER, allow, form=AllowForm, possible=_waits, refusals=DECIDED),
    deeds.Deed("refuse", gettext_lazy("核实后不付"), EITHER, refuse, form=RefuseForm, kind="danger", possible=_waits, refusals=DECIDED),
]  # fmt: skip


@page(*VIEW, methods=("GET", "POST"), does=BUILD)
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims of the region, the newest month first."""
    offered, response = deeds.answer(request, BUILD, None)
    if response:
        return response
    form, found = _narrowed(request)
    shown = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = list(shown.object_list)
    places = place_names(one.region for one in rows)
    table = Table(
        _("结算单"),
        columns(_("机构"), _("月份"), _("项目"), _("地方"), _("明细"), _("申报"), _("可付"), _("状态"), ends=(4, 5, 6)),
        [_row(one, places) for one in rows], (_("没有这样的结算单"), _("月底汇总；机构自己也可以汇总和提交。")), page=shown,
    )  # fmt: skip
    view = {"title": _("结算"), "lead": _("逐条核对：和协议、服务单、限额、价目、去世信息对不上的，先停下，由人核实。")}
    view |= {"pages": pages(request, "desk:claims"), "filters": form, "tables": [table], "offered": offered}
    view["form"] = deeds.failed(offered) or (form if form.errors else None)
    return render(request, "desk/serving/list.html", view)


def _narrowed(request: HttpRequest) -> tuple[ClaimsForm, QuerySet[Claim]]:
    found = request.scope.filter(seen(request, Claim.objects.all()))
    form = ClaimsForm(request.GET or None)
    slugs = found.order_by("programme").values_list("programme", flat=True).distinct()
    form.fields["programme"].choices = [ALL, *programme_choices(slugs)]
    asked = said_of(form)
    found = only(found, asked, "state", "programme")
    found = found.filter(month=str(asked["month"])) if asked.get("month") else found
    if asked.get("held"):
        found = found.filter(pk__in=ClaimLine.objects.filter(state__in=WAITING).values("claim"))
    return form, claims_of(found).order_by("-month", "provider__organisation__name", "pk")


def _row(one: Claim, places: dict[str, str]) -> list[Cell]:
    url, (when, *rest) = reverse("desk:claim", args=[one.pk]), claim_row(one, "", places)
    return [Cell(one.provider, url, about=month(one.month)), Cell(when.text), *rest]


@page(*VIEW, methods=("GET", "POST"), does=SETTLE)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim: what was found, named and counted; its lines; settle it."""
    one = reached(
        request.scope, claims_of(seen(request, Claim.objects.select_related("submitted_by", "settled_by"))), pk=pk
    )
    offered, response = deeds.answer(request, SETTLE, one)
    if response:
        return response
    form = LinesForm(request.GET or None)
    lines = _lines(one, said_of(form))
    shown = Paginator(lines, LINES_A_PAGE).get_page(request.GET.get("page"))
    named(request, [row.session.person_id for row in shown.object_list])
    table = lines_table([line_row(row, reverse("desk:claim-line", args=[row.pk])) for row in shown.object_list], shown)
    name = one.provider.organisation.name
    view = {
        "title": name, "caption": f"{month(one.month)} · {programme_name(one.programme)}", "tags": [claim_tag(one)],
        "facts": claim_facts(one), "tables": [*found_table(one), table], "filters": form, "offered": offered,
        "form": deeds.failed(offered), "trail": trail(reverse("desk:claims"), _("结算"), f"{name} {month(one.month)}"),
    }  # fmt: skip
    if one.state == ClaimState.DRAFT:
        view["notices"] = [("", _("机构还没有提交：提交以后才能结算。"), "")]
    return render(request, "desk/serving/one.html", view)


def _lines(one: Claim, asked: dict[str, Any]) -> QuerySet[ClaimLine]:
    lines = only(one.lines.select_related("session__person", "session__order"), asked, "state")
    if asked.get("finding"):
        mask = int(asked["finding"])
        held = lines.filter(findings__gt=0).values_list("pk", "findings")
        lines = lines.filter(pk__in=[pk for pk, found in held if found & mask])
    return lines.order_by("-findings", "session__day", "session__starts", "pk")


@page(*VIEW, methods=("GET", "POST"), does=LINE)
def claim_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line with what was found, what else the person had that day, and say what becomes of it."""
    rows = ClaimLine.objects.select_related(
        "session__person", "session__order", "claim__provider__organisation", "decided_by"
    )
    rows = rows.exclude(claim__programme__in=hidden(request))
    line = reached(request.scope, rows, "claim__region", pk=pk)
    offered, response = deeds.answer(request, LINE, line)
    if response:
        return response
    one, there = line.session, reverse("desk:claim", args=[line.claim_id])
    bulk.read(request, one.person, "services")
    view = {
        "title": one.person.name, "caption": f"{day(one.day)} {hours_of(one)}", "offered": offered,
        "tags": [line_tag(line), *remark_tags(line.findings)], "form": deeds.failed(offered),
        "facts": line_facts(line, reverse("desk:order", args=[one.order_id])), "tables": [_beside(line)],
        "trail": trail(reverse("desk:claims"), _("结算"), there, line.claim.provider.organisation.name, one.person.name),
    }  # fmt: skip
    return render(request, "desk/serving/one.html", view)


def _beside(line: ClaimLine) -> Table:
    """Give what else was entered for the person that day: what a double is judged by."""
    rows = [
        [
            Cell(hours_of(row)), Cell(row.provider.organisation.name), Cell(item_name(line.claim.programme, row.item)),
            Cell(tags=(session_tag(row), *((line_tag(row.line),) if hasattr(row, "line") else ()))),
        ]
        for row in beside(line.session)
    ]  # fmt: skip
    heads = columns(_("时间"), _("机构"), _("项目"), _("状态"))
    return Table(_("同一天的其他服务"), heads, rows, (_("同一天没有别的服务"), ""))
