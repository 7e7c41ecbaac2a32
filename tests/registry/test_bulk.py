"""A frame arrives in a table as it is, whatever the values of its columns have in common."""

from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from tests.registry.builders import COUNTY, VILLAGE, certificate, commit, moment, number, person

from chuntian.kernel.ids import new_ids
from chuntian.registry import bulk, packed
from chuntian.registry.bulk import insert_frame
from chuntian.registry.bulk import moment as stored
from chuntian.registry.models import Certificate, Person, Source, Statement
from chuntian.trail.protected import keyring

pytestmark = pytest.mark.django_db
MARCH = date(2024, 3, 1)


@pytest.mark.parametrize("worth", [1, 1_000])
@pytest.mark.parametrize("slice_rows", [2, 50_000])
@pytest.mark.parametrize(
    "texts",
    [
        ["甲", "乙", "丙"],
        [
            'O\'Brien "x" %s ?',
        ]
        * 3,
        [""] * 3,
    ],
)
def test_every_kind_of_column_is_kept(monkeypatch, slice_rows, texts, worth):
    monkeypatch.setattr(bulk, "SLICE", slice_rows)
    monkeypatch.setattr(packed, "WORTH", worth)
    commit("certificates", [certificate(1)], MARCH, moment(2))
    source, who = Source.objects.get(), person(1)
    ids = new_ids(3)
    frame = pl.DataFrame(
        {
            "id": ids,
            "person_id": [who.pk] * 3,
            "number": [None, b"\x00\xff'", b""],
            "number_index": texts,
            "category": [None, 2, None],
            "grade": [3, 3, 3],
            "components": [None, None, None],
            "issued_on": [MARCH, None, MARCH],
            "expires_on": [MARCH] * 3,
            "status": ["issued"] * 3,
            "status_on": [None, None, None],
            "residence": ["", VILLAGE, ""],
            "as_of": [MARCH] * 3,
            "known_since": [stored(moment(2))] * 3,
            "source_id": [source.pk] * 3,
            "row": [1, 2, 3],
            "region": [COUNTY] * 3,
        },
        schema_overrides={"components": pl.Int64, "status_on": pl.Date, "category": pl.Int16},
    )

    insert_frame("registry_certificate", frame)

    rows = Certificate.objects.filter(pk__in=ids).order_by("pk")
    assert [one.number_index for one in rows] == texts
    assert [(one.category, one.grade, one.components, one.row) for one in rows] == [
        (None, 3, None, 1), (2, 3, None, 2), (None, 3, None, 3),
    ]  # fmt: skip
    assert [(one.issued_on, one.expires_on, one.status_on) for one in rows] == [
        (MARCH, MARCH, None), (None, MARCH, None), (MARCH, MARCH, None),
    ]  # fmt: skip
    sealed = Certificate.objects.filter(pk__in=ids).order_by("pk").values_list("number", flat=True)
    assert [one if one is None else bytes(one) for one in sealed] == [None, b"\x00\xff'", b""]
    assert {one.known_since for one in rows} == {moment(2)}


def indexes(table: str) -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return {name for name, one in found.items() if one["index"] or one["unique"]}


def test_a_large_list_leaves_every_index_and_no_number_is_registered_twice(monkeypatch):
    monkeypatch.setattr(bulk, "LARGE", 1)
    before = indexes("registry_person") | indexes("registry_certificate")

    commit("certificates", [certificate(who) for who in range(7)], MARCH, moment(2))

    assert indexes("registry_person") | indexes("registry_certificate") == before
    assert {"person_resident_once", "person_household", "person_merged_into"} <= before
    again = person(1)
    again.pk = new_ids(1)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


def test_neighbours_are_registered_one_after_another_and_rows_keep_their_persons():
    places = [VILLAGE, COUNTY, VILLAGE, COUNTY]
    rows = [certificate(who, division=place) for who, place in enumerate(places)]

    done = commit("certificates", rows, MARCH, moment(2))

    assert done.persons.to_list() == [person(who).pk for who in range(4)]
    placed = list(Person.objects.order_by("pk").values_list("region", flat=True))
    assert placed == sorted(placed)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads so few rows without an index")
@pytest.mark.parametrize("name", ["household", "merged_into"])
def test_an_index_of_the_few_is_used(name):
    assert f"person_{name}" in Person.objects.filter(**{f"{name}_id": 1}).explain()


def test_a_list_sealed_in_many_pieces_opens_row_by_row(monkeypatch):
    from chuntian.registry import sealed

    monkeypatch.setattr(sealed, "PIECE", 2)
    commit("certificates", [certificate(who) for who in range(7)], MARCH, moment(2))

    for who in range(7):
        assert keyring().open(
            person(who).resident_id.sealed, f"registry_person.resident_id:{person(who).pk}"
        ) == number(who)
    assert Person.objects.count() == 7
    assert not Statement.objects.exists()
