"""Check the claims: each bill is the sum of the lines it was made of, no held line is in one, no session is billed twice."""

from collections import defaultdict

from django.db.models import F

from chuntian.casework.models import Bill
from chuntian.services.enums import OWED
from chuntian.services.models import ClaimLine, HomeWorks
from chuntian.services.operations.claims import line_digest
from chuntian.trail.verify import Check

PREFIX = "services."


def checks() -> list[Check]:
    """Look at everything; an empty list of problems means that the check ran and found nothing."""
    return [
        Check("账单与其明细一致 · bills and their lines", _bills()),
        Check("有疑点的明细未付 · held lines are in no bill", _held()),
        Check("超出申报的支付 · more than was asked", _asked()),
    ]


def _bills() -> list[str]:
    """Make each bill's sum and seal again from its lines, or from the home it pays."""
    lines: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = (
        ClaimLine.objects.filter(bill__isnull=False).order_by("bill", "pk").values_list("bill_id", "pk", "allowed_fen")
    )
    for bill, pk, fen in rows.iterator(chunk_size=20_000):
        lines[bill].append((pk, fen))
    homes = dict(HomeWorks.objects.filter(bill__isnull=False).values_list("bill_id", "final_fen"))
    problems = []
    for pk, key, fen, digest in Bill.objects.filter(key__startswith=PREFIX).values_list(
        "pk", "key", "amount_fen", "digest"
    ):
        if pk in homes:
            problems += [] if homes[pk] == fen else [f"账单 {pk}：与改造决算不符"]
        elif sum(amount for _, amount in lines[pk]) != fen or line_digest(lines[pk]) != digest:
            problems.append(f"账单 {pk}（{key}）：与其明细不符")
    return problems


def _held() -> list[str]:
    wrong = ClaimLine.objects.filter(bill__isnull=False).exclude(state__in=OWED).values_list("pk", flat=True)
    return [f"明细 {pk}：有疑点或不付，却已开出账单" for pk in wrong]


def _asked() -> list[str]:
    over = ClaimLine.objects.filter(allowed_fen__gt=F("asked_fen")).values_list("pk", flat=True)
    return [f"明细 {pk}：支付多于申报" for pk in over]
