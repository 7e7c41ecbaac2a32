"""The order in which lists arrive changes nothing (trust.md A26)."""

from collections.abc import Callable
from datetime import date
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.builders import (
    CITY,
    OTHER_VILLAGE,
    VILLAGE,
    certificate,
    commit,
    listed,
    moment,
    number,
    person,
)

from chuntian.registry.models import Person
from chuntian.registry.queries import facts_of
from chuntian.registry.snapshots import facts_frame

pytestmark = pytest.mark.django_db
LATER = moment(1, month=12)
DAYS = (date(2024, 2, 20), date(2024, 3, 1), date(2024, 4, 1))

# An older list after a newer one, a certificate after the list that names its person, a death taken back.
SOURCES: list[Callable] = [
    lambda at: commit("certificates", [certificate(1, name="旧名"), certificate(2)], date(2024, 2, 1), at),
    lambda at: commit(
        "certificates",
        [certificate(1, grade=2, components=None, division=OTHER_VILLAGE), certificate(2), certificate(3)],
        date(2024, 4, 1),
        at,
        region=CITY,
    ),
    lambda at: commit(
        "dibao",
        [listed(1, kind="household", household_number="H1"), listed(3, kind="single", household_number="H3")],
        date(2024, 3, 1),
        at,
    ),
    lambda at: commit("deaths", [listed(2, death_date=date(2024, 2, 10), correction=False)], date(2024, 3, 1), at),
    lambda at: commit("deaths", [listed(2, death_date=date(2024, 2, 10), correction=True)], date(2024, 5, 1), at),
]


def outcome() -> dict:
    """Give everything known, by identity number and not by the keys of this database."""
    who = {one.pk: one.resident_index for one in Person.objects.all()}
    frames = {}
    for on in DAYS:
        frame = facts_frame(region=CITY, on=on, known_at=LATER)
        rows = [row | {"subject_id": who[row["subject_id"]]} for row in frame.to_dicts()]
        frames[on] = sorted(rows, key=lambda row: row["subject_id"])
    people = [
        (one.resident_index, one.name, one.hukou, one.as_of, one.household and one.household.number)
        for one in Person.objects.select_related("household").order_by("resident_index")
    ]
    return {"frames": frames, "people": people}


def run(order: tuple[int, ...], sources: list[Callable] = SOURCES) -> dict:
    """Commit the sources in an order, look, and take everything back."""
    with transaction.atomic():
        for hour, at in enumerate(order):
            sources[at](moment(10, hour=hour))
        found = outcome()
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
def test_all_120_orders_of_five_lists_give_the_same_facts():
    expected = run((0, 1, 2, 3, 4))

    for order in permutations(range(5)):
        assert run(order) == expected, order


@pytest.mark.parametrize("order", [(4, 3, 2, 1, 0), (2, 4, 1, 3, 0), (4, 1, 0, 2, 3)])
def test_the_tricky_orders_of_five_lists_give_the_same_facts(order):
    """Everything backwards; certificates last; the withdrawal before the death and the newer register before the older."""
    expected = run((0, 1, 2, 3, 4))

    assert [row["death_date"] for row in expected["frames"][DAYS[1]]] == [None, None, None]
    assert len(expected["frames"][DAYS[2]]) == 3
    assert run(order) == expected


MOVES = st.builds(
    lambda who, day, there: (
        lambda at: commit(
            "moves",
            [
                listed(
                    who,
                    moved_on=date(2024, 3, day),
                    from_division=VILLAGE if there else OTHER_VILLAGE,
                    to_division=OTHER_VILLAGE if there else VILLAGE,
                )
            ],
            date(2024, 4, day),
            at,
        )
    ),
    st.integers(1, 2),
    st.integers(1, 28),
    st.booleans(),
)
TEKUN = st.builds(
    lambda names, day, city: (
        lambda at: commit(
            "tekun",
            [listed(who, mode="home") for who in sorted(names)],
            date(2024, 3, day),
            at,
            **({"region": CITY} if city else {}),
        )
    ),
    st.sets(st.integers(1, 3)),
    st.integers(1, 28),
    st.booleans(),
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_lists_with_different_days_give_the_same_facts_in_any_order(data):
    moves = data.draw(st.lists(MOVES, max_size=2))
    tekun = data.draw(st.lists(TEKUN, max_size=1))
    sources = [SOURCES[0], SOURCES[1], *moves[:1], *tekun]
    order = data.draw(st.permutations(range(len(sources))))

    assert run(tuple(order), sources) == run(tuple(range(len(sources))), sources)


def test_of_two_lists_of_one_day_the_later_known_counts():
    commit("certificates", [certificate(1)], date(2024, 2, 1), moment(1))
    commit("tekun", [listed(1)], date(2024, 3, 1), moment(2))
    commit("tekun", [], date(2024, 3, 1), moment(3))

    before = facts_of(person(1), date(2024, 3, 1), moment(2))["tekun"].value
    after = facts_of(person(1), date(2024, 3, 1), moment(3))["tekun"].value
    assert (before, after) == (True, False)
    assert number(1) != number(2)
