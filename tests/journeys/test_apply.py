"""Applying and following an application in a browser: every state, width and scheme; without scripts; by keyboard; with an input method."""

import pytest
from playwright.sync_api import expect
from tests.journeys.applying import APPLICANT, following_states, go_on, settle, writing_states
from tests.journeys.looks import in_every_look
from tests.journeys.test_portal import tab_to

from chuntian.casework.enums import CaseState
from chuntian.casework.models import Case
from chuntian.web.models import ApplicationDraft

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _someone(site, django_db_blocker):
    with django_db_blocker.unblock():
        settle()


@pytest.fixture(autouse=True)
def _nothing_written(site):
    ApplicationDraft.objects.all().delete()
    Case.objects.filter(person__name=APPLICANT).update(state=CaseState.WITHDRAWN)


def walk(page, url: str):
    yield from writing_states(page, url)
    yield from following_states(page, url)


def test_C3_every_state_of_an_application_holds(site):
    page = site.page("citizen")

    faults, seen = [], []
    for name in walk(page, site.url):
        seen.append(name)
        faults += in_every_look(site, page, f"apply-{name}")

    assert len(seen) >= 34
    assert not faults, "\n".join(faults)
    page.context.close()


def test_C19_the_whole_application_without_scripts(site):
    page = site.page("citizen", width=320, java_script_enabled=False)

    seen = list(walk(page, site.url))

    assert seen[-1] == "case-withdrawn"
    expect(page.get_by_text("您撤回了")).not_to_have_count(0)
    page.context.close()


def test_an_error_takes_the_focus_and_loses_nothing(site):
    page = site.page("citizen")
    states = writing_states(page, site.url)
    while next(states) != "wrong":
        pass
    page.locator("[name=wrong]").fill("不")
    go_on(page)

    assert page.evaluate("() => document.activeElement.className") == "error-summary"
    assert page.title().startswith("错误：")
    assert page.locator("[name=wrong]").input_value() == "不"
    described = page.locator("[name=wrong]").get_attribute("aria-describedby")
    assert "error" in described
    page.locator(".error-summary a").click()
    assert page.evaluate("() => document.activeElement.name") == "wrong"
    page.context.close()


def test_C6_an_application_by_keyboard_alone(site):
    page = site.page("citizen")
    page.goto(f"{site.url}/mine/apply/")
    tab_to(page, "重度残疾人护理补贴")
    page.keyboard.press("Enter")
    page.wait_for_url("**/for/nursing_subsidy/")
    tab_to(page, "开始申请")
    page.keyboard.press("Enter")
    page.wait_for_url("**/known/")
    tab_to(page, "都对")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/where/")
    tab_to(page, "户口所在地")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/question-1/")
    tab_to(page, "没有领")
    page.keyboard.press("Space")
    tab_to(page, "存好，继续")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/")
    for words in ("我写的都是真的", "为办这件事"):
        tab_to(page, words)
        page.keyboard.press("Space")
    tab_to(page, "存好，继续")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    assert APPLICANT in page.content()
    page.context.close()


def test_C14_enter_that_confirms_pinyin_never_submits(site):
    page = site.page("citizen")
    states = writing_states(page, site.url)
    while next(states) != "question-number":
        pass
    field, address = page.locator("[name=answer]"), page.url
    field.focus()
    line = page.context.new_cdp_session(page)

    line.send("Input.imeSetComposition", {"text": "er'bai", "selectionStart": 6, "selectionEnd": 6})
    line.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    line.send("Input.insertText", {"text": "200"})
    page.wait_for_timeout(200)

    expect(page).to_have_url(address)
    assert field.input_value() == "200"
    field.press("Enter")
    page.wait_for_url("**/consent/")
    page.context.close()
