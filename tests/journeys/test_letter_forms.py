"""A letter at the desk with all its forms, and the easy page as its reader meets it: axe, widths, dark, targets."""

import pytest
from playwright.sync_api import expect
from tests.formats.samples import letter
from tests.journeys.conftest import axe
from tests.journeys.looks import DARK, SMALL_TARGETS

from chuntian.formats.letter.easy import to_easy_page
from chuntian.formats.letter.gist import Says
from chuntian.registry.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
WAYS = ((1280, "light"), (320, "light"), (1280, "dark"), (320, "dark"))


def faults_of(page, width: int, scheme: str) -> list[str]:
    found = [f"{width} {scheme} {fault}" for fault in axe(page, DARK if scheme == "dark" else ())]
    if page.evaluate("() => document.documentElement.scrollWidth") > width:
        found.append(f"{width}: scrolls sideways")
    return found + [f"{width}: small {html}" for html in page.evaluate(SMALL_TARGETS)]


def test_an_issued_letter_offers_its_forms_at_every_width(site):
    person = Person.objects.get(name="马春花").pk
    faults = []
    for width, scheme in WAYS:
        page = site.page("county_clerk", width=width, color_scheme=scheme)
        page.goto(f"{site.url}/people/{person}/letter/nursing_subsidy/")
        if page.get_by_role("button", name="出具并存档").count():
            page.get_by_role("button", name="出具并存档").click()
        site.shot(page, f"letter-forms-{width}-{scheme}")
        expect(page.locator("a[download]").nth(14)).to_be_attached()
        faults += faults_of(page, width, scheme)
        with page.expect_download() as given:
            page.get_by_role("link", name="短信（每条70字以内）").click()
        assert given.value.suggested_filename.endswith(".sms.txt")
        page.context.close()

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("says", [Says.APPROVED, Says.UNKNOWN])
def test_the_easy_page_holds_at_every_width_and_in_the_dark(site, tmp_path, says):
    target = tmp_path / "easy.html"
    target.write_bytes(to_easy_page(letter(says)))
    faults = []
    for width, scheme in WAYS:
        page = site.page(width=width, color_scheme=scheme)
        page.goto(target.as_uri())
        site.shot(page, f"easy-{says}-{width}-{scheme}")
        faults += faults_of(page, width, scheme)
        page.context.close()

    assert not faults, "\n".join(faults)
