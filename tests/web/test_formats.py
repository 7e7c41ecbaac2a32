"""The forms of letters at the desk: set by who may edit, offered on the letter, replaced where one fails."""

from datetime import date

import pytest
from tests.casework.county import County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.casework.models import Letter, Task
from chuntian.casework.operations import letters as module
from chuntian.formats.letter.forms import FILES
from chuntian.registry.models import FormatChoice
from chuntian.web import clock

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)
ELSEWHERE = "620102000000"
SAID = {"do": "choose", "choose-said_by": "guardian"}


@pytest.fixture
def person(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("王䶮", grade=1)])
    county.lists(DAY)
    return county.person("王䶮")


def letter_of(client, person) -> tuple[Letter, str]:
    address = f"/people/{person.pk}/letter/nursing_subsidy/"
    client.post(address)
    return Letter.objects.get(), client.get(address).content.decode()


def test_a_clerk_records_what_the_person_wants_and_the_page_tells_it(person, sign_in):
    client, address = sign_in(Role.TOWNSHIP_CLERK), f"/people/{person.pk}/formats/"
    before = client.get(address).content.decode()

    done = client.post(address, SAID | {"choose-forms": ["braille", "audio"]}, follow=True)

    assert "还没有选过" in before
    assert f'href="{address}"' in client.get(f"/people/{person.pk}/").content.decode()
    assert "已登记" in done.content.decode()
    choice = FormatChoice.objects.get()
    assert (choice.forms, choice.said_by, choice.recorded_by.username) == (
        ["braille", "audio"],
        "guardian",
        Role.TOWNSHIP_CLERK,
    )
    after = client.get(address).content.decode()
    assert "盲文（点显器，Unicode）" in after
    assert after.count("checked") == 2


def test_nothing_chosen_is_an_error_with_a_way_to_the_field(person, sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    page = client.post(f"/people/{person.pk}/formats/", SAID).content.decode()

    assert "请填写：要哪些形式" in page
    assert not FormatChoice.objects.exists()


@pytest.mark.parametrize(("role", "region", "answer"), [
    (Role.LIAISON, None, 403), (Role.AUDITOR, None, 403), (Role.CIVIL_AFFAIRS, None, 403), (Role.COUNTY_CLERK, ELSEWHERE, 404),
])  # fmt: skip
def test_who_may_not(person, sign_in, role, region, answer):
    client = sign_in(role, region) if region else sign_in(role)

    assert client.get(f"/people/{person.pk}/formats/").status_code == answer
    assert client.post(f"/people/{person.pk}/formats/", SAID | {"choose-forms": ["sms"]}).status_code == answer
    assert not FormatChoice.objects.exists()


def test_the_letter_offers_every_form_and_the_chosen_first(person, sign_in):
    client = sign_in(Role.COUNTY_CLERK)
    client.post(f"/people/{person.pk}/formats/", SAID | {"choose-forms": ["sms", "easy"]})

    letter, page = letter_of(client, person)
    links = [page.index(f"/letters/{letter.pk}/{file}") for files in FILES.values() for file in files]

    assert len(links) == 15
    assert min(links) in (page.index(f"/letters/{letter.pk}/easy.pdf"), page.index(f"/letters/{letter.pk}/sms.txt"))
    assert page.count("本人要的</") == 2


@pytest.mark.parametrize(("form", "kind", "ending"), [
    ("braille.txt", "text/plain; charset=utf-8", ".braille.txt"), ("brf", "text/plain; charset=us-ascii", ".brf"),
    ("easy.html", "text/html; charset=utf-8", ".easy.html"), ("epub", "application/epub+zip", ".epub"),
    ("sms.txt", "text/plain; charset=utf-8", ".sms.txt"), ("18.pdf", "application/pdf", ".pdf"), ("mp3", "audio/mpeg", ".mp3"),
])  # fmt: skip
def test_each_form_is_downloaded_under_the_same_headers(person, sign_in, form, kind, ending):
    client = sign_in(Role.COUNTY_CLERK)
    letter, _ = letter_of(client, person)

    given = client.get(f"/letters/{letter.pk}/{form}")

    assert (given.status_code, given["Content-Type"]) == (200, kind)
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Content-Disposition"].endswith(f"{letter.pk}{ending}")
    assert "sandbox" in given["Content-Security-Policy"]
    assert "no-store" in given["Cache-Control"]


def test_a_form_that_fails_leads_back_to_the_others_and_opens_a_task(person, sign_in, monkeypatch):
    def broken(words):
        raise ZeroDivisionError

    monkeypatch.setitem(module.WRITERS, "epub", broken)
    client = sign_in(Role.COUNTY_CLERK)
    letter, _ = letter_of(client, person)

    answer = client.get(f"/letters/{letter.pk}/epub", follow=True)
    task = Task.objects.get(kind="format")

    assert "这种形式没有生成" in answer.content.decode()
    assert task.detail["forms"] == ["epub"]
    assert "文书形式" in client.get(f"/tasks/{task.pk}/").content.decode()
    assert client.get(f"/letters/{letter.pk}/txt").status_code == 200


def test_the_english_page_names_the_forms_in_english(person, sign_in):
    client = sign_in(Role.COUNTY_CLERK)
    client.post("/language/", {"language": "en", "next": "/"})

    _, page = letter_of(client, person)

    assert "Braille (embosser, BRF)" in page
    assert "Easy reading (short sentences, pictures)" in page
