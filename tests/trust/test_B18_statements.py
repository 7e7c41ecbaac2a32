"""B18: no command says an identity number to the database, whose log may keep every statement with its parameters."""

import pytest
from click import ClickException
from django.db import connection
from tests.journeys.office import NAMES, NOW
from tests.trust.built import Built

from chuntian.casework.models import Case
from chuntian.commands.explain import find_person, row_of
from chuntian.commands.letter import _of_case
from chuntian.registry.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def said():
    """Collect everything that is said to the database."""
    words: list[str] = []

    def listen(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        words.append(f"{sql} {params!r}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield words


def test_B18_a_person_is_found_by_number_without_saying_it(built: Built, said):
    there = [built.county.who(name) for name in NAMES[:5]]
    del said[:]

    for one in there:
        assert find_person(one.resident_id, NOW.date()).name == one.name
        assert find_person(f"{one.resident_id}41", NOW.date()).name == one.name

    assert len(said) >= 2 * len(there)
    assert not [text for text in said for one in there if one.resident_id[:17] in text]


@pytest.mark.parametrize("number", ["620199197005010019", "620199197005010010"])
def test_B18_a_number_of_nobody_or_a_mistyped_one_is_not_said_either(built: Built, said, number):
    with pytest.raises(ClickException):
        find_person(number, NOW.date())
    with pytest.raises(ClickException):
        _of_case(number, demo=True)

    assert said
    assert not [text for text in said if number in text]


def test_B18_a_row_is_still_found_by_its_id(built: Built):
    person, case = Person.objects.get(name=NAMES[0]), Case.objects.first()

    assert row_of(Person, str(person.pk)) == person == find_person(str(person.pk), NOW.date())
    assert row_of(Case, str(case.pk)) == case
    for text in (str(person.pk + 3 * 10**12), "x", "-1", str(2**63), ""):
        assert row_of(Person, text) is None
