"""Read money: who was paid what, totals, budgets, and whether the books agree with themselves."""

from collections import defaultdict
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Substr

from chuntian.kernel.divisions import pad
from chuntian.money import ledger
from chuntian.money.enums import IN_FLIGHT, LineState, RecoveryState, VoucherState
from chuntian.money.models import (
    BankException,
    Budget,
    HeldLine,
    Obligation,
    PaymentLine,
    PaymentRun,
    Posting,
    Recovery,
    Voucher,
)
from chuntian.money.operations.approve import budget_used
from chuntian.places.regions import in_region_q
from chuntian.registry.models import Person

LEVEL_DIGITS = {"province": 2, "prefecture": 4, "county": 6, "town": 9, "village": 12}


def payments_of(person: Person) -> list[dict[str, Any]]:
    """Give every transfer to a person, newest month first."""
    lines = PaymentLine.objects.filter(obligation__person=person).select_related("obligation", "run")
    return [
        {
            "programme": line.obligation.programme, "period": line.obligation.period, "amount_fen": line.amount_fen,
            "state": line.state, "state_label": line.get_state_display(), "run": line.run_id, "month": line.run.month,
            "arrears": line.arrears, "answered_on": line.answered_on, "failure": line.failure,
            "end_to_end_id": line.end_to_end_id,
        }
        for line in lines.order_by("-obligation__period", "obligation__programme", "attempt")
    ]  # fmt: skip


def runs(region: str | None = None) -> QuerySet[PaymentRun]:
    """Give the payment runs, newest first."""
    found = PaymentRun.objects.select_related("prepared_by", "approved_by")
    found = found.filter(in_region_q(region)) if region else found
    return found.order_by("-month", "-number", "-id")


def held_lines(run: PaymentRun) -> QuerySet[HeldLine]:
    """Give what a run held back and nobody has resolved."""
    return HeldLine.objects.filter(run=run, resolution="").select_related("person", "award").order_by("period", "id")


def open_exceptions(region: str | None = None) -> QuerySet[BankException]:
    """Give the lines of bank answers that wait for a person."""
    found = BankException.objects.filter(resolved_at__isnull=True).select_related("answer__run", "line")
    found = found.filter(in_region_q(region, "answer__run__region")) if region else found
    return found.order_by("answer__applied_at", "row")


def recoveries(region: str | None = None, state: str | None = RecoveryState.PROPOSED) -> QuerySet[Recovery]:
    """Give the claims of a region in one state (None: all)."""
    found = Recovery.objects.select_related("obligation__person")
    found = found.filter(in_region_q(region)) if region else found
    return (found.filter(state=state) if state else found).order_by("proposed_at", "id")


def paid_totals(
    *, region: str, months: list[str], programme: str | None = None, level: str = "county", by_period: bool = False
) -> list[dict[str, Any]]:
    """
    Give persons, lines and fen paid, by programme, month and division of a level.

    The month is that of the run that paid; with `by_period` the month that was paid for.
    """
    month = "obligation__period" if by_period else "run__month"
    lines = PaymentLine.objects.filter(in_region_q(region), state=LineState.PAID, **{f"{month}__in": months})
    if programme:
        lines = lines.filter(obligation__programme=programme)
    rows = (
        lines.order_by()
        .annotate(place=Substr("region", 1, LEVEL_DIGITS[level]), programme=F("obligation__programme"), month=F(month))
        .values("programme", "month", "place")
        .annotate(fen=Sum("amount_fen"), lines=Count("id"), persons=Count("obligation__person", distinct=True))
        .order_by("programme", "month", "place")
    )
    return [
        {
            "programme": row["programme"], "month": row["month"], "division": row["place"].ljust(12, "0"),
            "amount_fen": row["fen"], "lines": row["lines"], "persons": row["persons"],
        }
        for row in rows
    ]  # fmt: skip


def paid_persons(*, region: str, period: str, programme: str) -> set[int]:
    """Give who was paid for a month (R-SUB-10 counts them)."""
    lines = PaymentLine.objects.filter(
        in_region_q(region), state=LineState.PAID, obligation__period=period, obligation__programme=programme
    )
    return set(lines.values_list("obligation__person_id", flat=True))


def budget_use(*, region: str, year: int) -> list[dict[str, Any]]:
    """Give each budget of a region with what is used of it."""
    budgets = Budget.objects.filter(in_region_q(pad(region)), year=year).select_related("fund")
    return [
        {
            "fund": budget.fund.slug, "fund_name": budget.fund.name, "programme": budget.programme, "region": budget.region,
            "budget_fen": budget.amount_fen, "used_fen": budget_used(budget),
        }
        for budget in budgets.order_by("programme", "region")
    ]  # fmt: skip


