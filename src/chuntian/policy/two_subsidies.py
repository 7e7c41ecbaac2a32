"""
Months of the two subsidies: from which month they are owed, from which they stop, how much is paid in arrears.

R-SUB-07 (the month of application counts, a month is paid whole or not), R-SUB-08 and R-SUB-09.
"""

from datetime import date

from chuntian.kernel.components import Component
from chuntian.kernel.days import Month, add_months, months_between

STOP_RULES = ("next_month", "event_month")
MULTI_RULES = ("literal", "best_component")
ARREARS_MONTHS_MAX = 3
TIER_A_FIRST = frozenset({1, 4, 5, 6})
TIER_A_SECOND = frozenset({5, 6})


class UnknownRule(ValueError):
    """A parameter names a way of counting that we do not know."""


def months_payable(applied_on: date, decided_on: date) -> list[Month]:
    """
    Name the months that the first payment covers: from the month of application to that of the decision, both whole.

    A cross-province case was applied for when the accepting office got it, not when it was sent on.

    :raises ValueError: decided before it was applied for.
    """
    if decided_on < applied_on:
        raise ValueError("审定日期早于申请日期")
    return list(months_between(Month.of(applied_on), Month.of(decided_on)))


def stop_month(event_on: date, rule: str = "next_month") -> Month:
    """
    Name the first month that is no longer paid after a death, a move or another loss of the conditions.

    :raises UnknownRule: `rule` is none of `STOP_RULES`.
    """
    if rule not in STOP_RULES:
        raise UnknownRule(f"sub.stop_effective 只能是 {'、'.join(STOP_RULES)}，收到 {rule!r}")
    month = Month.of(event_on)
    return month if rule == "event_month" else month.next


def stop_month_after_expiry(expires_on: date) -> Month:
    """Name the first month not paid after the certificate ends: its last month is still paid."""
    return Month.of(expires_on).next


def reminder_day(expires_on: date, months: int = 6) -> date:
    """Name the day from which the holder is reminded that the certificate ends."""
    return add_months(expires_on, -months)


def renewal_arrears(
    stopped_from: Month, issued_on: date, applied_on: date, limit: int = ARREARS_MONTHS_MAX
) -> list[Month]:
    """
    Name the months paid in arrears when a certificate was renewed and applied for again.

    Paid are the stopped months from the month of issue on, up to the month before the new application (which is paid
    as an application); at most the last `limit`.
    """
    first = max(stopped_from, Month.of(issued_on))
    last = Month.of(applied_on).previous
    if last < first:
        return []
    return list(months_between(first, last))[-limit:] if limit else []


def care_tier(components: list[Component], rule: str = "literal") -> str | None:
    """
    Give the tier of the nursing subsidy in Gansu, A or B; None below grade 2 (R-SUB-04).

    `literal` looks only at components of the most severe grade; `best_component` at the one that gives most.

    :raises UnknownRule: `rule` is none of `MULTI_RULES`.
    """
    if rule not in MULTI_RULES:
        raise UnknownRule(f"sub.multi_rule 只能是 {'、'.join(MULTI_RULES)}，收到 {rule!r}")
    severe = [one for one in components if one.grade <= 2]
    if not severe:
        return None
    worst = min(one.grade for one in severe)
    looked_at = [one for one in severe if one.grade == worst] if rule == "literal" else severe
    return min(_tier(one) for one in looked_at)


def tiers_differ(components: list[Component]) -> bool:
    """Say whether the two readings differ, so that the county office must decide the case."""
    return care_tier(components, "literal") != care_tier(components, "best_component")


def _tier(one: Component) -> str:
    favoured = TIER_A_FIRST if one.grade == 1 else TIER_A_SECOND
    return "A" if one.category in favoured else "B"
