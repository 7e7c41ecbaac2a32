"""B28: everything held about a person is in the own copy; a table that leads to a person and is forgotten fails here."""

import json
from datetime import date

import pytest
from django.apps import apps
from tests.casework.county import moment
from tests.money.conftest import county, data_folder, payday  # noqa: F401

from chuntian.registry.models import Person
from chuntian.trail.models import Entry
from chuntian.trail.operations import record
from chuntian.upkeep.copies import as_json, as_page, copy_of
from chuntian.upkeep.personal import HOLDINGS, NOT_PERSONAL

AT = moment(date(2024, 3, 1))
IDS = {"person_id", "subject_id", "subject_index", "resident_index"}


def leads_to_a_person() -> set[str]:
    """Find, by looking at all models, those with a person, or with a row that has one."""
    found = {Person._meta.label}
    models = [one for one in apps.get_models() if one.__module__.startswith("chuntian.")]
    while True:
        more = {
            model._meta.label
            for model in models
            for field in model._meta.local_concrete_fields
            if field.name in IDS or (field.is_relation and field.related_model._meta.label in found - {"accounts.User"})
        }
        if more <= found:
            return found
        found |= more


def test_no_model_that_leads_to_a_person_is_forgotten():
    known = {one.model for one in HOLDINGS} | NOT_PERSONAL.keys()

    assert leads_to_a_person() - known == set()
    assert len(leads_to_a_person()) > 20


def test_every_holding_can_be_asked_and_emptied_by_fields_it_has():
    for one in HOLDINGS:
        assert set(one.empties) <= {field.name for field in one.table._meta.local_concrete_fields}, one.model
        str(one.rows(1).query)


def test_the_copy_tells_who_saw_the_person_in_a_list_and_not_who_else_was_in_it(payday):  # noqa: F811
    person, other = payday.county.person("阿一"), payday.county.person("阿二")
    record(
        actor="clerk-1", action="list.view", subject_kind="list", subject_id="desk:cases", at=AT,
        region=person.region, shown=[person.pk, other.pk],
    )  # fmt: skip

    copy = copy_of(person=person, by="clerk", at=AT, why="本人查阅")

    (seen,) = next(part["rows"] for part in copy["parts"] if part["model"] == "trail.Shown")
    assert {"clerk-1", "list.view"} <= set(map(str, seen.values()))
    assert str(other.pk) not in as_json(copy)


def test_the_copy_holds_what_is_known_of_the_person_and_of_nobody_else(payday):  # noqa: F811
    payday.month("2024-01")
    person, one, other = payday.county.person("阿一"), payday.county.who("阿一"), payday.county.who("阿二")

    copy = copy_of(person=person, by="clerk", at=AT, why="本人查阅")

    rows = {part["model"]: len(part["rows"]) for part in copy["parts"]}
    assert rows["registry.Person"] == 1
    assert rows["money.PaymentLine"] == 2
    assert all(
        rows[model] > 0
        for model in ("registry.Certificate", "registry.Statement", "registry.BankAccount", "casework.Award")
    )
    for form in (as_json(copy), as_page(copy)):
        assert one.resident_id in form
        assert payday.county.account(one) in form
        assert other.resident_id not in form
        assert payday.county.account(other) not in form
    assert json.loads(as_json(copy))["person"] == person.pk
    assert Entry.objects.filter(action="person.copy", subject_id=str(person.pk), reason="本人查阅").exists()


def test_the_page_is_readable_without_style_or_script(payday):  # noqa: F811
    page = as_page(copy_of(person=payday.county.person("阿一"), by="clerk", at=AT, why="本人查阅"))

    assert page.count("<h1>") == 1
    assert 'lang="zh-Hans"' in page
    assert "<script" not in page
    assert page.count("<caption>") == page.count("<table>") > 5
    assert page.count('scope="row"') > 50


def test_without_a_reason_there_is_no_copy(payday):  # noqa: F811
    with pytest.raises(ValueError, match="理由"):
        copy_of(person=payday.county.person("阿一"), by="clerk", at=AT, why=" ")
