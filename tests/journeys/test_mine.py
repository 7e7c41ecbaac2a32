"""One's own file in a browser: every page at every width and scheme, in the elder view, without scripts, by keyboard."""

from datetime import date

import pytest
from playwright.sync_api import expect
from tests.casework.county import REGION
from tests.journeys.looks import SMALL_TARGETS, in_every_look
from tests.journeys.office import NAMES, NOW
from tests.journeys.test_portal import SMALLEST_TEXT, tab_to

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Authority, User
from chuntian.casework.operations import issue_notice
from chuntian.places.operations import ensure_organisations
from chuntian.registry.models import Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = {
    "home": "/mine/", "whom": "/mine/for/", "money": "/mine/money/", "decisions": "/mine/decisions/", "letters": "/mine/letters/",
    "facts": "/mine/facts/", "wrong": "/mine/facts/dibao/", "phone": "/mine/facts/phone/", "looked": "/mine/looked/",
    "settings": "/mine/settings/", "formats": "/mine/settings/formats/", "contact": "/mine/settings/contact/",
    "copy": "/mine/settings/copy/", "helpers": "/mine/settings/helpers/", "account": "/account/",
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _own_file(site, django_db_blocker):
    """Link the citizen's account to a person, give a ward, a helper and a letter."""
    with django_db_blocker.unblock():
        ensure_organisations(region=REGION, at=NOW)
        own, ward = Person.objects.get(name=NAMES[0]), Person.objects.get(name=NAMES[1])
        user = User.objects.get(username=Role.CITIZEN)
        User.objects.filter(pk=user.pk).update(person_id=own.pk)
        helper = User.objects.create_user("helper-of-one", display_name="何大姐")
        said = {
            "valid_from": date(2024, 1, 1),
            "valid_to": date(2024, 12, 31),
            "recorded_by": helper,
            "recorded_at": NOW,
        }
        Authority.objects.create(
            user=helper, person_id=own.pk, region=own.region, kind="helper", document="本人签字的委托书", **said
        )
        Authority.objects.create(
            user=user, person_id=ward.pk, region=ward.region, kind="guardian", document="监护公证书", **said
        )
        issue_notice(person=own, programme="nursing_subsidy", law=site.county.law, on=NOW.date(), by=None, at=NOW)


def walk(page, url: str):
    """Open every page; a form sent empty; a request made; a letter."""
    for name, address in PAGES.items():
        page.goto(url + address)
        yield name
    page.goto(f"{url}/mine/facts/guardian/")
    page.get_by_role("button", name="交给他们核实").click()
    yield "wrong-error"
    page.goto(f"{url}/mine/letters/")
    page.locator(".finds a").first.click()
    yield "letter"


def test_C3_every_page_of_the_own_file_holds(site):
    page = site.page(Role.CITIZEN)

    faults = []
    for name in walk(page, site.url):
        faults += in_every_look(site, page, f"mine-{name}")

    assert not faults, "\n".join(faults)
    page.context.close()


def test_C10_the_elder_view_is_large_enough(site):
    page = site.page(Role.CITIZEN, width=320)
    page.goto(f"{site.url}/mine/")
    page.get_by_role("button", name="长辈版").click()
    big = SMALL_TARGETS.replace("43.5", "59.5")

    faults = []
    for name in walk(page, site.url):
        site.shot(page, f"mine-elder-{name}")
        faults += [f"{name}: {size} px {html}" for size, _, html in page.evaluate(SMALLEST_TEXT) if size < 17.9]
        faults += [f"{name}: small {html}" for html in page.evaluate(big)]
        if page.evaluate("() => document.documentElement.scrollWidth") > 320:
            faults.append(f"{name}: scrolls sideways")

    assert not faults, "\n".join(faults)
    page.context.close()


def test_C19_something_wrong_is_said_without_scripts_and_its_state_seen(site):
    page = site.page(Role.CITIZEN, width=320, java_script_enabled=False)
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="我的档案").first.click()
    page.get_by_role("link", name="我的资料", exact=True).click()
    page.locator('a[href="/mine/facts/residence/"]').first.click()
    page.get_by_label("应该是什么？").fill("去年搬到陈坪街道了")
    page.get_by_role("button", name="交给他们核实").click()

    expect(page.get_by_text("去年搬到陈坪街道了")).not_to_have_count(0)
    expect(page.get_by_text("正在核实")).not_to_have_count(0)
    page.context.close()


def test_C6_the_file_of_a_ward_is_opened_by_keyboard(site):
    page = site.page(Role.CITIZEN)
    page.goto(f"{site.url}/mine/")
    tab_to(page, "换一个人")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/for/")
    tab_to(page, NAMES[0])
    page.keyboard.press("ArrowDown")
    tab_to(page, "打开这份档案")
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/")

    expect(page.locator("h1")).to_contain_text(NAMES[1], use_inner_text=True)
    expect(page.locator("section.session")).to_have_count(1)  # the end of the session is told here as on the desk
    page.context.close()
