"""Payment runs as a page and a table show them."""

from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from chuntian.money.enums import LineState, RunState
from chuntian.money.models import BankException, HeldLine, Obligation, PaymentLine, PaymentRun
from chuntian.web.desk.reading.names import place_names, programme_name

RUN_TAGS = {RunState.PREPARED: "warn", RunState.APPROVED: "info", RunState.FILED: "info", RunState.RECONCILED: "good"}
LINE_TAGS = {LineState.PAID: "good", LineState.FAILED: "stop", LineState.UNKNOWN: "warn", LineState.SENT: "info"}
WAY = [
    (RunState.PREPARED, "编制"),
    (RunState.APPROVED, "审批"),
    (RunState.FILED, "报盘"),
    (RunState.RECONCILED, "对账"),
]


def run_rows(runs: list[PaymentRun]) -> list[dict[str, Any]]:
    """Give what a list shows of each run."""
    places = place_names(run.region for run in runs)
    return [
        {
            "pk": run.pk,
            "month": run.month,
            "number": run.number,
            "place": places.get(run.region, run.region),
            "state": run.get_state_display(),
            "tag": RUN_TAGS.get(run.state, ""),
            "lines": run.lines_count,
            "total_fen": run.total_fen,
            "prepared_by": str(run.prepared_by),
            "prepared_at": run.prepared_at,
            "approved_by": str(run.approved_by) if run.approved_by else "",
            "approved_at": run.approved_at,
        }
        for run in runs
    ]


def steps(run: PaymentRun) -> list[tuple[str, str]]:
    """Give the way of a run: what is done, where it stands."""
    if run.state == RunState.CANCELLED:
        return [(run.get_state_display(), "here")]
    order = [state for state, _word in WAY]
    done = order.index(run.state)
    marks = ["done" if at <= done else "here" if at == done + 1 else "" for at in range(len(order))]
    return [(_(word), mark) for (_state, word), mark in zip(WAY, marks, strict=True)]


def lines_of(run: PaymentRun) -> QuerySet[PaymentLine]:
    """Give the lines: what the bank sent back first, then what it has not answered, then the others by name."""
    rank = ["failed", "unknown", "prepared", "sent", "paid", "cancelled"]
    from django.db.models import Case, Value, When

    order = Case(*(When(state=state, then=Value(at)) for at, state in enumerate(rank)), default=Value(9))
    return run.lines.select_related("obligation__person", "account").order_by(order, "obligation__person__pinyin", "id")


def line_rows(lines: list[PaymentLine]) -> list[dict[str, Any]]:
    """Give what the page shows of each line; the account stays masked."""
    return [
        {
            "name": line.obligation.person.name,
            "person_pk": line.obligation.person_id,
            "programme": programme_name(line.obligation.programme),
            "period": line.obligation.period,
            "arrears": line.arrears,
            "amount_fen": line.amount_fen,
            "account": str(line.account.number or ""),
            "bank": line.account.bank,
            "state": line.get_state_display(),
            "tag": LINE_TAGS.get(line.state, ""),
            "failure": line.failure,
        }
        for line in lines
    ]


def lines_table(run: PaymentRun) -> tuple[list[str], list[list[Any]]]:
    """Give headings and rows for a spreadsheet; amounts are numbers in yuan."""
    from decimal import Decimal

    headings = [
        _("姓名"),
        _("政策"),
        _("所属月"),
        _("补发"),
        _("金额（元）"),
        _("账号"),
        _("开户行"),
        _("状态"),
        _("退回原因"),
    ]
    rows = [
        [
            row["name"], row["programme"], row["period"], _("是") if row["arrears"] else "", Decimal(row["amount_fen"]) / 100,
            row["account"], row["bank"], row["state"], row["failure"],
        ]
        for row in line_rows(list(lines_of(run)))
    ]  # fmt: skip
    return headings, rows


def line_counts(run: PaymentRun) -> list[dict[str, Any]]:
    """Count and add up the lines by state."""
    found = run.lines.order_by().values("state").annotate(count=Count("id"), fen=Sum("amount_fen"))
    return [{"state": LineState(row["state"]).label, "count": row["count"], "fen": row["fen"]} for row in found]


def held_rows(run: PaymentRun) -> list[dict[str, Any]]:
    """Give the held lines, open ones first."""
    held = (
        HeldLine.objects.filter(run=run)
        .select_related("person", "resolved_by")
        .order_by("resolution", "person__pinyin", "id")
    )
    return [
        {
            "name": one.person.name,
            "person_pk": one.person_id,
            "programme": programme_name(one.programme),
            "period": one.period,
            "why": one.get_why_display(),
            "amount_fen": one.amount_fen,
            "resolution": one.get_resolution_display() if one.resolution else "",
            "reason": one.reason,
            "resolved_by": str(one.resolved_by) if one.resolved_by else "",
        }
        for one in held[:500]
    ]


def exception_rows(run: PaymentRun) -> list[dict[str, Any]]:
    """Give what did not fit in the bank's answers, open ones first."""
    found = BankException.objects.filter(answer__run=run).select_related("resolved_by", "answer")
    return [
        {
            "pk": one.pk,
            "row": one.row,
            "file": one.answer.name,
            "kind": one.get_kind_display(),
            "expected_fen": one.expected_fen,
            "answered_fen": one.answered_fen,
            "resolution": one.resolution,
            "resolved_by": str(one.resolved_by) if one.resolved_by else "",
        }
        for one in found.order_by("resolved_at", "row")[:500]
    ]


def is_demo(run: PaymentRun) -> bool:
    """Say whether an amount of the run was computed with invented parameters."""
    return Obligation.objects.filter(lines__run=run, run__demo_parameters=True).exists()
