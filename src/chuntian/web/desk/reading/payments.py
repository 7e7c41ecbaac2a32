"""Payment runs as a page and a table show them."""

from decimal import Decimal
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from chuntian.casework.models import HandDecision
from chuntian.money.enums import LineState, RunState
from chuntian.money.models import BankException, HeldLine, Obligation, PaymentLine, PaymentRun
from chuntian.web.reading.names import place_names, programme_name

MOST_ROWS = 500
RUN_TAGS = {RunState.PREPARED: "warn", RunState.APPROVED: "info", RunState.FILED: "info", RunState.RECONCILED: "good"}
LINE_TAGS = {LineState.PAID: "good", LineState.FAILED: "stop", LineState.UNKNOWN: "warn", LineState.SENT: "info"}
WAY = [
    (RunState.PREPARED, "编制"),
    (RunState.APPROVED, "审批"),
    (RunState.FILED, "报盘"),
    (RunState.RECONCILED, "对账"),
]


def with_open_work(runs: QuerySet[PaymentRun]) -> QuerySet[PaymentRun]:
    """Read the people of each run along, and how much of it waits for a person."""
    held = HeldLine.objects.filter(run=OuterRef("pk"), resolution="").order_by()
    misfits = BankException.objects.filter(answer__run=OuterRef("pk"), resolved_at__isnull=True).order_by()
    return runs.select_related("prepared_by", "approved_by").annotate(
        invented=Exists(PaymentLine.objects.filter(run=OuterRef("pk"), obligation__run__demo_parameters=True)),
        open_held=_count(held.values("run")),
        open_exceptions=_count(misfits.values("answer__run")),
    )


def _count(rows: QuerySet) -> Coalesce:
    return Coalesce(Subquery(rows.annotate(count=Count("id")).values("count")), 0)


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
            "demo": getattr(run, "invented", False),
            "held": getattr(run, "open_held", 0) if run.state == RunState.PREPARED else 0,
            "exceptions": getattr(run, "open_exceptions", 0),
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


def lines_table(run: PaymentRun) -> tuple[list[str], list[list[Any]], list[int]]:
    """Give headings and rows for a spreadsheet, amounts as numbers in yuan, and the persons in them."""
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
    lines = line_rows(list(lines_of(run)))
    rows = [
        [
            row["name"], row["programme"], row["period"], _("是") if row["arrears"] else "", Decimal(row["amount_fen"]) / 100,
            row["account"], row["bank"], row["state"], row["failure"],
        ]
        for row in lines
    ]  # fmt: skip
    return headings, rows, [row["person_pk"] for row in lines]


def line_counts(run: PaymentRun) -> list[dict[str, Any]]:
    """Count and add up the lines by state."""
    found = run.lines.order_by().values("state").annotate(count=Count("id"), fen=Sum("amount_fen"))
    return [{"state": LineState(row["state"]).label, "count": row["count"], "fen": row["fen"]} for row in found]


def held_rows(run: PaymentRun) -> list[dict[str, Any]]:
    """Give the held lines, open ones first, with what a person has decided about the month since."""
    rows = HeldLine.objects.filter(run=run).select_related("person", "resolved_by")
    held = list(rows.order_by("resolution", "person__pinyin", "id")[:MOST_ROWS])
    words = {
        (one.award_id, one.month): one
        for one in HandDecision.objects.filter(award__in={one.award_id for one in held}).order_by("decided_at", "id")
    }
    return [
        {
            "pk": one.pk,
            "word": words.get((one.award_id, one.period)),
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
        for one in held
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
        for one in found.order_by(F("resolved_at").asc(nulls_first=True), "row")[:MOST_ROWS]
    ]


def is_demo(run: PaymentRun) -> bool:
    """Say whether an amount of the run was computed with invented parameters."""
    return Obligation.objects.filter(lines__run=run, run__demo_parameters=True).exists()


def held_is_demo(held: HeldLine) -> bool:
    """Say whether the amount of a held month was computed with invented parameters."""
    if held.amount_fen is None:
        return False
    owed = Obligation.objects.filter(person=held.person_id, programme=held.programme, period=held.period)
    return owed.filter(run__demo_parameters=True).exists()