def ledger_difference_fen() -> int:
    """
    Give by how many fen the books disagree with themselves: 0 is the only good answer.

    Adds up: all postings against nothing; for each obligation its cost against its target, what is with the bank
    against the lines sent, and what left the account against the lines paid, less what came back; a bill's by its voucher.
    """
    by_obligation: dict[int, dict[str, int]] = defaultdict(lambda: dict.fromkeys(ledger.ACCOUNTS, 0))
    sums = Posting.objects.order_by().values_list("obligation_id", "account").annotate(fen=Sum("amount_fen"))
    total = 0
    for obligation, account, fen in sums:
        by_obligation[obligation][account] = int(fen)
        total += int(fen)
    difference = abs(total)
    for wanted in _should_be().values():
        there = by_obligation.pop(wanted["id"], dict.fromkeys(ledger.ACCOUNTS, 0))
        difference += abs(there[ledger.EXPENSE] - wanted["target"])
        difference += abs(there[ledger.TRANSIT] + wanted["sent"])
        difference += abs(there[ledger.BANK] + wanted["paid"] - wanted["repaid"])
    return difference + sum(abs(fen) for left in by_obligation.values() for fen in left.values())


def _should_be() -> dict[int, dict[str, int]]:
    wanted = {
        pk: {"id": pk, "target": target, "sent": 0, "paid": 0, "repaid": 0}
        for pk, target in Obligation.objects.values_list("id", "target_fen")
    }
    sent = [LineState.SENT, LineState.UNKNOWN]
    lines = PaymentLine.objects.order_by().values_list("obligation_id").annotate(
        sent=Sum("amount_fen", filter=Q(state__in=sent)), paid=Sum("amount_fen", filter=Q(state=LineState.PAID))
    )  # fmt: skip
    for pk, sent_fen, paid_fen in lines:
        wanted[pk] |= {"sent": int(sent_fen or 0), "paid": int(paid_fen or 0)}
    back = Recovery.objects.filter(state=RecoveryState.REPAID).order_by().values_list("obligation_id")
    for pk, fen in back.annotate(fen=Sum("amount_fen")):
        wanted[pk]["repaid"] = int(fen)
    return _with_vouchers(wanted)


def _with_vouchers(wanted: dict[int, dict[str, int]]) -> dict[int, dict[str, int]]:
    sent = Q(state=VoucherState.APPROVED)
    vouchers = Voucher.objects.filter(bill__obligation__isnull=False).order_by().values_list("bill__obligation").annotate(
        sent=Sum("amount_fen", filter=sent), paid=Sum("amount_fen", filter=Q(state=VoucherState.PAID))
    )  # fmt: skip
    for pk, sent_fen, paid_fen in vouchers:
        wanted[pk] |= {"sent": int(sent_fen or 0), "paid": int(paid_fen or 0)}
    return wanted


def bills_astray() -> list[str]:
    """Give what disagrees between bills, what they owe and their vouchers; always empty, we promise."""
    other = Voucher.objects.exclude(amount_fen=F("bill__amount_fen")).values_list("pk", flat=True)
    found = [f"支付单 {pk} 金额与账单不符" for pk in other]
    changed = Obligation.objects.filter(bill__isnull=False).exclude(target_fen=F("bill__amount_fen"))
    found += [f"账单 {pk} 入账金额与账单不符" for pk in changed.values_list("bill_id", flat=True)]
    live = Voucher.objects.exclude(state=VoucherState.RETURNED)
    unowed = live.filter(bill__obligation__isnull=True).values_list("pk", flat=True)
    return found + [f"支付单 {pk} 未入账" for pk in unowed]


def paid_twice() -> list[dict[str, Any]]:
    """Give the obligations for which more left the account, or may have, than was ever owed; always empty, we promise."""
    given = (*IN_FLIGHT, LineState.PAID)
    rows = (
        PaymentLine.objects.filter(state__in=given)
        .order_by()
        .values("obligation_id", "obligation__person_id", "obligation__programme", "obligation__period")
        .annotate(fen=Sum("amount_fen"), owed=Max("target_fen"), lines=Count("id"))
        .filter(fen__gt=F("owed"))
    )
    back = Recovery.objects.filter(state=RecoveryState.REPAID).order_by().values_list("obligation_id")
    repaid = dict(back.annotate(fen=Sum("amount_fen")))
    return [row for row in rows if row["fen"] - repaid.get(row["obligation_id"], 0) > row["owed"]]
