"""
What is left of the year's money, and how long it will do.

Several funds may stand behind one programme of one place: they are one pot, because a payment does not say from which of them it came.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Substr

from chuntian.kernel.divisions import prefix
from chuntian.money.enums import IN_FLIGHT, LineState, VoucherState
from chuntian.money.models import Budget, PaymentLine, Voucher

MONTHS_AVERAGED = 3
LAST_MONTH = 12
TOWN_DIGITS = 9


@dataclass
class Pot:
    """The budgets of one programme, place and year together; sums in fen, months as their number in the year."""

    region: str
    programme: str
    year: int
    budgets: list[Budget] = field(default_factory=list)
    paid: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    committed: dict[int, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def amount_fen(self) -> int | None:
        """Give what was made available; None where no budget is entered: that is not zero."""
        return sum(one.amount_fen for one in self.budgets) if self.budgets else None

    @property
    def paid_fen(self) -> int:
        """Give what has arrived."""
        return sum(self.paid.values())

    @property
    def committed_fen(self) -> int:
        """Give what is prepared or with the bank."""
        return sum(self.committed.values())

    @property
    def left_fen(self) -> int | None:
        """Give what neither was paid nor is on its way."""
        return None if self.amount_fen is None else self.amount_fen - self.paid_fen - self.committed_fen

    @property
    def months_used(self) -> list[tuple[int, int]]:
        """Give the newest months with payments, and their sums: what the forecast rests on."""
        months = sorted({*self.paid, *self.committed}, reverse=True)[:MONTHS_AVERAGED]
        return [(month, self.paid[month] + self.committed[month]) for month in months]

    @property
    def rate_fen(self) -> int | None:
        """Give the average month, rounded up; None before anything was paid."""
        used = [fen for _, fen in self.months_used]
        return -(-sum(used) // len(used)) if used else None

    @property
    def months_left(self) -> int:
        """Count the months of the year after the newest one paid."""
        return LAST_MONTH - self.months_used[0][0] if self.months_used else LAST_MONTH

    @property
    def end_fen(self) -> int | None:
        """Give what would be left at the end of the year, going on like that; None where nobody can say."""
        if self.left_fen is None or self.rate_fen is None:
            return None
        return self.left_fen - self.rate_fen * self.months_left

    @property
    def short_month(self) -> int | None:
        """Give the first month that could not be paid in full; None where it does, or nobody can say."""
        if self.end_fen is None or self.end_fen >= 0 or not self.rate_fen or self.left_fen is None:
            return None
        return self.months_used[0][0] + 1 + max(0, self.left_fen) // self.rate_fen


def pots(
    budgets: QuerySet[Budget], lines: QuerySet[PaymentLine], *, year: int, vouchers: QuerySet[Voucher] | None = None
) -> list[Pot]:  # fmt: skip
    """
    Give the pots of a year with what was taken from each, and one without budget for what was paid and has none.

    `budgets`, `lines` and `vouchers` (payments to organisations) are those the reader may see. A county's payments also count against a budget of its prefecture.
    """
    found: dict[tuple[str, str], Pot] = {}
    for one in budgets.filter(year=year).select_related("fund").order_by("programme", "region", "fund__name"):
        found.setdefault((one.region, one.programme), Pot(one.region, one.programme, year)).budgets.append(one)
    around = {(prefix(region), programme): pot for (region, programme), pot in found.items()}
    taken = [*_taken(lines, year), *(_by_voucher(vouchers, year) if vouchers is not None else [])]
    for row in taken:
        place, programme, month = row["place"], row["obligation__programme"], int(row["run__month"][5:7])
        here = [around[key] for end in range(len(place) + 1) if (key := (place[:end], programme)) in around]
        for pot in here or [_without(found, place, programme, year)]:
            pot.paid[month] += row["paid"] or 0
            pot.committed[month] += row["committed"] or 0
    return sorted(found.values(), key=lambda pot: (pot.programme, pot.region))


def _taken(lines: QuerySet[PaymentLine], year: int) -> Iterable[dict]:
    return (
        lines.filter(run__month__startswith=str(year), state__in=[*IN_FLIGHT, LineState.PAID])
        .order_by()
        .annotate(place=Substr("region", 1, TOWN_DIGITS))
        .values("obligation__programme", "place", "run__month")
        .annotate(paid=Sum("amount_fen", filter=Q(state=LineState.PAID)), committed=Sum("amount_fen", filter=Q(state__in=IN_FLIGHT)))
        .order_by("obligation__programme", "place", "run__month")
    )  # fmt: skip


def _by_voucher(vouchers: QuerySet[Voucher], year: int) -> Iterable[dict]:
    """Give what vouchers took, in the month of their approval, in the words of `_taken`."""
    paid, sent = Q(state=VoucherState.PAID), Q(state=VoucherState.APPROVED)
    rows = vouchers.filter(year=year).filter(paid | sent).annotate(place=Substr("region", 1, TOWN_DIGITS)).order_by()
    summed = rows.values_list("programme", "place", "approved_at__month").annotate(
        paid=Sum("amount_fen", filter=paid), sent=Sum("amount_fen", filter=sent)
    )
    for programme, place, month, paid_fen, sent_fen in summed.order_by("programme", "place", "approved_at__month"):
        yield {
            "obligation__programme": programme, "place": place, "run__month": f"{year}-{month:02}", "paid": paid_fen,
            "committed": sent_fen,
        }  # fmt: skip


def _without(found: dict[tuple[str, str], Pot], place: str, programme: str, year: int) -> Pot:
    region = place[:6].ljust(12, "0")
    return found.setdefault((region, programme), Pot(region, programme, year))


def by_fund(found: Iterable[Pot]) -> list[tuple[str, str, int, int]]:
    """Give each fund with its level, how many budgets it feeds, and its sum in fen."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in (budget for pot in found for budget in pot.budgets):
        sums[one.fund.name, one.fund.level].append(one.amount_fen)
    return [(name, level, len(each), sum(each)) for (name, level), each in sorted(sums.items())]
