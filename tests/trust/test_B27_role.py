"""B27 on PostgreSQL: the application's role erases a person, and can empty nothing else of the trail."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.casework.county import REGION
from tests.money.conftest import county, data_folder, payday  # noqa: F401
from tests.trust.test_B27_erasure import AT, NAME, _own_keys, erase, everything, lived, stop  # noqa: F401

from chuntian.registry.models import Erasure, Person
from chuntian.trail import app_role, reach
from chuntian.trail.models import Entry
from chuntian.trail.operations import record
from chuntian.trail.verify import verify_chain
from chuntian.upkeep.emptying import make_function, rows_about
from chuntian.upkeep.erasure import ask_erasure, erased_file, reapply_erasures

ROLE = "chuntian_app_of_erasures"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="roles are PostgreSQL's")
pytestmark = pytest.mark.django_db


@pytest.fixture
def bound(lived):  # noqa: F811
    """Work as the application's role, which owns nothing."""
    app_role.give_rights(ROLE)
    make_function(ROLE)
    with reach.whole_house("test"), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield lived
        cursor.execute("RESET ROLE")


def as_owner(look):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        found = look()
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    return found


def asked(bound, person: Person) -> Erasure:
    return ask_erasure(person=person, reason="本人申请", by=bound.preparer, at=AT)


def empty(entry: Entry, erasure: Erasure) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT trail_empty_entry(%s, %s)", [entry.pk, erasure.pk])


@on_postgresql
def test_B27_the_role_owns_nothing_and_erases_all_the_same(bound):
    assert app_role.present_role().is_bound
    person, one = stop(bound), bound.county.who(NAME)
    assert one.resident_id in as_owner(everything)

    done = erase(bound, person)

    left = as_owner(everything)
    assert done["trail.Entry"] > 0
    assert [canary for canary in (one.resident_id, bound.county.account(one), NAME) if canary in left] == []
    assert not Entry.objects.filter(subject_kind="person", subject_id=str(person.pk)).exists()
    assert verify_chain() == []


@on_postgresql
def test_B27_the_role_applies_the_list_outside_after_a_restore(bound):
    person = stop(bound)
    backup = transaction.savepoint()
    erase(bound, person)
    transaction.savepoint_rollback(backup)

    assert reapply_erasures(listed=erased_file(), by="system:restore", at=AT) == 1

    assert bound.county.who(NAME).resident_id not in as_owner(everything)
    assert verify_chain() == []


@on_postgresql
def test_B27_the_role_changes_no_entry_by_itself(bound):
    entry = Entry.objects.exclude(salt="").first()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(salt="", subject_id="", reason="", detail="{}")


@on_postgresql
def test_B27_nothing_is_emptied_that_two_people_did_not_decide(bound):
    person = stop(bound)
    request = asked(bound, person)
    his = Entry.objects.filter(subject_kind="person", subject_id=str(person.pk)).first()

    with pytest.raises(DatabaseError, match="not to be emptied"):
        empty(his, request)  # asked for, not approved
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.filter(pk=request.pk).update(approved_by=request.asked_by, done_at=AT, resident_index="x")


@on_postgresql
@pytest.mark.parametrize("which", ["another's", "later", "of nobody", "an erasure's own record", "empty already"])
def test_B27_nothing_else_is_emptied_for_an_erasure(bound, which):
    person, other = stop(bound), bound.county.person("阿二")
    told = {"actor": "clerk", "action": "person.view", "subject_kind": "person", "region": REGION, "at": AT}
    another = record(**told, subject_id=other.pk)
    nobody = record(**told)
    erase(bound, person)
    request = Erasure.objects.get(person_id=person.pk)
    later = record(**{**told, "at": AT + timedelta(hours=1)}, subject_id=person.pk)
    entry = {
        "another's": another, "later": later, "of nobody": nobody,
        "an erasure's own record": Entry.objects.filter(action="trail.erased").first(),
        "empty already": Entry.objects.filter(salt="").first(),
    }[which]  # fmt: skip

    with pytest.raises(DatabaseError, match="not to be emptied"):
        empty(entry, request)


@on_postgresql
def test_B27_nobody_else_may_call_the_function(bound):
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT has_function_privilege('pg_monitor', 'trail_empty_entry(bigint, bigint)', 'EXECUTE')")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_function_privilege(%s, 'trail_empty_entry(bigint, bigint)', 'EXECUTE')", [ROLE])
        assert cursor.fetchone() == (True,)


def test_B27_the_rows_about_a_person_are_those_of_the_list_of_holdings():
    sql = rows_about()

    assert sql.count("UNION ALL") >= 25
    assert "%s" not in sql
    assert "620199" not in sql
    assert '"casework_case"."person_id" = e.person_id' in sql
