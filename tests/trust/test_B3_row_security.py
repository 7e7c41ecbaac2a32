"""The database itself shows no foreign row: the application's scoping switched off, its role bound by the policies."""

import os
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.casework.county import REGION
from tests.journeys.office import NAMES
from tests.trust.built import STANDS

from chuntian.accounts.enums import Role
from chuntian.accounts.scopes import Scope
from chuntian.places.models import Organisation
from chuntian.registry import queries
from chuntian.registry.models import Certificate, Person
from chuntian.services import operations as services
from chuntian.services.models import Appointment, Need, Order
from chuntian.trail import app_role, reach, row_security
from chuntian.web import access

ROLE = "chuntian_app_of_tests"
EVERYWHERE = Scope(regions=(REGION,))
on_postgresql = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="row-level security is PostgreSQL's")
pytestmark = pytest.mark.django_db


@pytest.fixture
def bound(built):
    """Work under the application's role until the test ends."""
    app_role.give_rights(ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
    yield built
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    reach.nothing()


@pytest.fixture
def unscoped(monkeypatch):
    """Switch the application's own scoping off: every filter passes, every division is allowed."""
    monkeypatch.setattr(Scope, "filter", lambda self, queryset, field="region": queryset)
    monkeypatch.setattr(Scope, "allows", lambda self, region: True)
    monkeypatch.setattr("chuntian.web.desk.absent.GOES_WITH", set())


def test_every_table_with_a_region_or_a_person_is_guarded_or_says_why_not():
    guarded = set(row_security.conditions())
    for model in apps.get_models():
        names = {field.name for field in model._meta.fields}
        table = model._meta.db_table
        if (
            model.__module__.startswith("chuntian.")
            and names & {"region", "person", "person_id"}
            and table != "accounts_user"
        ):
            assert (table in guarded) != (table in row_security.OPEN), table


@on_postgresql
@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_APPROVER, Role.AUDITOR])
@pytest.mark.parametrize("stands", ["sibling", "other child"])
def test_with_scoping_off_no_foreign_thing_opens(bound, unscoped, role, stands):
    client = Client()
    client.force_login(bound.users[role, STANDS[stands]])

    for row in access.rows():
        if bound.region(row) and row.region == access.PEOPLE and row.opens_for(role):
            if row.name in {"desk:month", "desk:scale"} and stands == "other child":
                continue  # a county's decisions and scales are also those of its townships: nobody is named
            if row.name == "desk:provider":
                continue  # who offers what stands in the public directory; its orders and claims are guarded by themselves
            assert client.get(bound.address(row)).status_code == 404, row.name


@on_postgresql
@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.FINANCE_APPROVER, Role.AUDITOR])
def test_with_scoping_off_no_list_file_or_search_names_a_foreigner(bound, unscoped, role):
    client = Client()
    client.force_login(bound.users[role, STANDS["sibling"]])
    lists = [row for row in access.rows() if row.policy.actions and not bound.region(row) and row.opens_for(role)]

    said = {"do": "export", "purpose": "核对名单", "kind": "csv"}
    bodies = [client.get(bound.address(row) + "?whose=all&state=all").content.decode(errors="replace") for row in lists]
    files = [client.post(bound.address(row) + "?whose=all&state=all", said) for row in lists if row.policy.gives]
    bodies += [file.content.decode() for file in files if file["Content-Type"].startswith("text/csv")]
    bodies += [client.post("/people/", {"q": name}).content.decode() for name in NAMES[:3]]

    for body in bodies:
        assert not [name for name in NAMES if f">{name}<" in body or f",{name}," in body]


@on_postgresql
@pytest.mark.parametrize("role", [Role.COUNTY_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_APPROVER, Role.AUDITOR])
def test_bound_by_the_policies_one_still_does_ones_own_work(bound, role):
    client = Client()
    client.force_login(bound.users[role, REGION])

    for row in access.rows():
        if row.region in (access.PEOPLE, access.FIGURES) and row.opens_for(role) and row.name != "desk:bulk-one":
            assert client.get(bound.address(row)).status_code in (200, 302), row.name


