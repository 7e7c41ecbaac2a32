"""A provider's claims: built for a month from what both sides confirmed, handed in, and its lines with what was found."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chuntian.kernel.days import Month
from chuntian.services import operations
from chuntian.services.enums import ClaimState, LineState
from chuntian.services.models import Claim, ClaimLine, Provider
from chuntian.services.readings import claims_of
from chuntian.web.desk import deeds
from chuntian.web.desk.forms import DeskForm, MonthField, ReasonField
from chuntian.web.named import named
from chuntian.web.provider.pages import own, provider_page
from chuntian.web.provider.today import DELIVER
from chuntian.web.reading.names import place_names, programme_name
from chuntian.web.reading.serving import claim_tag, hours_of, line_tag, remark_tags
from chuntian.web.reading.serving_tables import (
    claim_facts,
    claim_row,
    found_table,
    line_facts,
    line_row,
    lines_table,
)
from chuntian.web.shown import Table, columns
from chuntian.web.templatetags.desk import crumbs, day, month

CLAIMS_A_PAGE, LINES_A_PAGE = 20, 40


class BuildForm(DeskForm):
    month = MonthField(label=gettext_lazy("哪个月"))


class LinesForm(DeskForm):
    state = forms.ChoiceField(
        label=gettext_lazy("哪些"), required=False, choices=[("", gettext_lazy("全部")), *LineState.choices]
    )


class DisputeForm(DeskForm):
    words = ReasonField(
        label=gettext_lazy("您的意见"),
        help_text=gettext_lazy("说清楚这次服务的情况，残联的人照着核实。请不要写身份证号。"),
    )


def build(request: HttpRequest, provider: Provider, said: dict[str, Any]) -> HttpResponse | str:
    """Build or fill the month's claims, in whatever county the people live."""
    everywhere = provider.region[:2].ljust(12, "0")
    made = operations.build_claims(
        region=everywhere, month=str(said["month"]), by=request.user, at=request.moment, provider=provider
    )
    mine = [one for one in made if one.provider_id == provider.pk]
    if len(mine) == 1:
        return redirect("provider:claim", mine[0].pk)
    return _("已汇总 %s 份结算单。") % len(mine) if mine else _("这个月没有新的、双方都确认了的服务。")


def submit(request: HttpRequest, claim: Claim, said: dict[str, Any]) -> str:
    """Hand it in."""
    operations.submit_claim(claim=claim, by=request.user, at=request.moment)
    return _("已提交。残联核实有疑点的明细，其余的结算。")


def dispute(request: HttpRequest, line: ClaimLine, said: dict[str, Any]) -> str:
    """Object to what was held or refused."""
    operations.dispute_line(line=line, words=said["words"], by=request.user, at=request.moment)
    return _("已提出异议，请等残联核实。")


def _is_draft(claim: Claim) -> bool:
    return claim.state == ClaimState.DRAFT


def _may_object(line: ClaimLine) -> bool:
    return line.state in (LineState.HELD, LineState.REFUSED) and line.bill_id is None


BUILD = [
    deeds.Deed(
        "build", gettext_lazy("汇总一个月"), DELIVER, build, form=BuildForm, kind="first",
        about=gettext_lazy("把双方都确认了的服务汇总成结算单，逐条核对。可以重复汇总，直到提交。"),
    )
]  # fmt: skip
SUBMIT = [
    deeds.Deed(
        "submit", gettext_lazy("提交结算单"), DELIVER, submit, kind="first", possible=_is_draft, weighs=True,
        refusals=(operations.CannotClaim,), about=gettext_lazy("提交以后不再增加明细；有疑点的明细可以说明情况。"),
    )
]  # fmt: skip
DISPUTE = [
    deeds.Deed(
        "dispute", gettext_lazy("提出异议"), DELIVER, dispute, form=DisputeForm, kind="first", possible=_may_object,
        refusals=(operations.CannotClaim, operations.ReasonMissing),
    )
]  # fmt: skip


@provider_page("claims", methods=("GET", "POST"), does=BUILD)
def claims(request: HttpRequest) -> HttpResponse:
    """List the provider's claims, the newest month first; build one."""
    offered, response = deeds.answer(request, BUILD, request.provider)
    if response:
        return response
    for one in offered:
        one.form.fields["month"].initial = str(Month.of(request.today))
    rows = claims_of(Claim.objects.filter(provider=request.provider)).order_by("-month", "programme", "pk")
    shown = Paginator(rows, CLAIMS_A_PAGE).get_page(request.GET.get("page"))
    found = list(shown.object_list)
    places = place_names(one.region for one in found)
    table = Table(
        _("结算单"),
        columns(_("月份"), _("项目"), _("地方"), _("明细"), _("申报"), _("可付"), _("状态"), ends=(3, 4, 5)),
        [claim_row(one, reverse("provider:claim", args=[one.pk]), places) for one in found],
        (_("还没有结算单"), _("月底把双方都确认了的服务汇总成结算单。")), page=shown,
    )  # fmt: skip
    view = {"title": _("结算"), "lead": _("每个月的结算单：申报多少、可付多少、哪些明细有疑点。")}
    return render(
        request, "desk/serving/list.html", view | {"tables": [table], "offered": offered, "form": deeds.failed(offered)}
    )


@provider_page("claim", methods=("GET", "POST"), does=SUBMIT)
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim: sums, what was found, its lines; hand it in."""
    one = own(request.provider, claims_of(Claim.objects.all()), pk=pk)
    offered, response = deeds.answer(request, SUBMIT, one)
    if response:
        return response
    form = LinesForm(request.GET or None)
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    lines = one.lines.select_related("session__person", "session__order")
    lines = lines.filter(state=asked["state"]) if asked.get("state") else lines
    shown = Paginator(lines.order_by("session__day", "session__starts", "pk"), LINES_A_PAGE).get_page(
        request.GET.get("page")
    )
    found = list(shown.object_list)
    named(request, [row.session.person_id for row in found])
    table = lines_table([line_row(row, reverse("provider:claim-line", args=[row.pk])) for row in found], shown)
    view = {
        "title": month(one.month), "caption": programme_name(one.programme), "tags": [claim_tag(one)],
        "facts": claim_facts(one), "tables": [*found_table(one), table], "filters": form, "offered": offered,
        "form": deeds.failed(offered), "trail": crumbs(reverse("provider:claims"), _("结算"), month(one.month)),
    }  # fmt: skip
    return render(request, "provider/one.html", view)


@provider_page("claim-line", methods=("GET", "POST"), does=DISPUTE)
def claim_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one line with what was found and decided; object to it."""
    rows = ClaimLine.objects.select_related("session__person", "session__order", "claim", "decided_by")
    line = own(request.provider, rows, "claim__provider", pk=pk)
    named(request, [line.session.person_id])
    offered, response = deeds.answer(request, DISPUTE, line)
    if response:
        return response
    back = reverse("provider:claim", args=[line.claim_id])
    session = reverse("provider:session", args=[line.session_id])
    view = {
        "title": line.session.person.name, "caption": f"{day(line.session.day)} {hours_of(line.session)}",
        "tags": [line_tag(line), *remark_tags(line.findings)], "facts": line_facts(line, session), "offered": offered,
        "form": deeds.failed(offered),
        "trail": crumbs(reverse("provider:claims"), _("结算"), back, month(line.claim.month), line.session.person.name),
    }  # fmt: skip
    return render(request, "provider/one.html", view)
