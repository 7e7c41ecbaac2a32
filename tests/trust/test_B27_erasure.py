"""B27: an erased person is nowhere; the money is still all there; neither a later list nor an old backup brings him back."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.casework.county import REGION, moment
from tests.money.conftest import county, data_folder, payday  # noqa: F401

from chuntian.casework.models import Award
from chuntian.casework.operations import stop_award
from chuntian.casework.verify import checks as casework_checks
from chuntian.exchange.operations import commit, stage
from chuntian.money.models import Obligation, PaymentLine
from chuntian.money.verify import checks as money_checks
from chuntian.registry.models import Certificate, Erasure, Person
from chuntian.registry.search import search
from chuntian.registry.verify import checks as registry_checks
from chuntian.trail.models import Entry
from chuntian.trail.operations import record
from chuntian.trail.protected import blind_index
from chuntian.trail.rotation import protected_fields, unopenable
from chuntian.trail.verify import verify_chain
from chuntian.upkeep.erasure import (
    CannotErase,
    approve_erasure,
    ask_erasure,
    erased_file,
    reapply_erasures,
    what_would_go,
)

AT = moment(date(2024, 3, 1))
NAME = "阿一"


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path) -> None:
    settings.SECRETS_FOLDER = tmp_path / "secrets"


@pytest.fixture
def lived(payday):  # noqa: F811
    """阿一 was paid in January, came off the benefit, and asks to be erased."""
    payday.month("2024-01")
    person = payday.county.person(NAME)
    record(
        actor="clerk",
        action="person.view",
        subject_kind="person",
        subject_id=person.pk,
        region=REGION,
        at=AT,
        reason=f"为{NAME}查询",
    )
    return payday


def stop(payday) -> Person:  # noqa: F811
    person = payday.county.person(NAME)
    for award in Award.objects.filter(person=person, end_month__isnull=True):
        stop_award(award=award, end_month="2024-01", by=payday.civil, at=AT, reason=f"{NAME}本人申请停发")
    return person


def erase(payday, person: Person) -> dict[str, int]:  # noqa: F811
    asked = ask_erasure(person=person, reason="本人申请，法定保存期已满", by=payday.preparer, at=AT)
    return approve_erasure(erasure=asked, by=payday.approver, at=AT)


def everything() -> str:
    """Give every value of every table as text, what is sealed opened."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [repr(row) for row in cursor.fetchall()]
    for model, field in protected_fields():
        for row in model._base_manager.filter(**{f"{field.attname}__isnull": False}):
            found.append(getattr(row, field.attname)._open())
    return "\n".join(found)


def test_nothing_goes_while_something_is_going_on(lived):
    person = lived.county.person(NAME)
    with pytest.raises(CannotErase, match="在享待遇"):
        ask_erasure(person=person, reason="本人申请", by=lived.preparer, at=AT)
    stop(lived)
    with pytest.raises(CannotErase, match="理由"):
        ask_erasure(person=person, reason=" ", by=lived.preparer, at=AT)


def test_the_dry_run_counts_and_changes_nothing(lived):
    person = stop(lived)
    before = everything()

    counts = what_would_go(person)

    assert counts["registry.Statement"] > 0
    assert counts["money.PaymentLine"] == 2
    assert everything() == before


def test_two_people_erase_one_does_not(lived):
    person = stop(lived)
    asked = ask_erasure(person=person, reason="本人申请", by=lived.preparer, at=AT)

    with pytest.raises(CannotErase, match="另一人"):
        approve_erasure(erasure=asked, by=lived.preparer, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=asked.pk).update(approved_by=asked.asked_by)
    approve_erasure(erasure=asked, by=lived.approver, at=AT)
    with pytest.raises(CannotErase, match="清除过"):
        approve_erasure(erasure=asked, by=lived.approver, at=AT)


def test_no_canary_is_left_and_the_money_is(lived):
    person = stop(lived)
    one = lived.county.who(NAME)
    canaries = [one.resident_id, lived.county.account(one), NAME]
    assert all(canary in everything() for canary in canaries)
    owed, paid = (
        Obligation.objects.filter(person=person).count(),
        PaymentLine.objects.filter(obligation__person=person).count(),
    )

    done = erase(lived, person)

    left = everything()
    assert [canary for canary in canaries if canary in left] == []
    assert done["registry.Statement"] > 0
    person.refresh_from_db()
    assert (person.name, person.birth_date.isoformat(), person.region) == ("（已清除）", "1970-01-01", "620104000000")
    assert not Certificate.objects.filter(person=person, number__isnull=False).exists()
    assert Obligation.objects.filter(person=person).count() == owed > 0
    assert PaymentLine.objects.filter(obligation__person=person, payee="（已清除）").count() == paid > 0
    assert [
        problem for one in (*money_checks(), *casework_checks(), *registry_checks()) for problem in one.problems
    ] == []
    assert verify_chain() == [] == unopenable()
    assert not Entry.objects.filter(subject_kind="person", subject_id=str(person.pk)).exists()


def test_he_is_found_no_more(lived):
    class Everywhere:
        filter = staticmethod(lambda rows: rows)

    person = stop(lived)
    assert [found.pk for found in search(NAME, Everywhere)] == [person.pk]
    erase(lived, person)

    for text in (NAME, "ayi", lived.county.who(NAME).resident_id, lived.county.who(NAME).resident_id[-4:]):
        assert person.pk not in [found.pk for found in search(text, Everywhere)]


def test_the_next_list_does_not_bring_him_back(lived, tmp_path):
    person = stop(lived)
    one, other = lived.county.who(NAME), lived.county.who("阿二")
    erase(lived, person)
    rows = ["姓名,公民身份号码,残疾人证号,户籍地,类别,等级,状态,电话", *(
        f"{who.name},{who.resident_id},{who.resident_id}41,620104001201,4,1,有效,13900001234" for who in (one, other)
    )]  # fmt: skip
    path = tmp_path / "list.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    before = Person.objects.count()

    upload = stage(
        kind="certificates", path=path, as_of=date(2024, 3, 1), region=REGION, by=lived.civil, at=AT, whole=False
    )
    upload = commit(upload=upload, by=lived.civil, at=AT)

    assert (upload.state, upload.accepted, upload.source.rows) == ("committed", 2, 1)
    assert Person.objects.count() == before
    assert not Person.objects.filter(resident_index=blind_index(one.resident_id, "resident_id")).exists()


def test_a_restored_backup_brings_him_back_until_the_list_outside_is_applied(lived):
    person = stop(lived)
    backup = transaction.savepoint()
    erase(lived, person)
    transaction.savepoint_rollback(backup)
    assert lived.county.who(NAME).resident_id in everything()
    kept = [json.loads(line) for line in erased_file().read_text().splitlines()]
    assert [set(one) for one in kept] == [{"index", "at"}]

    assert reapply_erasures(listed=erased_file(), by="system:restore", at=AT) == 1

    assert lived.county.who(NAME).resident_id not in everything()
    assert reapply_erasures(listed=erased_file(), by="system:restore", at=AT) == 0
    assert verify_chain() == []
