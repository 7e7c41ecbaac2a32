"""A small county, made once: the tests read it and never change it."""

import pytest

from chuntian.demo.county import Place, make_county

TOWNS = (1, 2, 101, 204)
VILLAGES = tuple(
    (f"620104{town:03d}{village:03d}", f"第{town}—{village}村") for town in TOWNS for village in (1, 2, 201, 202)
)
SMALL_PLACE = Place("620104", "西固区", VILLAGES)


@pytest.fixture(scope="session")
def small_county():
    return make_county(SMALL_PLACE, seed=7, holders=900)
