"""B12: sixty scripts in every text field, file name and cell of a list stand as text on every page, in every file and letter."""

import io
import json
from itertools import cycle, islice

import openpyxl
import pytest
from django.test import Client
from docx import Document as read_word
from tests.trust.addresses import file_from
from tests.trust.built import Built
from tests.trust.markup import Page
from tests.trust.payloads import PAYLOADS
from tests.trust.poisoned import PEOPLE, lists, names_that_run, upload

from chuntian.accounts.enums import Role
from chuntian.exchange.models import Upload
from chuntian.registry.models import Guardian, Person
from chuntian.web import access

pytestmark = [pytest.mark.django_db, pytest.mark.alike]
OWN = "620104000000"
CLERK = Role.COUNTY_CLERK, OWN
ROLES = (
    Role.COUNTY_CLERK, Role.TOWNSHIP_CLERK, Role.COUNTY_APPROVER, Role.FINANCE_PREPARER, Role.FINANCE_APPROVER, Role.CIVIL_AFFAIRS,
    Role.AUDITOR, Role.ADMIN,
)  # fmt: skip
LEAVE = {"desk:sign-out", "desk:session", "desk:language"}
GIVEN = {"month": "2024-03", "date": "2024-03-19", "number": "1", "email": "a@x.test"}
# What an address may carry after its "?" on some page.
ASKED = (
    "q",
    "page",
    "kind",
    "state",
    "whose",
    "next",
    "month",
    "year",
    "region",
    "programme",
    "as",
    "do",
    "plan",
    "value:sub.care.A",
)


@pytest.fixture(scope="module", autouse=True)
def _names():
    with names_that_run():
        yield


@pytest.fixture(scope="module")
def poisoned(_names, built) -> Built:
    client = entered(built, *CLERK)
    for kind, (name, content) in lists().items():
        shown = upload(client, kind, name, content)
        assert not Page(shown.content.decode()).faults
        one = Upload.objects.filter(kind=kind).order_by("-received_at").first()
        assert (one.file_name, one.accepted) == (name, len(PEOPLE)), one.facts
        client.post(f"/lists/{one.pk}/", {"do": "commit"})
    return built


def entered(built: Built, role: str, region: str = OWN) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(built.users[role, region])
    return client


def look(client: Client, address: str, **asked) -> tuple[list[str], str]:
    """Give what is wrong with a page, and its text."""
    answer = client.get(address, asked)
    if not answer["Content-Type"].startswith("text/html"):
        return [], ""
    page = Page(answer.content.decode())
    faults = [*page.faults, *(["status 5xx"] if answer.status_code >= 500 else [])]
    return [f"{address} {asked} {fault}" for fault in faults], page.text


def everywhere(built: Built):
    """Give each address that a role opens, once for each role that sees something of its own there."""
    for role in ROLES:
        client = entered(built, role)
        for row in access.rows():
            if "GET" in row.methods and row.name not in LEAVE and (row.opens_for(role) or row.policy.own):
                yield client, row


def test_B12_the_reader_of_pages_finds_each_script_where_it_is_not_escaped():
    places = ("<p>{}</p>", '<a title="{}">', "<a title='{}'>", "<a title={}>")
    missed = [one for one in PAYLOADS if not any(Page(place.format(one)).faults for place in places)]

    assert len(set(PAYLOADS)) == 60
    assert all(len(one) <= 50 for one in PAYLOADS)
    assert missed == [one for one in PAYLOADS if one.startswith(("javascript:", "${", "{{", "{%", "&lt;"))]
    assert Page('<a href="javascript:alert(1)">').faults


def test_B12_names_and_cells_come_in_through_the_page_and_stand_as_text(poisoned):
    clerk = entered(poisoned, *CLERK)
    people = Person.objects.filter(name__in=PEOPLE)
    seen, faults = set(), []

    for person in people:
        for part in ("", "facts/", "decisions/", "money/", "helpers/", "apply/"):
            wrong, text = look(clerk, f"/people/{person.pk}/{part}")
            faults += wrong
            seen |= {one for one in PAYLOADS if one in text}

    assert not faults, "\n".join(sorted({one[:300] for one in faults}))
    assert seen == set(PAYLOADS)
    assert Guardian.objects.filter(name__in=PAYLOADS).exists()


def test_B12_every_page_shows_names_files_and_reasons_as_text(poisoned):
    faults, shown = [], 0
    for client, row in everywhere(poisoned):
        wrong, text = look(client, poisoned.address(row))
        faults += wrong
        shown += any(one in text for one in [*PAYLOADS, "alert(71)", "alert(72)", "alert(73)"])

    assert not faults, "\n".join(sorted({one[:300] for one in faults}))
    assert shown > 60


def test_B12_what_an_address_asks_is_shown_as_text(poisoned):
    faults = []
    for place, (client, row) in enumerate(everywhere(poisoned)):
        if row.region == access.FIGURES and place % 4:
            continue
        asked = dict(zip(ASKED, islice(cycle(PAYLOADS), place, None), strict=False))
        faults += look(client, poisoned.address(row), **asked)[0]
    clerk = entered(poisoned, *CLERK)
    for one in PAYLOADS:
        faults += look(clerk, "/people/", q=one)[0] + look(Client(), "/sign-in/", next=one)[0]

    assert not faults, "\n".join(sorted({one[:300] for one in faults}))


