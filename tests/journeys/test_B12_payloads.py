"""B12 in a real browser: sixty scripts come in through the page, every page and letter is opened, and none of them runs."""

import pytest
from tests.journeys import test_look as look
from tests.journeys.test_look import PAGES
from tests.trust.payloads import FOREIGN, PAYLOADS
from tests.trust.poisoned import PEOPLE, lists, names_that_run

from chuntian.exchange.models import Upload
from chuntian.registry.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PARTS = ("", "facts/", "decisions/", "helpers/")
PLANTED = '<a id=x href="javascript:alert(99)">a</a><img src=x onerror=alert(99)><svg onload=alert(99)>'


@pytest.fixture(scope="module", autouse=True)
def _names():
    with names_that_run():
        yield


@pytest.fixture(scope="module")
def trap(site, tmp_path_factory):
    """Open pages with the content policy switched off, so that only the escaping stands between a script and its run."""
    pages, caught = {}, []

    def give(role: str):
        if role not in pages:
            page = pages[role] = site.page(role, bypass_csp=True)
            page.on("dialog", lambda dialog: (caught.append(f"{page.url}: {dialog.message}"), dialog.dismiss()))
            page.on("request", lambda asked: FOREIGN in asked.url and caught.append(f"{page.url} asks {asked.url}"))
            page.on("pageerror", lambda why: caught.append(f"{page.url}: {why}"))
        return pages[role]

    give.caught = caught
    yield give
    for page in pages.values():
        page.context.close()


@pytest.fixture(scope="module")
def poisoned(site, trap, tmp_path_factory):
    """Send the lists as a clerk does: file names and cells are scripts."""
    page, folder = trap("county_clerk"), tmp_path_factory.mktemp("poison")
    for kind, (name, content) in lists().items():
        page.goto(f"{site.url}/lists/upload/?kind={kind}")
        page.locator("[name=kind]").select_option(kind)
        page.locator("[name=as_of]").fill("2024-03-18")
        page.locator("[name=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="上传并检查").click()
        page.get_by_role("button", name="入库").click()
        page.wait_for_load_state()
    return folder


def addresses() -> dict[str, int | None]:
    """Give the usual addresses, of those whose names are payloads."""
    person = Person.objects.filter(awards__isnull=False).order_by("id").first()
    award = person.awards.values_list("pk", flat=True).first()
    upload = Upload.objects.order_by("-id").values_list("pk", flat=True).first()
    return {**look.addresses(), "person": person.pk, "award": award, "upload": upload}


def test_B12_the_trap_catches_what_runs(site, trap):
    page = trap("")
    page.goto(f"{site.url}/sign-in/")
    page.evaluate(
        "html => { document.querySelector('main').innerHTML = html; document.querySelector('#x').click(); }", PLANTED
    )
    page.wait_for_timeout(300)

    assert len([said for said in trap.caught if said.endswith(": 99")]) >= 2
    trap.caught.clear()


@pytest.mark.slow  # the same scripts are looked for in the code of every page in the fast lane (trust/test_B12_scripts.py)
def test_B12_no_script_runs_on_any_page(site, trap, poisoned):
    people = list(Person.objects.filter(name__in=PEOPLE).values_list("pk", "name"))
    seen = set()
    for place, (pk, _) in enumerate(people):
        page = trap("county_clerk")
        page.goto(f"{site.url}/people/{pk}/{PARTS[place % len(PARTS)]}")
        seen |= {one for one in PAYLOADS if one in page.content() or one in page.inner_text("body")}
        page.mouse.move(300, 300)
    for _, role, address in PAGES:
        page = trap(role)
        page.goto(site.url + address.format(**addresses()))
        hover_and_click(page)

    assert len(people) > 60
    assert trap.caught == []
    assert len(seen) > 50


def hover_and_click(page) -> None:
    """Move over names and open what opens, as a reader does; follow no link."""
    page.evaluate(
        """() => { for (const one of document.querySelectorAll("main *")) {
             for (const kind of ["mouseover", "mouseenter", "focus", "focusin", "toggle", "animationstart"]) one.dispatchEvent(new Event(kind));
           } document.querySelectorAll("details").forEach(part => { part.open = true; }); }"""
    )


@pytest.mark.slow  # the same scripts are looked for in the code of every page in the fast lane (trust/test_B12_scripts.py)
def test_B12_what_is_asked_in_an_address_does_not_run(site, trap, poisoned):
    page, door = trap("county_clerk"), trap("")
    for one in PAYLOADS:
        page.goto(f"{site.url}/people/")
        page.locator("[name=q]").fill(one)
        page.locator("main form button").first.click()
        page.wait_for_load_state()
        assert page.locator("[name=q]").input_value() == one[:40]
    for one in PAYLOADS[::6]:
        door.goto(f"{site.url}/sign-in/?next={quoted(one)}")
        page.goto(f"{site.url}/?kind={quoted(one)}&whose={quoted(one)}&page={quoted(one)}")

    assert trap.caught == []


def quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def test_B12_a_letter_as_a_page_runs_nothing(site, trap, poisoned):
    page = trap("county_clerk")
    named = [one for one in PAYLOADS if Person.objects.filter(name=one).exists()]
    for one in named[::5]:
        person = Person.objects.filter(name=one).first()
        page.goto(f"{site.url}/people/{person.pk}/letter/nursing_subsidy/")
        page.locator("main form button").first.click()
        file = page.locator("a[href$='/18.html']").first.get_attribute("href")
        letter = page.request.get(site.url + file)
        assert letter.headers["content-disposition"].startswith("attachment")
        page.set_content(letter.text())
        assert one in page.inner_text("body")
        hover_and_click(page)

    assert trap.caught == []
