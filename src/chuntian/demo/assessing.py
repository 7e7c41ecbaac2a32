"""One scale of our own, marked as a demonstration, and what it gave for the children at the beginning and the end."""

import random
from datetime import date

from chuntian.accounts.enums import Role
from chuntian.demo.office import Office
from chuntian.demo.world import MONTHS, OPENING
from chuntian.services import operations as services
from chuntian.services.models import Assessment, Order, ScaleForm
from chuntian.services.sample_scale import DEMO, sample_form

MOST = 3  # the highest answer of the scale
GAINS = (0, 0, 1, 1, 1, 2)  # by how much an answer changes; of some children nothing is better at the end
LATE = 40  # of a hundred orders so many still lack the assessment of the end, as everywhere


def assess_children(office: Office, orders: list[Order], seed: int, until: date) -> dict[str, int]:
    """Upload the scale and assess the children of some orders on their first day and near the last; count both."""
    chance = random.Random(f"scales {seed}")
    clerk, staff = office.who(Role.COUNTY_CLERK), office.who(Role.PROVIDER)
    form = services.add_form(region=office.region, content=sample_form(DEMO), by=clerk, at=office.at(MONTHS[0], 2))
    asked = [one["name"] for one in form.questions if one["kind"] == "choice"]
    for order in orders:
        first = {name: chance.randrange(MOST) for name in asked}
        last = {name: min(MOST, value + chance.choice(GAINS)) for name, value in first.items()}
        _assess(office, order, form, first, "before", OPENING, staff)
        if chance.randrange(100) >= LATE:
            _assess(office, order, form, last, "after", until, staff)
    return {"assessments": Assessment.objects.count()}


def _assess(
    office: Office, order: Order, form: ScaleForm, said: dict[str, int], stage: str, on: date, by: object
) -> None:
    answers = {name: value for name, value in said.items() if name != "stairs" or said["walk"]}
    month = next(one for one in MONTHS if one.first <= on <= one.last)
    services.assess(
        person=order.person, form=form, answers=answers, on=on, stage=stage, order=order, by=by,
        at=office.at(month, on.day, 18),
    )  # fmt: skip
