"""What the tests of appointments share: three children, and one time planned for one of them."""

from datetime import date

import pytest
from tests.casework.county import County, Someone, moment
from tests.services.conftest import FIRST, ITEM

from chuntian.services import operations as services
from chuntian.services.models import Appointment

MONDAY = date(2024, 3, 4)
NOW = moment(date(2024, 3, 1), 9)


@pytest.fixture
def county(db) -> County:
    """Three children, so that each may have an order."""
    county = County([Someone(name, born=date(2018, 5, day)) for day, name in enumerate(("阿一", "阿二", "阿三"), 1)])
    county.lists(FIRST)
    return county


def planned(centre, order, day=MONDAY, hour=9, *, at=NOW, **said):
    said = {"item": ITEM, "starts": hour * 60, "ends": hour * 60 + 50, "by": centre.provider_staff} | said
    return services.plan(order=order, day=day, at=at, **said)


def one(centre, order, day=MONDAY, hour=9, **said) -> Appointment:
    return planned(centre, order, day, hour, **said).made[0]


def why(centre, order, *args, **said) -> str:
    with pytest.raises(services.CannotPlan) as refused:
        planned(centre, order, *args, **said)
    return str(refused.value)
