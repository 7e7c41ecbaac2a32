"""The citizens' portal in a browser: every state, width and scheme; by keyboard; without scripts; in the elder view; with an input method."""

import pytest
from playwright.sync_api import expect
from tests.casework.county import REGION
from tests.journeys.conftest import axe
from tests.journeys.looks import DARK, SMALL_TARGETS, in_every_look
from tests.journeys.office import NOW
from tests.journeys.portal import answer, go_on, plain_states, states
from tests.journeys.test_keyboard import FOCUS

from chuntian.places.operations import ensure_organisations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SMALLEST_TEXT = """() => { const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const found = [];
  while (walker.nextNode()) { const e = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || e.closest(".hidden-text, script, .skip, option")) continue;
    const s = getComputedStyle(e), size = parseFloat(s.fontSize); if (e.getBoundingClientRect().width)
      found.push([size, parseFloat(s.lineHeight) / size, e.outerHTML.slice(0, 90)]); }
  return found; }"""


@pytest.fixture(scope="module", autouse=True)
def _offices(site, django_db_blocker):
    """Found the offices of the county, which the check names; the furnished county works without them."""
    with django_db_blocker.unblock():
        ensure_organisations(region=REGION, at=NOW)


@pytest.mark.parametrize("walk", [plain_states, states])
def test_C3_every_state_of_the_portal_holds(site, walk):
    page = site.page()

    faults, seen = [], []
    for name in walk(page, site.url):
        seen.append(name)
        faults += in_every_look(site, page, f"portal-{name}")

    assert len(seen) >= 10
    assert not faults, "\n".join(faults)
    page.context.close()


def test_C19_the_whole_check_without_scripts(site):
    page = site.page(width=320, java_script_enabled=False)

    seen = list(states(page, site.url))

    assert seen[-1] == "result-office"
    expect(page.locator("h2#yes")).to_have_text("可以得到", use_inner_text=True)
    expect(page.get_by_text("残疾人乘坐公共交通优待")).not_to_have_count(0)
    page.get_by_role("button", name="忘掉我的回答，重新开始").click()
    page.goto(f"{site.url}/check/result/")
    page.wait_for_url("**/check/who/")
    page.context.close()


def tab_to(page, words: str) -> None:
    """Press Tab until what is focused bears these words; each stop must be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["seen"], stop
        label = page.evaluate(
            "() => { const e = document.activeElement; return (e.labels && e.labels[0] ? e.labels[0] : e).innerText || ''; }"
        )
        if words in label:
            return
    raise AssertionError(f"never reached {words}")


def test_C6_the_check_by_keyboard_alone(site):
    page = site.page()
    page.goto(f"{site.url}/")
    tab_to(page, "我能得到什么")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/")
    tab_to(page, "开始")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/who/")
    tab_to(page, "我自己")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")  # within a form, Enter goes on
    page.wait_for_url("**/check/place/1/")
    expect(page.locator("h1")).to_have_count(1)
    tab_to(page, "西固区")
    page.keyboard.press("Space")
    tab_to(page, "继续")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/1/")
    expect(page.locator("h1")).to_contain_text("孩子", use_inner_text=True)
    tab_to(page, "有，没有过期")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/check/2/")
    page.go_back()
    assert page.get_by_label("有，没有过期").is_checked()
    page.context.close()


def test_a_choice_shows_its_focus(site):
    page = site.page()
    page.goto(f"{site.url}/check/who/")
    tab_to(page, "我自己")

    width = page.evaluate("() => parseFloat(getComputedStyle(document.activeElement.closest('label')).outlineWidth)")

    assert width >= 2
    page.context.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_C10_the_elder_view_is_large_enough_everywhere(site, width):
    page = site.page(width=width)
    page.goto(f"{site.url}/")
    page.get_by_role("button", name="长辈版").click()
    big = SMALL_TARGETS.replace("43.5", "59.5")

    faults = []
    for walk in (plain_states, states):
        for name in walk(page, site.url):
            site.shot(page, f"portal-elder-{name}-{width}")
            sizes = page.evaluate(SMALLEST_TEXT)
            faults += [f"{name}: {size} px {html}" for size, _, html in sizes if size < 17.9]
            faults += [f"{name}: line {line} {html}" for _, line, html in sizes if line < 1.29]
            faults += [f"{name}: small {html}" for html in page.evaluate(big)]
            if page.evaluate("() => document.documentElement.scrollWidth") > width:
                faults.append(f"{name}: scrolls sideways")

    assert not faults, "\n".join(dict.fromkeys(faults))
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_C9_high_contrast_and_the_largest_text(site, scheme):
    page = site.page(width=640, color_scheme=scheme)
    page.goto(f"{site.url}/display/")
    for label in ("特大", "长辈版：字更大，按钮更大，行距更宽", "高对比度：黑白分明，框线更粗"):
        page.get_by_label(label).check()
    page.get_by_role("button", name="保存").click()

    faults = []
    for name in plain_states(page, site.url):
        site.shot(page, f"portal-contrast-{name}-{scheme}")
        faults += [f"{name}: {fault}" for fault in axe(page, DARK)]
        if page.evaluate("() => document.documentElement.scrollWidth") > 640:
            faults.append(f"{name}: scrolls sideways")
    page.goto(f"{site.url}/benefits/nursing_subsidy/")
    body = page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")

    assert not faults, "\n".join(faults)
    assert 29 <= body <= 31
    page.context.close()


def test_C14_enter_that_confirms_pinyin_never_submits(site):
    page = site.page()
    page.goto(f"{site.url}/benefits/")
    field = page.locator("[name=q]")
    field.focus()
    line = page.context.new_cdp_session(page)

    line.send("Input.imeSetComposition", {"text": "lun'yi", "selectionStart": 6, "selectionEnd": 6})
    line.send(
        "Input.dispatchKeyEvent",
        {"type": "rawKeyDown", "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229},
    )
    page.evaluate(  # what a script would hear of it
        """() => document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: 229, isComposing: true, bubbles: true}))"""
    )
    line.send("Input.insertText", {"text": "轮椅"})
    page.wait_for_timeout(200)

    expect(page).to_have_url(f"{site.url}/benefits/")
    assert field.input_value() == "轮椅"
    field.press("Enter")
    page.wait_for_url("**/benefits/?q=*")
    expect(page.get_by_role("link", name="辅助器具适配服务")).to_have_count(1)
    page.context.close()


def test_a_result_prints_whole_without_scripts(site):
    page = site.page(java_script_enabled=False)
    list(states(page, site.url))
    page.emulate_media(media="print")

    expect(page.locator("details").first.locator("li").first).to_be_visible()
    expect(page.locator(".help")).not_to_be_visible()
    expect(page.locator("h2#said")).to_be_visible()
    page.context.close()


def test_going_back_in_the_browser_shows_what_was_answered(site):
    page = site.page()
    page.goto(f"{site.url}/check/who/")
    page.get_by_label("我的孩子").check()
    go_on(page)
    page.locator("[name=place]").first.check()
    go_on(page)
    for _ in range(3):
        answer(page)

    for number in (3, 2, 1):
        page.go_back()
        page.wait_for_url(f"**/check/{number}/")
        expect(page.locator("h1")).to_have_count(1)
    assert page.get_by_label("有，没有过期").is_checked()
    page.context.close()
