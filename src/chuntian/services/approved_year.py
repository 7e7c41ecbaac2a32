"""The approved year: who is young enough when he applies finishes it, whatever birthday falls into it (R-CHD-01, edge case D)."""

from datetime import date, timedelta

from chuntian.kernel.days import add_months, age_on
from chuntian.rules import MissingParameter
from chuntian.services.declared import service
from chuntian.services.models import Order
from chuntian.standards.queries import law


def too_old(order: Order, starts_on: date, ends_on: date) -> str:
    """
    Say why an order cannot run on these days for the person's age; empty where it can.

    Age counts on the day of application. If the person reaches the programme's age before the order ends, it ends with the
    approved year, which a change of provider does not prolong. Where no document states an age for the place, none is asked.
    """
    key = service(order.programme).turns_age
    found = law().book.resolve(key, order.region, order.asked_on) if key else None
    if found is None or isinstance(found, MissingParameter):
        return ""
    years = int(found.value)
    born = order.person.birth_date
    if age_on(born, order.asked_on) >= years:
        return f"申请时（{order.asked_on}）已满{years}周岁，不在救助年龄内（{found.citation}）"
    last = last_day(order, starts_on)
    if age_on(born, ends_on) >= years and ends_on > last:
        return f"{add_months(born, 12 * years)}满{years}周岁：服务到批准的救助年度结束（{last}）为止，不能更晚"
    return ""


def last_day(order: Order, starts_on: date) -> date:
    """Give the last day of the year that began with the first order of the chain this one continues."""
    first, before = starts_on, order.follows
    while before is not None:
        first, before = before.starts_on or first, before.follows
    return add_months(first, 12) - timedelta(days=1)