@on_postgresql
@pytest.mark.parametrize("model", [one for one in apps.get_models() if one.__module__.startswith("chuntian.")])
def test_each_guarded_table_is_empty_for_whoever_said_nothing_and_for_another_county(bound, model):
    if model._meta.db_table not in row_security.conditions():
        return
    reach.nothing()
    assert model.objects.count() == 0
    reach.sees(["620102000000"], "test")
    assert model.objects.count() == 0
    with reach.whole_house("test"):
        there = model.objects.count()
    reach.sees([REGION], "test")
    assert model.objects.count() == there or model._meta.db_table == "trail_entry"


@on_postgresql
def test_what_only_few_may_know_the_database_shows_only_to_them(bound):
    with reach.whole_house("test"):
        person, at = Person.objects.filter(region__startswith=REGION[:6]).first(), timezone.now()
        need = services.record_need(
            person=person, kind="mental_health", source="request", known_on=at.date(), by="test", at=at
        )
        order = services.ask_for(person=person, programme="mental_disorder_management", on=at.date(), by="test", at=at)
        house = Organisation.objects.create(kind="provider", name="康复站", division=REGION, region=REGION)
        planned = Appointment.objects.create(
            order=order, person=person, region=person.region, starts_at=at, ends_at=at + timedelta(hours=1), made_at=at,
            item="follow_up", provider=services.register_provider(organisation=house, qualification="康复", by="test", at=at),
        )  # fmt: skip
    seen = (
        Order.objects.filter(pk=order.pk),
        Need.objects.filter(pk=need.pk),
        Appointment.objects.filter(pk=planned.pk),
    )
    reach.sees([REGION], "test")
    assert [some.count() for some in seen] == [0, 0, 0]
    reach.sees([REGION], "test", restricted=True)
    assert [some.count() for some in seen] == [1, 1, 1]
    reach.sees(["620102000000"], "test", restricted=True)
    assert [some.count() for some in seen] == [0, 0, 0]


@on_postgresql
def test_a_search_by_name_needs_no_reading_of_the_names(bound):
    reach.sees([REGION], "test")
    assert [one.name for one in queries.search(NAMES[0], EVERYWHERE)] == [NAMES[0]]

    reach.sees(["620102000000"], "test")
    assert not list(queries.search(NAMES[0], EVERYWHERE))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tokens FROM registry_person_names")


@on_postgresql
@pytest.mark.parametrize("table", row_security.WRITTEN_ONCE)
@pytest.mark.parametrize(
    "said", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0}", "ALTER TABLE {0} DISABLE TRIGGER ALL"]
)
def test_the_role_cannot_alter_ledger_and_trail(bound, table, said):
    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(said.format(table))


@on_postgresql
def test_the_role_owns_nothing_and_bypasses_nothing(bound):
    assert app_role.present_role().is_bound
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert not app_role.present_role().is_bound


@on_postgresql
def test_what_a_request_saw_is_gone_with_it_even_when_it_failed(bound, monkeypatch):
    client = Client(raise_request_exception=False)
    client.force_login(bound.users[Role.COUNTY_CLERK, REGION])

    client.get("/people/")
    assert Person.objects.count() == 0
    monkeypatch.setattr("chuntian.web.desk.people.reading.head", lambda *_: 1 / 0)
    assert client.get(bound.address(next(row for row in access.rows() if row.name == "desk:person"))).status_code == 500
    assert Person.objects.count() == 0


@on_postgresql
def test_what_an_operation_saw_is_gone_when_it_fails(bound):
    reach.sees(["620102000000"], "test")
    with pytest.raises(ZeroDivisionError), reach.whole_house("test"):
        1 / Person.objects.none().count()
    with pytest.raises(DatabaseError), transaction.atomic(), reach.whole_house("test"), connection.cursor() as cursor:
        cursor.execute("SELECT nothing_of_this_name")
    assert not Person.objects.exists()


@on_postgresql
def test_a_row_of_another_county_cannot_be_written_either(bound):
    with reach.whole_house("test"):
        person, certificate = Person.objects.first(), Certificate.objects.first()
    reach.sees(["620102000000"], "test")

    assert Person.objects.filter(pk=person.pk).update(name="甲") == 0
    certificate.pk, certificate._state.adding = 1, True
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        certificate.save()
