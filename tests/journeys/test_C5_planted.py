"""The net is tested: of 42 faults planted in pages that are served at least 40 are seen by the check that is for them."""

import pytest
from tests.journeys.checks import CHECKS
from tests.journeys.faults import FAULTS, Garden

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.slow]  # test_senses.py has one a check
LEAST, PLANTED = 40, 42


@pytest.fixture(scope="module")
def garden(site):
    found = Garden(site)
    yield found
    found.close()


@pytest.fixture(scope="module")
def seen(garden):
    return {fault.name: garden.spoilt(fault) for fault in FAULTS}


def test_C5_each_check_is_silent_about_the_page_as_it_is_served(garden):
    asked = {(fault.page, fault.seen_by): fault for fault in FAULTS}

    assert {
        f"{page}: {check.__name__}": said for (page, check), fault in asked.items() if (said := garden.clean(fault))
    } == {}


def test_C5_at_least_40_of_42_planted_faults_are_seen(seen):
    missed = [name for name, said in seen.items() if not said]

    print(f"seen {len(seen) - len(missed)} of {len(seen)}; missed: {missed}")
    assert len(seen) == PLANTED
    assert len(seen) - len(missed) >= LEAST, missed


def test_C5_each_check_is_needed(seen):
    """Each check is asked for some of the faults, and sees one of them at least."""
    for check in CHECKS:
        assert [fault.name for fault in FAULTS if fault.seen_by is check and seen[fault.name]], check.__name__
