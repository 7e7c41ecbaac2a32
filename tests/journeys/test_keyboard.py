"""Main pages by keyboard alone, and without scripts."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import axe

from chuntian.casework.models import Task
from chuntian.registry.models import Person
from chuntian.trail.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
FOCUS = """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
  return {text: (e.innerText || e.name || e.id || "").trim().split("\\n")[0], tag: e.tagName, width: parseFloat(s.outlineWidth), style: s.outlineStyle,
          seen: b.bottom > 0 && b.top < innerHeight}; }"""


def walk(page, stops: int) -> list[dict]:
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        found.append(page.evaluate(FOCUS))
    return found


def test_a_wrong_password_leads_to_a_summary_with_the_focus_and_a_link_to_the_field(site):
    page = site.page()
    page.goto(f"{site.url}/sign-in/")
    page.locator("[name=username]").fill("county_clerk")
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")

    assert page.title().startswith("错误：")
    assert page.evaluate("() => document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.name") == "username"
    assert page.locator("[name=username]").get_attribute("aria-invalid") == "true"
    assert not axe(page)
    site.shot(page, "sign-in-error")
    page.context.close()


@pytest.mark.parametrize("address", ["/?whose=all", "/people/", "/lists/", "/programmes/"])
def test_every_stop_of_the_keyboard_is_seen_and_the_first_skips_to_the_content(site, address):
    page = site.page("county_clerk")
    page.goto(site.url + address)

    stops = walk(page, 24)

    assert stops[0]["text"] == "跳到正文"
    for stop in stops:
        if stop["tag"] != "BODY":
            assert stop["seen"], stop
            assert stop["style"] != "none", stop
            assert stop["width"] >= 2, stop
    page.context.close()


def test_a_clerk_without_scripts_finds_a_person_reads_the_reasons_and_records_an_application(site):
    page = site.page("county_clerk", java_script_enabled=False)
    page.goto(f"{site.url}/people/")
    page.locator("[name=q]").fill("周玉兰")
    page.locator("main button.button").first.click()
    page.get_by_role("link", name="周玉兰").click()
    page.get_by_role("link", name="判定").click()
    expect(page.get_by_text("困难残疾人生活补贴")).not_to_have_count(0)

    task = Task.objects.get(person=Person.objects.get(name="周玉兰"), kind="tell", programme="living_subsidy")
    page.goto(f"{site.url}/tasks/{task.pk}/")
    page.locator("#id_apply-applied_on").fill("2024-03-19")
    page.get_by_role("button", name="本人要申请").click()

    expect(page.locator("h1")).to_have_text("周玉兰", use_inner_text=True)
    expect(page.get_by_text("待乡镇（街道）初审")).not_to_have_count(0)
    assert Entry.objects.filter(action="person.view").exists()
    page.context.close()


def test_text_at_two_hundred_percent_in_english_stays_on_the_page(site):
    page = site.page("county_clerk", width=640)
    page.goto(f"{site.url}/display/")
    page.get_by_role("button", name="English").click()
    page.get_by_label("Largest").check()
    page.get_by_role("button", name="Save").click()
    page.goto(f"{site.url}/")

    expect(page.locator("h1")).to_have_text("My work", use_inner_text=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 640
    assert not axe(page)
    site.shot(page, "work-english-largest")
    page.context.close()
