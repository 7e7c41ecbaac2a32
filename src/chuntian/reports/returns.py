"""The monthly return (月报): counts by programme, month beside month, and beside the same month of the year before."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count, Sum
from django.utils.timezone import get_current_timezone

from chuntian.casework.enums import CaseState
from chuntian.casework.models import Case
from chuntian.indicators import queries
from chuntian.indicators.catalogue import measure
from chuntian.kernel.days import Month
from chuntian.kernel.divisions import pad
from chuntian.money.enums import LineState
from chuntian.money.models import PaymentLine
from chuntian.places.regions import in_region_q

PEOPLE, PAID, CASES = "people", "paid", "cases"
# Counts of people and services as they stood at the end of the month, from January on.
KEPT = (
    "certificate_holders", "severe_holders", "holders_on_dibao", "holders_tekun", "child_holders", "households_with_holders",
    "served.rehabilitation", "served.rehabilitation.times", "served.device", "served.device.times", "served.care",
    "served.care.times",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """
    One line: what is counted of which programme or measure, this month, the month before, the same month a year ago.

    None where nothing is known, which is not zero. Amounts are fen.
    """

    part: str
    subject: str
    what: str
    unit: str
    now: int | None
    before: int | None
    year_ago: int | None

    @property
    def change(self) -> int | None:
        """Give the difference to the month before; None where one of them is unknown."""
        return None if self.now is None or self.before is None else self.now - self.before


def monthly_return(*, region: str, month: Month) -> list[Row]:
    """Count a division's month: people and services, payments by programme, applications by programme."""
    code, months = pad(region), (month, month.plus(-1), month.plus(-12))
    return [*_people(code, months), *_paid(code, months), *_cases(code, months)]


def _people(region: str, months: tuple[Month, ...]) -> list[Row]:
    found = queries.trends(region, KEPT, map(str, months))
    rows = []
    for slug in KEPT:
        values = [found.get((slug, str(one))) for one in months]
        counts = [one.numerator if one else None for one in values]
        if any(count is not None for count in counts):
            rows.append(Row(PEOPLE, slug, "", measure(slug).unit, *counts))
    return rows


def _paid(region: str, months: tuple[Month, ...]) -> list[Row]:
    names = [str(one) for one in months]
    lines = PaymentLine.objects.filter(in_region_q(region), run__month__in=names, state=LineState.PAID)
    sums = lines.values("obligation__programme", "run__month").annotate(
        persons=Count("obligation__person_id", distinct=True), transfers=Count("id"), fen=Sum("amount_fen")
    )
    known = set(_months_with_runs(region, names))
    found = {(one["obligation__programme"], one["run__month"]): one for one in sums}
    rows = []
    for programme in sorted({programme for programme, _month in found}):
        for what, unit in (("persons", "person"), ("transfers", "line"), ("fen", "fen")):
            counts = [found.get((programme, one), {}).get(what, 0) if one in known else None for one in names]
            rows.append(Row(PAID, programme, what, unit, *counts))
    return rows


def _months_with_runs(region: str, months: list[str]) -> list[str]:
    """Give the months in which something was paid: only there is no line the same as nothing."""
    lines = PaymentLine.objects.filter(in_region_q(region), run__month__in=months)
    return list(lines.order_by("run__month").values_list("run__month", flat=True).distinct())


def _cases(region: str, months: tuple[Month, ...]) -> list[Row]:
    began = Case.objects.filter(in_region_q(region)).order_by("applied_on").values_list("applied_on", flat=True).first()
    if began is None:
        return []
    counts: dict[tuple[str, str], list[int | None]] = {}
    for place, one in enumerate(months):
        first, after = one.first, one.plus(1).first
        zone = get_current_timezone()
        start, end = datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
        mine = Case.objects.filter(in_region_q(region))
        asked = {
            "received": mine.filter(applied_on__gte=first, applied_on__lte=after - timedelta(days=1)),
            "approved": mine.filter(decided_at__gte=start, decided_at__lt=end, state=CaseState.APPROVED),
            "refused": mine.filter(decided_at__gte=start, decided_at__lt=end, state=CaseState.REFUSED),
        }
        for what, rows in asked.items():
            for programme, count in rows.values_list("programme").annotate(count=Count("id")).order_by("programme"):
                counts.setdefault((programme, what), [0, 0, 0])[place] = count
    known = [one.plus(1).first > began for one in months]
    order = ("received", "approved", "refused")
    programmes = sorted({programme for programme, _what in counts})
    rows = [(programme, what) for programme in programmes for what in order if (programme, what) in counts]
    return [
        Row(CASES, programme, what, "case",
            *(count if yes else None for count, yes in zip(counts[programme, what], known, strict=True)))
        for programme, what in rows
    ]  # fmt: skip
