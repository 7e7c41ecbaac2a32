"""B37, with B2, B22, B24, B25: what a contract opens, to whom, how much; each read is written down under its name."""

import json
import os
from datetime import timedelta
from itertools import combinations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from tests.casework.county import REGION
from tests.web.api.asking import PURPOSE, Department, administrators, send
from tests.web.api.fixtures import NOW, asked  # noqa: F401

from chuntian.accounts.models import Assignment, User
from chuntian.accounts.scopes import Scope
from chuntian.exchange.enums import PartnerCall, PartnerField
from chuntian.exchange.models import PartnerContract
from chuntian.exchange.operations.partners import CannotShare, ask_contract, ask_key, grant, register_partner, withdraw
from chuntian.registry.models import Person
from chuntian.trail import app_role, reach
from chuntian.trail.models import Entry

ELSEWHERE = "620102000000"
on_postgresql = pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="row-level security is PostgreSQL's")
pytestmark = pytest.mark.django_db


def code_of(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["errors"][0]["code"] if answer.status_code != 200 else ""


def names_in(record: dict) -> set[str]:
    """Give the paths of a record, as contracts name them."""
    found = set()
    for name, value in record.items():
        rows = value if isinstance(value, list) else []
        found |= {f"{name}.{inner}" for row in rows for inner in row} or {name}
    return found


SUBSETS = [set(some) for size in range(1, 6) for some in combinations(PartnerField.values, size)]


def test_B37_only_the_contracted_fields_are_there_whichever_they_are(asked):  # noqa: F811
    contract, number = asked.department.contract, asked.number("有证")
    for fields in SUBSETS:
        PartnerContract.objects.filter(pk=contract.pk).update(fields=sorted(fields))
        for call, possible in ((PartnerCall.SEARCH, fields), (PartnerCall.DETAILS, fields & DETAILS)):
            found = asked.department.ask(call, number)["search_response"][0]["data"]["reg_records"]
            assert [names_in(record) for record in found] == [possible], (call, fields)
    assert len(SUBSETS) == 31


DETAILS = {PartnerField.TYPE, PartnerField.SEVERITY}


def test_B37_no_reply_names_the_person_or_repeats_the_number(asked):  # noqa: F811
    for call in PartnerCall.values:
        text = send(call, asked.department.envelope(call, asked.number("有证"))).content.decode()
        for word in (asked.number("有证"), "有证", "1970-05-01", "620104"):
            assert word not in text.replace("dr-620104", ""), (call, word)


@pytest.mark.parametrize("call", PartnerCall.values)
def test_B37_a_call_or_purpose_that_no_contract_names_is_refused(asked, call):  # noqa: F811
    others = [one for one in PartnerCall.values if one != call]
    asked.department.contract_for(calls=others, fields=[PartnerField.TYPE])

    assert code_of(send(call, asked.department.envelope(call, asked.number("有证")))) == (403, "err.request.forbidden")
    said = asked.department.envelope(others[0], asked.number("有证"), purpose="something-else")
    assert code_of(send(others[0], said)) == (403, "err.request.forbidden")


def comparable(answer) -> str:
    """Give a reply without what differs in every reply, whoever is asked about."""
    said = answer.json()
    del said["signature"], said["header"]["message_id"], said["header"]["message_ts"]
    message = said["message"]
    del message["transaction_id"], message["correlation_id"]
    for item in message.get("search_response") or message["disabled_response"]:
        del item["timestamp"], item["reference_id"]
    return json.dumps(said)


@pytest.mark.parametrize("call", PartnerCall.values)
def test_B37_a_person_outside_the_contract_answers_as_one_who_is_not_there(asked, call):  # noqa: F811
    Person.objects.filter(name="有证").update(region=ELSEWHERE)
    department = asked.department

    foreign = send(call, department.envelope(call, asked.number("有证")))
    absent = send(call, department.envelope(call, asked.stranger))

    assert foreign.status_code == 200
    assert comparable(foreign) == comparable(absent)
    assert {name: value for name, value in foreign.items() if name != "Content-Length"} == {
        name: value for name, value in absent.items() if name != "Content-Length"
    }
    assert [entry.subject_kind for entry in Entry.objects.filter(actor=department.contract.actor)] == [
        "partner_contract"
    ] * 2


def test_B37_a_contract_for_a_township_opens_no_other_township(asked):  # noqa: F811
    department = asked.department
    department.contract_for(region="620104002000")
    assert asked.status("有证") == "unknown"
    department.contract_for(region="620104001000")
    assert asked.status("有证") == "yes"


@on_postgresql
def test_B37_with_scoping_off_the_database_shows_no_one_outside_the_contract(asked, monkeypatch):  # noqa: F811
    PartnerContract.objects.update(region=ELSEWHERE)
    monkeypatch.setattr(Scope, "filter", lambda self, queryset, field="region": queryset)
    assert asked.status("有证") == "yes"  # the owner of the tables is bound by nothing: the next lines are what counts
    app_role.give_rights("chuntian_app_of_tests")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE chuntian_app_of_tests")
    try:
        assert asked.status("有证") == "unknown"
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        reach.nothing()


def test_B37_each_read_is_written_down_with_who_whom_what_for_and_from_where(asked):  # noqa: F811
    person, department = Person.objects.get(name="有证"), asked.department

    department.ask("search", asked.number("有证"), asked.stranger)

    read, missed = Entry.objects.filter(actor=department.contract.actor).order_by("seq")
    assert (read.actor, read.action, read.subject_id) == (
        f"partner:civil-affairs:{PURPOSE}",
        "partner.read",
        str(person.pk),
    )
    assert read.reason == "核对两项补贴资格"
    assert {"call": "search", "from": "10.9.8.7"}.items() <= json.loads(read.detail).items()
    assert (missed.action, missed.subject_id) == ("partner.missed", str(department.contract.pk))
    assert asked.number("有证") not in read.detail + missed.detail
    assert asked.stranger not in missed.detail + missed.subject_id


def test_B37_the_persons_page_shows_which_department_looked(asked, staff):  # noqa: F811
    asked.status("有证")
    auditor = Client()
    auditor.force_login(staff("auditor", REGION))

    page = auditor.get(f"/people/{Person.objects.get(name='有证').pk}/trail/").content.decode()

    for word in ("部门通过接口查询", f"partner:civil-affairs:{PURPOSE}", "核对两项补贴资格", "10.9.8.7"):
        assert word in page, word


def test_B37_what_the_contract_says_for_an_hour_and_a_day_is_the_end(asked, monkeypatch):  # noqa: F811
    from chuntian.web import clock

    department = asked.department
    department.contract_for(hourly=3, daily=4)
    department.ask("search", asked.number("有证"), asked.stranger)
    over = send("search", department.envelope("search", asked.number("有证"), asked.stranger))
    assert code_of(over) == (429, "err.request.too_many_requests")
    assert int(over["Retry-After"]) > 0
    assert asked.status("过期") == "no"
    assert code_of(send("disabled", department.envelope("disabled", asked.stranger)))[0] == 429

    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=2))
    assert asked.status("过期") == "no"
    assert code_of(send("disabled", department.envelope("disabled", asked.stranger)))[0] == 429
    assert Entry.objects.filter(actor=department.contract.actor).count() == 4


