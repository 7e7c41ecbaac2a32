"""
Appointments of the last weeks and of the coming one: most kept, one moved, one cancelled, one missed, one that asks for another time.

They are planned at the hours at which the story serves, so that the month's attendance keeps them.
"""

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from chuntian.accounts.enums import Role
from chuntian.casework.models import Case
from chuntian.demo.office import Office
from chuntian.kernel.days import Month
from chuntian.services import operations as services
from chuntian.services.enums import AppointmentState, Side
from chuntian.services.models import Appointment
from chuntian.services.slots import slot_of

if TYPE_CHECKING:
    from chuntian.demo.serving import Planned

AFTERNOON = (14 * 60, 15 * 60, 16 * 60)
EACH, WEEKS_BACK = 4, 2  # so many people a provider, so many weeks before the last day
STAFF = ("康复师王", "康复师李", "护理员张", "护理员赵")


def plan_ahead(office: Office, month: Month, plans: "list[Planned]") -> None:
    """Plan a few people of each provider over the end of a month, and let what happens happen to four of them."""
    first, at = month.last - timedelta(weeks=WEEKS_BACK), office.at(month, 10)
    by = office.who(Role.PROVIDER)
    seen: Counter[int] = Counter()
    made: list[list[Appointment]] = []
    told = set(Case.objects.filter(state="approved").values_list("person_id", flat=True))
    for one in sorted(plans, key=lambda one: one.order.person_id not in told):  # the citizen of the sign-ins among them
        served = [(day, minute) for day, minute, fault in one.sessions if first < day <= month.last and not fault]
        if one.human.death_on or not served or seen[one.order.provider_id] >= EACH or one.order.ceiling_fen is None:
            continue
        day, minute = served[0]
        said = {"item": one.item, "starts": minute, "ends": minute + 50, "staff": STAFF[seen[one.order.provider_id]]}
        try:
            found = services.plan(order=one.order, day=day, weeks=WEEKS_BACK + 2, skip=True, by=by, at=at, **said)
        except services.CannotPlan:  # the ceiling of the story is used up
            continue
        if not made:  # and one more, to which nobody will come
            services.plan(order=one.order, day=day + timedelta(days=1), by=by, at=at, **said)
        seen[one.order.provider_id] += 1
        made.append(found.made)
    _happen([rows for rows in made if slot_of(rows[-1]).day > month.last], month.last, office, month)


def _happen(made: list[list[Appointment]], last: date, office: Office, month: Month) -> None:
    """Let one be moved, one cancelled by the person, one missed, and someone ask for another time."""
    by, eve = office.who(Role.PROVIDER), office.at(month, month.last.day, 9)
    for number, rows in enumerate(made[:3]):
        one = next(row for row in rows if slot_of(row).day > last)
        if number == 0:
            slot = slot_of(one)
            services.move(
                appointment=one, day=slot.day, starts=960, ends=1010, reason="师傅上午要去医院", by=by, at=eve, said_by=Side.PROVIDER
            )  # fmt: skip
        elif number == 1:
            services.cancel_appointment(
                appointment=one, reason="那天家里有事，去不了", by=by, at=eve, said_by=Side.PERSON
            )
        else:
            services.wish(appointment=one, words="能不能换到下午三点以后", by=by, at=eve)


def close_the_weeks(office: Office, month: Month, plans: "list[Planned]") -> None:
    """Note who did not come, but for the last three days, and plan a few people for the afternoon of the last day."""
    at, by = office.at(month, month.last.day, 8), office.who(Role.PROVIDER)
    unkept = Appointment.objects.filter(state=AppointmentState.PLANNED, ends_at__lt=at - timedelta(days=3))
    for one in unkept.order_by("starts_at", "pk"):
        services.miss(appointment=one, reason="电话没有人接", by=by, at=at)
    busy = {one.order.pk for one in plans if any(day == month.last for day, _, _ in one.sessions)}
    ahead = Appointment.objects.filter(state=AppointmentState.PLANNED, starts_at__gt=at).order_by("starts_at", "pk")
    seen: Counter[int] = Counter()
    for one in ahead.select_related("order"):
        seen[one.provider_id] += one.order_id not in busy
        if one.order_id in busy or seen[one.provider_id] > len(AFTERNOON):
            continue
        busy.add(one.order_id)
        starts = AFTERNOON[seen[one.provider_id] - 1]
        said = {"item": one.item, "starts": starts, "ends": starts + 50, "staff": one.staff}
        services.plan(order=one.order, day=month.last, by=by, at=at, **said)


def count() -> dict[str, Any]:
    """Count the appointments by what became of them."""
    return {"appointments": dict(sorted(Counter(Appointment.objects.values_list("state", flat=True)).items()))}
