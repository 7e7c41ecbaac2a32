"""From a person to the entries that name him among others: found without reading the others, sealed, never hidden."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from tests.trail.superuser import without_triggers

from chuntian.trail.models import Entry, Shown
from chuntian.trail.operations import record
from chuntian.trail.queries import entries_of_person
from chuntian.trail.verify import verify_chain

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNTY = "620199000000"
ONE, OTHER, MERGED = 7_101, 7_102, 7_103


def searched(*persons: int, **more) -> Entry:
    return record(
        actor="clerk", action="person.search", subject_kind="search", region=COUNTY, at=AT, shown=persons, **more
    )


def opened(person: int) -> Entry:
    return record(actor="clerk", action="person.view", subject_kind="person", subject_id=person, region=COUNTY, at=AT)


def test_each_who_was_shown_finds_the_search_once_and_nobody_else_does():
    both, own = searched(ONE, OTHER, ONE), opened(ONE)
    searched(71_010, detail={"found": ONE})  # a number that holds his is not his, and neither is a count

    assert list(entries_of_person([ONE])) == [own, both]
    assert list(entries_of_person([OTHER])) == [both]
    assert entries_of_person([ONE, MERGED]).count() == 2
    assert list(entries_of_person([ONE])[1:]) == [both]


def test_files_merged_into_one_are_read_together():
    first, second = searched(MERGED), searched(ONE)

    assert list(entries_of_person([ONE, MERGED])) == [second, first]


def test_the_ids_are_sealed_into_the_chain():
    assert searched(OTHER, ONE).detail == f'{{"persons":[{OTHER},{ONE}]}}'
    assert verify_chain() == []


@pytest.mark.parametrize("said", ["DELETE FROM trail_shown", "UPDATE trail_shown SET person_id = 1"])
def test_whom_a_list_showed_stays_written_down(said):
    searched(ONE)

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(said)


@pytest.mark.parametrize("said", ["DELETE FROM trail_shown", "UPDATE trail_shown SET person_id = 7103"])
def test_whoever_hides_that_someone_was_shown_is_found_at_the_entry(said):
    opened(OTHER)
    entry = searched(ONE)
    without_triggers("trail_shown")
    with connection.cursor() as cursor:
        cursor.execute(said)

    assert verify_chain() == [f"620199#{entry.seq}: 列表中出现过的人与索引不符"]


@pytest.mark.parametrize("sealed", [lambda: searched(ONE), lambda: opened(ONE)], ids=["list", "one"])
def test_one_added_who_was_never_shown_is_found_too(sealed):
    entry = sealed()
    Shown.objects.create(entry=entry, person_id=OTHER)

    assert verify_chain() == [f"620199#{entry.seq}: 列表中出现过的人与索引不符"]