def test_B37_without_another_word_it_is_what_one_person_may_alone(asked):  # noqa: F811
    assert (asked.department.contract.hourly, asked.department.contract.daily) == (499, 1000)


def test_B37_a_contract_takes_two_people_even_for_the_database(asked):  # noqa: F811
    department = asked.department
    both = User.objects.create_user("both-hands")
    said = {
        "partner": department.partner,
        "purpose_code": "another",
        "purpose": "核对",
        "calls": ["disabled"],
        "fields": [],
    }
    days = {"start": NOW.date(), "end": NOW.date(), "region": REGION}
    waiting = ask_contract(**said, **days, by=department.admin, at=NOW)

    for role in ("admin", "security_admin"):
        Assignment.objects.create(user=both, role=role, region=REGION, valid_from=NOW.date())
    own = ask_contract(**said, **days, by=both, at=NOW)
    with pytest.raises(CannotShare, match="另一人"):
        grant(given=own, by=both, at=NOW)
    with pytest.raises(CannotShare, match="没有"):
        grant(given=waiting, by=department.admin, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerContract.objects.filter(pk=waiting.pk).update(granted_by=department.admin, granted_at=NOW)
    assert grant(given=waiting, by=department.guard, at=NOW).granted_by == department.guard
    with pytest.raises(CannotShare, match="已经定过"):
        grant(given=waiting, by=department.guard, at=NOW)


def test_B37_administrators_share_nothing_outside_their_division(asked):  # noqa: F811
    admin, guard = administrators(ELSEWHERE)
    department = asked.department
    days = {"start": NOW.date(), "end": NOW.date()}

    for deed in (
        lambda: register_partner(code="other-office", name="x", region=REGION, by=admin, at=NOW),
        lambda: ask_key(partner=department.partner, key_id="more", public_key="x", by=admin, at=NOW, **days),
        lambda: withdraw(given=department.partner_key, by=guard, at=NOW, why="x"),
        lambda: ask_contract(
            partner=department.partner, purpose_code="more", purpose="x", calls=["disabled"], fields=[], region=REGION,
            by=admin, at=NOW, **days,
        ),
    ):  # fmt: skip
        with pytest.raises(CannotShare, match="没有"):
            deed()


@pytest.mark.parametrize(
    "wrong",
    [
        {"calls": []}, {"calls": ["subscribe"]}, {"fields": ["personal_details"]}, {"calls": ["disabled"]}, {"fields": []},
        {"hourly": 0}, {"hourly": 20, "daily": 10}, {"purpose": " "}, {"purpose_code": "A B"},
        {"end": NOW.date() + timedelta(days=800)}, {"end": NOW.date() - timedelta(days=60)},
    ],
    ids=str,
)  # fmt: skip
def test_B37_a_contract_that_does_not_fit_together_is_not_asked_for(asked, wrong):  # noqa: F811
    with pytest.raises(CannotShare):
        asked.department.contract_for(
            **({"calls": ["disabled", "search"], "fields": list(PartnerField.values)} | wrong)
        )


def test_B37_a_key_used_once_is_never_used_again(asked):  # noqa: F811
    first = asked.department
    with pytest.raises(CannotShare, match="用过"):
        Department(code="health-board", key=first.key)
    days = {"start": NOW.date(), "end": NOW.date()}
    with pytest.raises(CannotShare, match="32 字节"):
        ask_key(partner=first.partner, key_id="third", public_key="AAAA", by=first.admin, at=NOW, **days)
