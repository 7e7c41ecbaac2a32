"""
Kill the payment worker wherever it may die; then the bank's books and ours tell the same story.

The bank is a process of its own with its own store (tests/faults/witness.py), and it forgets: it pays whatever it is
handed. A ledger that only looked at itself would balance while the bank pays twice (trust A1).
"""

import pytest
from tests.faults.house import CRASH_POINTS, House

NOTHING = {"lines": 0, "fen": 0}


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A county with its awards, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("template") / "house"
    House(folder, remembers=False).close()
    return folder


@pytest.fixture
def house(template, tmp_path, request):
    house = House(tmp_path / "house", remembers=getattr(request, "param", False), template=template)
    yield house
    house.close()


def assert_same(house: House) -> None:
    found = house.compare()
    assert found["differences"] == []
    assert found["due"] == found["bank"] == found["ours"] != NOTHING


@pytest.mark.crash
def test_twelve_kills_pay_nothing_twice_and_miss_nothing(house):
    assert house.kill_at_random(kills=12, seed=20240101) >= 12
    assert house.killed == 12
    assert_same(house)


@pytest.mark.crash
@pytest.mark.parametrize("house", [False, True], indirect=True, ids=["forgets", "remembers"])
def test_every_crash_point_once(house):
    assert len(CRASH_POINTS) >= 10

    house.stop_at_every_point()

    assert_same(house)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.parametrize("house", [False, True], indirect=True, ids=["forgets", "remembers"])
def test_fifty_kills_pay_nothing_twice_and_miss_nothing(house):
    house.kill_at_random(kills=50, seed=7)
    assert house.killed == 50
    assert_same(house)