def test_B12_every_text_field_of_every_form_takes_scripts_and_shows_text(poisoned, monkeypatch):
    monkeypatch.setattr(
        "chuntian.web.sessions.is_too_fast", lambda request: False
    )  # no human fills sixty forms a minute
    source, faults, fields, sent = cycle(PAYLOADS), [], set(), set()
    for client, row in everywhere(poisoned):
        address = poisoned.address(row)
        found = client.get(address)
        if not found["Content-Type"].startswith("text/html"):
            continue
        for form in Page(found.content.decode()).forms:
            if form["method"] != "post" or form["action"] in ("/sign-out/", "/language/", "/session/"):
                continue
            said, names = filled(form, source)
            same = row.name, form["action"], tuple(sorted(said))
            if same in sent:  # another role sees the same form: its fields have had their scripts
                continue
            sent.add(same)
            fields |= {(row.name, name) for name in names}
            answer = client.post(form["action"] or address, said, follow=True)
            page = Page(answer.content.decode()) if "html" in answer["Content-Type"] else None
            faults += [f"{address} {form} {fault}" for fault in (page.faults if page else [])]
            faults += [f"{address} {answer.status_code}"] if answer.status_code >= 500 else []

    assert not faults, "\n".join(sorted({one[:300] for one in faults}))
    assert len(fields) >= 25
    test_B12_every_page_shows_names_files_and_reasons_as_text(poisoned)


def filled(form: dict, source) -> tuple[dict[str, str], list[str]]:
    said, names = {}, []
    for field in form["fields"]:
        kind, name = field["type"], field["name"]
        if kind in ("text", "textarea", "search", "password", "tel"):
            said[name] = field.get("value") or next(source) + "（写明原因）"
            names.append(name)
        elif kind == "select":
            said[name] = next((one for one in field["options"] if one), "")
        elif kind in ("radio", "checkbox", "hidden", "button", "submit"):
            said.setdefault(name, field.get("value", "on"))
        else:
            said[name] = field.get("value") or GIVEN.get(kind, next(source))
    return said, names


def test_B12_lists_as_files_hold_text_and_no_formula(poisoned):
    texts = []
    for client, row in everywhere(poisoned):
        if not row.address.endswith(".xlsx"):
            continue
        answer = file_from(client, poisoned.address(row))
        if "Content-Disposition" not in answer:
            continue  # a role that may look and not take
        assert answer["Content-Disposition"].startswith("attachment")
        for sheet in openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets:
            for cells in sheet.iter_rows():
                assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
                texts += [str(cell.value) for cell in cells]
        lines = file_from(client, poisoned.address(row), "csv")
        if lines["Content-Type"].startswith("text/csv"):
            assert b"\n=" not in lines.content
            assert b",=" not in lines.content

    assert any(one in text for text in texts for one in PAYLOADS)


def test_B12_letters_and_reports_hold_text(poisoned):
    clerk = entered(poisoned, *CLERK)
    person = Person.objects.filter(name__in=PAYLOADS).first()
    letter = f"/people/{person.pk}/letter/nursing_subsidy/"
    shown = clerk.get(letter)
    clerk.post(letter)
    files = [one for one in Page(clerk.get(letter).content.decode()).links if one.startswith("/letters/")]

    assert person.name in Page(shown.content.decode()).text
    forms = {one.rsplit("/", 1)[1]: clerk.get(one) for one in files}
    assert {"14.pdf", "18.pdf", "24.pdf", "18.html", "txt"} <= set(forms)
    assert all(one["Content-Disposition"].startswith("attachment") for one in forms.values())
    page = Page(forms["18.html"].content.decode())
    assert person.name in page.text
    assert set(page.faults) <= {
        fault for fault in page.faults if fault.startswith("<style>") or "inside <style>" in fault
    }
    for one in ("14.pdf", "18.pdf", "24.pdf"):
        assert not [
            word
            for word in (b"/JavaScript", b"/JS ", b"/OpenAction", b"/Launch", b"/URI")
            if word in forms[one].content
        ]
    assert person.name in forms["txt"].content.decode()


def test_B12_the_report_in_word_says_words_only(poisoned):
    answer = entered(poisoned, Role.SUPERVISOR).get(
        "/measures/annual-report/", {"year": "2024", "month": "3", "as": "docx"}
    )
    word = read_word(io.BytesIO(answer.content))

    assert word.paragraphs
    assert "fldSimple" not in word.element.xml
    assert "DDEAUTO" not in word.element.xml


def test_B12_data_for_scripts_are_json_and_nothing_else(poisoned):
    answer = entered(poisoned, *CLERK).get("/session/")

    assert answer["Content-Type"] == "application/json"
    assert set(json.loads(answer.content)) >= {"seconds"}
