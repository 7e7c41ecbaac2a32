"""A few pages for every sense, one planted fault for each check, and the door by ear; the others are in `make test-long`."""

import pytest
from tests.journeys.checks import CHECKS
from tests.journeys.faults import FIRST, HOME, SEARCH, Garden
from tests.journeys.screen_reader.journeys import difference, door
from tests.journeys.screen_reader.reader import CannotListen, Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def garden(site):
    found = Garden(site)
    yield found
    found.close()


@pytest.mark.parametrize("name", [HOME, SEARCH])
def test_a_page_holds_for_every_sense(garden, name):
    page = garden.open(name)

    assert [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(page)] == []


@pytest.mark.parametrize("fault", FIRST, ids=lambda fault: fault.name)
def test_C5_each_check_sees_what_is_planted(garden, fault):
    assert garden.spoilt(fault)


@pytest.mark.slow  # beside another browser and a busy machine the reader stops before the end
def test_C11_what_is_heard_at_the_door_is_what_was_heard(listener):
    assert not difference(listener, door)


def test_a_screen_reader_that_is_not_there_is_a_failure(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CannotListen, match="orca"):
        Reader(tmp_path, "http://localhost/")
