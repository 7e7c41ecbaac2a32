"""What came month by month, what was held back and why, what is still to come."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chuntian.money.enums import SETTLING, HoldReason, LineState, RecoveryState
from chuntian.money.models import HeldLine, Obligation, PaymentLine, Recovery
from chuntian.registry.models import Person
from chuntian.web.portal.mine import summary
from chuntian.web.portal.mine.pages import own_file
from chuntian.web.reading.names import programme_name

MONTHS_A_PAGE = 12
STATES: dict[str, tuple[str | Promise, str]] = {
    LineState.PREPARED: (_("正在准备发"), "info"),
    LineState.SENT: (_("已经交给银行"), "info"),
    LineState.PAID: (_("已到账"), "good"),
    LineState.FAILED: (_("银行退回来了"), "stop"),
    LineState.UNKNOWN: (_("银行还没有答复，正在核对"), "warn"),
    LineState.CANCELLED: (_("这一笔取消了"), ""),
}
HOLDS: dict[str, str | Promise] = {
    HoldReason.NOT_ELIGIBLE: _("看名单这个月不符合条件。先没有发，等人核实，不会由机器停掉。"),
    HoldReason.UNKNOWN: _("有的情况还不知道。先没有发，等人核实。"),
    HoldReason.NO_DECISION: _("这个月还没有算。"),
    HoldReason.NO_ACCOUNT: _("没有能收钱的银行卡。请核对银行卡。"),
    HoldReason.OPEN_CLAIM: _("同一个月有多发的钱还没有说清。"),
}
CLAIMS: dict[str, str | Promise] = {
    RecoveryState.PROPOSED: _("可能多发了，有人正在核实，还没有定"),
    RecoveryState.CLAIMED: _("多发了，已经决定要退回"),
    RecoveryState.REPAID: _("多发的已经退回"),
    RecoveryState.WAIVED: _("多发了，决定不用退"),
    RecoveryState.CANCELLED: _("说是多发，后来撤销了，不用退"),
}


@own_file("money")
def money(request: HttpRequest) -> HttpResponse:
    """Show the months, newest first, and above them what is to come."""
    person = request.acting.person
    owed = Obligation.objects.filter(person=person).select_related("run")
    held = HeldLine.objects.filter(person=person).order_by("run__prepared_at", "pk")
    periods = sorted({*owed.values_list("period", flat=True), *held.values_list("period", flat=True)}, reverse=True)
    page = Paginator(periods, MONTHS_A_PAGE).get_page(request.GET.get("page"))
    months = _months(person, list(page.object_list), owed, held)
    view = {
        "page": page,
        "months": months,
        "running": summary.running(person),
        "to_come": _to_come(owed),
        "demo": any(row["demo"] for _, rows in months for row in rows),
    }
    return render(request, "portal/mine/money.html", view)


def _months(
    person: Person, periods: list[str], owed: QuerySet[Obligation], held: QuerySet[HeldLine]
) -> list[tuple[str, list[dict[str, Any]]]]:
    rows: dict[str, dict[str, dict[str, Any]]] = {period: {} for period in periods}
    shown = list(owed.filter(period__in=periods).order_by("programme"))
    lines, claims = _lines(shown), _claims(shown)
    for one in shown:
        demo = bool(one.run and one.run.demo_parameters)
        row = _row(one.programme, one.target_fen, demo, lines.get(one.pk, []), claims.get(one.pk, []))
        rows[one.period][one.programme] = row
    for back in held.filter(period__in=periods):
        row = rows[back.period].setdefault(back.programme, _row(back.programme, None, False, [], []))
        row["held"] = "" if row["settled"] or back.resolution == "settled" else HOLDS[back.why]
    return [(period, list(rows[period].values())) for period in periods]


def _row(programme: str, fen: int | None, demo: bool, lines: list[PaymentLine], claims: list[Recovery]) -> dict:
    return {
        "programme": programme_name(programme),
        "fen": fen,
        "demo": demo,
        "lines": [
            {
                "fen": one.amount_fen,
                "words": STATES[one.state][0],
                "tag": STATES[one.state][1],
                "on": one.answered_on,
                "why": one.failure,
                "arrears": one.arrears,
                "account": str(one.account.number),
            }
            for one in lines
        ],
        "claims": [{"fen": one.amount_fen, "words": CLAIMS[one.state], "why": one.grounds} for one in claims],
        "settled": any(one.state in SETTLING for one in lines),
        "held": "",
    }


def _lines(owed: list[Obligation]) -> dict[int, list[PaymentLine]]:
    found: dict[int, list[PaymentLine]] = {}
    rows = PaymentLine.objects.filter(obligation__in=owed).select_related("account")
    for one in rows.order_by("obligation", "attempt"):
        found.setdefault(one.obligation_id, []).append(one)
    return found


def _claims(owed: list[Obligation]) -> dict[int, list[Recovery]]:
    found: dict[int, list[Recovery]] = {}
    for one in Recovery.objects.filter(obligation__in=owed).order_by("proposed_at"):
        found.setdefault(one.obligation_id, []).append(one)
    return found


def _to_come(owed: QuerySet[Obligation]) -> list[summary.Sum]:
    """Give what is worked out and has not reached the account: no transfer yet, or one that is under way."""
    done = PaymentLine.objects.filter(state=LineState.PAID).values("obligation")
    open_ones = owed.filter(target_fen__gt=0).exclude(pk__in=done).order_by("period", "programme")
    return [summary.of_obligation(one) for one in open_ones]
