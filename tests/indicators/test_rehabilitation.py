"""R-REH-01: three figures with different denominators, opened down to persons; who died or moved away is in no part."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from tests.casework.conftest import data_folder  # noqa: F401
from tests.casework.county import VILLAGE, County, Someone, moment
from tests.services.conftest import FIRST, Centre

from chuntian.indicators.catalogue import measure
from chuntian.indicators.compute import by_division, figure, open_rows
from chuntian.indicators.data import Data
from chuntian.indicators.figures import percent
from chuntian.indicators.periods import Period
from chuntian.services import operations as services
from chuntian.services.chain import LINK

pytestmark = pytest.mark.django_db
REGION = "620104000000"
GONE = date(2023, 12, 31)  # a certificate that had run out
NEEDS = {"served": "rehabilitation", "waits": "rehabilitation;device", "listed": "rehabilitation", "died": "rehabilitation",
         "moved": "rehabilitation", "none": "", "parcel": "device"}  # fmt: skip


@pytest.mark.alike
@pytest.mark.parametrize(
    ("part", "whole", "value"), [(10_135, 10_672, "94.97"), (4_601, 4_745, "96.97"), (61_000, 129_800, "47.00")]
)
def test_the_figures_of_linxia_and_ankang(part, whole, value):
    assert percent(part, whole) == Decimal(value)


@pytest.fixture
def centre(db):
    people = [Someone(name) for name in NEEDS] + [
        Someone("child", born=date(2019, 5, 1), expires_on=GONE),
        Someone("man without certificate", expires_on=GONE),
    ]
    county = County(people)
    county.lists(FIRST)
    made = Centre(county)
    for programme, item in (("precision_rehab", "function_training"), ("assistive_device_fitting", "wheelchair")):
        made.agree(made.one, programme)
        services.set_price(provider=made.one, item=item, price_fen=100, from_on=FIRST, by=made.clerk, at=moment(FIRST))
    return made


def _asked(county: County) -> None:
    rows = [
        {"resident_id": county.who(name).resident_id, "name": name, "year": 2024, "outcome": "home", "by_app": True,
         "needs": text, "survey_outcome": "home"}
        for name, text in NEEDS.items()
    ]  # fmt: skip
    county.commit("survey", date(2024, 9, 15), pl.DataFrame(rows), whole=False)


def _year(centre: Centre) -> None:
    """Serve in the ways there are: our sessions, the list of another office, a fitting, a parcel."""
    county, day = centre.county, date(2024, 3, 4)
    _asked(county)
    for name in ("child", "man without certificate"):  # entered later, by a hospital
        services.record_need(
            person=county.person(name), kind="rehabilitation", source="hospital", known_on=day, by=centre.clerk, at=moment(day)
        )  # fmt: skip
    for name in ("served", "died", "moved", "man without certificate"):
        order = centre.order(name, programme="precision_rehab", items={"function_training": None})
        for number in (4, 5):  # two times, one person
            centre.session(order, date(2024, 3, number), item="function_training")
    centre.session(centre.order("child"), day)
    centre.session(
        centre.order("waits", programme="precision_rehab", items={"assessment": None, "function_training": None}), day,
        item="function_training", accepted=False,
    )  # fmt: skip
    listed = county.who("listed")
    row = {"resident_id": listed.resident_id, "name": "listed", "item": "medication", "delivered_on": day,
           "provider": "别处", "amount": 1}  # fmt: skip
    county.commit("service_records", date(2024, 12, 1), pl.DataFrame([row]), whole=False)
    # a screening is no rehabilitation
    centre.agree(centre.two, LINK)
    services.set_price(
        provider=centre.two, item="screening", price_fen=1, from_on=FIRST, by=centre.clerk, at=moment(FIRST)
    )
    for name in ("waits", "child"):
        screening = centre.order(name, provider=centre.two, programme=LINK, items={"screening": None})
        centre.session(screening, date(2024, 3, 5), item="screening")
    order = centre.order("waits", programme="assistive_device_fitting", items={"wheelchair": 1})
    for step in ("assessment", "prescription", "fitting"):
        services.step_fitting(order=order, step=step, on=day, by=centre.clerk, at=moment(day))
    thing = services.receive_device(
        provider=centre.one, item="wheelchair", serial="P", on=FIRST, by=centre.clerk, at=moment(FIRST)
    )
    services.hand_over(
        device=thing, person=county.person("parcel"), on=day, due_on=date(2024, 9, 1), by=centre.clerk, at=moment(day)
    )
    county.deaths(date(2024, 7, 1), {"died": date(2024, 6, 1)})
    away = {"resident_id": county.who("moved").resident_id, "name": "moved", "moved_on": "2024-08-01",
            "from_division": VILLAGE, "to_division": "620102001000"}  # fmt: skip
    county.commit("moves", date(2024, 8, 5), pl.DataFrame([away]), whole=False)


def _names(county: County, data: Data, slug: str, column: str) -> set[str]:
    rows = open_rows(data, slug)
    ids = set(rows.filter(pl.col(column))["subject_id"])
    people = [*NEEDS, "child", "man without certificate"]
    return {name for name in people if county.person(name).pk in ids}


def test_three_figures_and_the_persons_behind_them(centre):
    _year(centre)
    county = centre.county
    data = Data(REGION, Period(2024), county.law, moment(date(2024, 12, 31)))

    rate, fitted, reach = (
        figure(data, measure(slug))
        for slug in ("basic_rehabilitation_rate", "basic_device_rate", "rehabilitation_reach")
    )

    assert (rate.numerator, rate.denominator) == (3, 4)
    assert _names(county, data, "basic_rehabilitation_rate", "included") == {"served", "listed", "child", "waits"}
    assert _names(county, data, "basic_rehabilitation_rate", "counted") == {"served", "listed", "child"}
    assert (fitted.numerator, fitted.denominator) == (1, 2)
    assert _names(county, data, "basic_device_rate", "counted") == {"waits"}
    assert (reach.numerator, reach.denominator) == (4, 6)
    assert _names(county, data, "rehabilitation_reach", "included") == {
        "served", "listed", "child", "waits", "none", "parcel",
    }  # fmt: skip
    assert figure(data, measure("screened_children")).value == 1
    assert figure(data, measure("child_screening_rate")).missing_reason
    assert sum(one.denominator or 0 for one in by_division(data, "rehabilitation_reach").values()) == 6


def test_before_anyone_was_asked_the_rates_are_missing_and_a_need_of_ours_is_known(centre):
    data = Data(REGION, Period(2024), centre.county.law, moment(date(2024, 12, 31)))
    assert figure(data, measure("basic_rehabilitation_rate")).missing_reason

    _year(centre)
    before = Data(REGION, Period(2024, 3), centre.county.law, moment(date(2024, 3, 31)))

    found = figure(before, measure("basic_rehabilitation_rate"))
    assert (found.numerator, found.denominator) == (1, 1)  # the child: a hospital told of the need
    assert found.unknown > 0
