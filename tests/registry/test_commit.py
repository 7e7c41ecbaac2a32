"""Lists become persons, certificates and statements."""

from datetime import date

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from tests.registry.builders import COUNTY, OTHER_VILLAGE, VILLAGE, certificate, commit, listed, moment, number, person

from chuntian.registry.models import BankAccount, Certificate, Guardian, HouseholdMember, Person, Source, Statement
from chuntian.registry.operations import (
    CannotMerge,
    MissingColumn,
    NotALevel,
    UnknownFact,
    commit_source,
    merge_persons,
    state_fact,
)
from chuntian.registry.queries import facts_of
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2024, 3, 1), date(2024, 4, 1)


def test_a_certificate_list_makes_persons_and_certificates():
    result = commit("certificates", [certificate(1), certificate(2)], MARCH, moment(2))

    assert (result.persons_new, result.matched, result.unmatched) == (2, 0, 0)
    one = person(1)
    assert (one.name, one.sex, one.birth_date, one.hukou, one.region) == (
        "李春天",
        "male",
        date(1980, 1, 1),
        VILLAGE,
        VILLAGE,
    )
    assert one.resident_id.reveal(actor="a", why="核对", at=moment(3)) == number(1)
    card = one.certificates.get()
    assert (card.category, card.grade, card.status) == (4, 1, "issued")
    assert card.components == 1 << 12 | 1 << 28
    assert Entry.objects.filter(action="list.commit", subject_id=str(result.source.pk)).count() == 1


def test_the_same_list_again_makes_no_second_person():
    commit("certificates", [certificate(1)], MARCH, moment(2))

    result = commit(
        "certificates", [certificate(1, name="李新名", grade=2, components=None)], APRIL, moment(2, month=4)
    )

    assert (result.persons_new, result.matched) == (0, 1)
    assert Person.objects.count() == 1
    assert person(1).name == "李新名"
    assert Certificate.objects.count() == 2


def test_an_older_list_that_arrives_late_changes_no_name_and_no_phone():
    commit("certificates", [certificate(1, phone=None)], APRIL, moment(2))

    commit("certificates", [certificate(1, name="旧名", division=OTHER_VILLAGE, phone="13911112222")], MARCH, moment(3))
    commit("certificates", [certificate(1, name="更旧", phone="13933334444")], date(2024, 2, 1), moment(4))

    one = person(1)
    assert (one.name, one.hukou) == ("李春天", VILLAGE)
    assert one.phone.reveal(actor="a", why="联系", at=moment(5)) == "13911112222"


def test_a_new_certificate_number_is_the_same_person():
    commit("certificates", [certificate(1)], MARCH, moment(2))
    commit("certificates", [certificate(1, certificate_number=number(1) + "41B1")], APRIL, moment(3))

    assert Person.objects.count() == 1
    assert len({card.number_index for card in Certificate.objects.all()}) == 2


def test_two_certificate_rows_of_one_person_in_one_list_make_one_person():
    old = certificate(1, status="replaced", certificate_number=number(1) + "43", grade=3, components=None)
    result = commit("certificates", [certificate(1), old], MARCH, moment(2))

    assert result.persons_new == 1
    assert facts_of(person(1), APRIL, moment(9))["certificate_valid"].value is True


def test_a_row_waits_for_its_person():
    result = commit("dibao", [listed(1, kind="household", household_number="H1")], MARCH, moment(2))
    assert (result.matched, result.unmatched) == (0, 1)
    assert Statement.objects.get().subject_id is None

    commit("certificates", [certificate(1)], MARCH, moment(3))

    assert Statement.objects.get().subject_id == person(1).pk
    assert person(1).household.number == "H1"


def test_an_account_waits_for_its_person():
    commit("bank_accounts", [listed(1, account="6222000011112222", bank="农行")], MARCH, moment(2))

    commit("certificates", [certificate(1)], MARCH, moment(3))

    account = BankAccount.objects.get()
    assert account.person == person(1)
    assert account.number.reveal(actor="a", why="发放", at=moment(4)) == "6222000011112222"


def test_statements_refuse_change_and_deletion():
    commit("tekun", [listed(1, mode="home")], MARCH, moment(2))
    commit("certificates", [certificate(1)], MARCH, moment(3))

    for change in (
        lambda: Statement.objects.update(kind="dibao"),
        lambda: Statement.objects.update(subject_id=5),
        lambda: Statement.objects.all().delete(),
        lambda: Certificate.objects.update(grade=4),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_households_follow_the_lists():
    commit("certificates", [certificate(1), certificate(2)], MARCH, moment(2))
    commit(
        "dibao", [listed(1, household_number="H1", relation="户主"), listed(2, household_number="H1")], MARCH, moment(3)
    )

    commit("dibao", [listed(1, household_number="H2"), listed(2, household_number="H1")], APRIL, moment(4))

    mine = list(HouseholdMember.objects.filter(person=person(1)).order_by("valid_from"))
    assert [(one.household.number, one.is_head, one.valid_to) for one in mine] == [
        ("H1", True, date(2024, 3, 31)),
        ("H2", False, None),
    ]
    assert person(2).household.number == "H1"


def test_guardians_are_kept_once():
    row = certificate(1, guardian_name="王父", guardian_relation="父亲", guardian_resident_id=number(77))
    commit("certificates", [row], APRIL, moment(2))
    commit("certificates", [row], MARCH, moment(3))

    one = Guardian.objects.get()
    assert (one.valid_from, one.as_of) == (MARCH, APRIL)
    assert one.resident_id.reveal(actor="a", why="核对", at=moment(4)) == number(77)


def test_a_failing_list_leaves_nothing():
    frame = pl.DataFrame({"resident_id": [number(1)], "name": ["王"], "division": [VILLAGE], "sex": ["?"]})

    with pytest.raises(IntegrityError), transaction.atomic():
        commit_source(kind="certificates", as_of=MARCH, whole=True, region=COUNTY, frame=frame, by="t", at=moment(2))

    assert not Source.objects.exists()
    assert not Person.objects.exists()


def test_a_list_without_its_columns_is_refused():
    with pytest.raises(MissingColumn):
        commit("deaths", [listed(1)], MARCH, moment(2))
    with pytest.raises(NotALevel):
        commit("tekun", [listed(1)], MARCH, moment(2), region="6201")


def test_only_declared_facts_can_be_stated():
    commit("certificates", [certificate(1)], MARCH, moment(2))

    with pytest.raises(UnknownFact):
        state_fact(person=person(1), values={"rich": True}, true_from=MARCH, origin="visit", by="t", at=moment(3))


def test_a_merged_record_gives_its_rows_to_the_other():
    commit("certificates", [certificate(1), certificate(2)], MARCH, moment(2))
    commit("tekun", [listed(2, mode="home")], MARCH, moment(3))

    merge_persons(duplicate=person(2), into=person(1), by="clerk", at=moment(4), reason="同一人两个号码")
    commit("work_injury_care", [listed(2)], MARCH, moment(5))

    facts = facts_of(person(1), APRIL, moment(9))
    assert (facts["tekun"].value, facts["work_injury_care"].value) == (True, True)
    with pytest.raises(CannotMerge):
        merge_persons(duplicate=person(2), into=person(1), by="clerk", at=moment(6), reason="再来")


def test_a_large_list_drops_and_rebuilds_its_indexes(monkeypatch):
    import chuntian.registry.bulk as bulk

    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            tables = ("registry_person", "registry_certificate", "registry_statement")
            found = [connection.introspection.get_constraints(cursor, table) for table in tables]
        return {
            f"{sorted(one['columns'])}{one['unique']}{one['foreign_key']}" for each in found for one in each.values()
        }

    before = indexes()
    monkeypatch.setattr(bulk, "LARGE", 2)

    commit("certificates", [certificate(who) for who in range(5)], MARCH, moment(2))
    commit("tekun", [listed(who, mode="home") for who in range(5)], MARCH, moment(2))

    assert indexes() == before
    assert Person.objects.count() == 5
