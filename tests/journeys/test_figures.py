"""The pages of figures in a browser: board, indicator with map and bars, return, publishing; and what the public sees of them."""

import pytest
from playwright.sync_api import expect
from tests.casework.county import REGION
from tests.journeys.figures import furnish_figures
from tests.journeys.looks import in_every_look
from tests.journeys.office import NOW
from tests.journeys.test_keyboard import FOCUS

from chuntian.casework.law import law_in_use
from chuntian.indicators.computing import ask_for_month, work_off
from chuntian.kernel.days import Month

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
RATE = "nursing_subsidy_coverage"
HERE = "?month=2024-02&region=620104000000"
DESK = [
    ("board", "county_clerk", f"/measures/board/{HERE}"),
    ("board-empty", "county_clerk", "/measures/board/?month=2019-01"),
    ("board-prefecture", "supervisor", "/measures/board/?month=2024-02&region=620100000000"),
    ("indicator", "county_clerk", f"/measures/board/{RATE}/{HERE}"),
    ("indicator-missing", "county_clerk", f"/measures/board/household_income_growth/{HERE}"),
    ("indicator-map", "supervisor", f"/measures/board/{RATE}/?month=2024-02&region=620100000000"),
    ("returns", "county_clerk", f"/measures/monthly/{HERE}"),
    ("returns-empty", "county_clerk", "/measures/monthly/?month=2015-01"),
    ("publish", "county_clerk", f"/measures/public/{HERE}"),
    ("board-computing", "county_clerk", "/measures/board/?month=2023-12"),
    ("publish-ahead", "county_clerk", "/measures/public/?month=2024-01&region=620104000000"),
    ("measures", "county_clerk", "/measures/?year=2024&month=2"),
]
PUBLIC = [("progress", "", "/progress/"), ("open-data", "", "/open-data/"), ("providers", "", "/providers/"),
          ("providers-none", "", "/providers/?q=zzqq"), ("front", "", "/")]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _figures(site, django_db_blocker):
    with django_db_blocker.unblock():
        furnish_figures()
        ask_for_month(region=REGION, month=Month(2023, 12), by="system:test", at=NOW)


@pytest.mark.parametrize(("name", "role", "address"), DESK + PUBLIC, ids=[name for name, *_ in DESK + PUBLIC])
def test_a_page_of_figures_holds(site, name, role, address):
    page = site.page(role)
    page.goto(site.url + address)

    faults = in_every_look(site, page, name, passes=())

    assert "/sign-in/" not in page.url
    assert not faults, "\n".join(faults)
    page.context.close()


@pytest.mark.parametrize(
    "address", [f"/measures/board/{HERE}", f"/measures/board/{RATE}/{HERE}", f"/measures/monthly/{HERE}"]
)
def test_a_page_of_figures_prints(site, address):
    page = site.page("county_clerk", width=794)
    page.goto(site.url + address)
    page.emulate_media(media="print")
    site.shot(page, f"print-{address.split('/')[2]}-{len(address)}")

    expect(page.locator("h1")).to_be_visible()
    assert not page.locator(".subnav").first.is_visible() or page.locator(".subnav").count() == 0
    for one in page.locator("details.as-table table").all():
        expect(one).to_be_visible()
    page.context.close()


def test_from_the_first_page_to_the_persons_behind_a_figure_without_scripts(site):
    page = site.page("county_clerk", java_script_enabled=False)
    page.goto(site.url)
    page.get_by_role("link", name="指标", exact=True).click()
    page.get_by_role("link", name="规划进度").click()
    page.get_by_role("link", name="重度残疾人护理补贴覆盖率").click()

    expect(page.get_by_role("heading", name="哪里落后")).to_be_visible()
    page.get_by_role("link", name="打开这个数字").click()

    page.wait_for_url(f"**/measures/{RATE}/*")
    page.context.close()


def test_a_drawing_is_silent_and_its_table_speaks(site):
    page = site.page("supervisor")
    page.goto(f"{site.url}/measures/board/{RATE}/?month=2024-02&region=620100000000")

    heard = page.locator("main").aria_snapshot()

    assert "西固区" in heard
    assert "最低" in heard
    assert heard.count('rowheader "西固区"') == 1  # the tiles are not heard a second time
    assert (
        page.locator("main svg:not([aria-hidden=true])").evaluate_all(
            "all => all.filter(e => !e.closest('[aria-hidden=true]')).length"
        )
        == 0
    )
    page.context.close()


def test_places_are_opened_by_keyboard(site):
    page = site.page("supervisor")
    page.goto(f"{site.url}/measures/board/{RATE}/?month=2024-02&region=620100000000")
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        assert stop["seen"], stop
        if page.evaluate("() => document.activeElement.innerText") == "西固区":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**region=620104000000**")

    expect(page.get_by_role("rowheader").first).to_be_visible()
    page.context.close()


@pytest.mark.slow
def test_a_month_is_published_and_taken_back(site):
    page = site.page("county_clerk")
    page.goto(f"{site.url}/measures/public/?month=2024-01&region=620104000000")
    page.get_by_role("button", name="核对能不能推算出来").click()
    expect(page.get_by_text("排上了队")).to_be_visible()
    assert work_off(law=law_in_use, clock=lambda: NOW) == 2  # with the one that waits on the board
    page.get_by_role("link", name="显示新的数字").click()
    page.get_by_role("button", name="公开这一期").click()
    expect(page.locator(".error-summary")).to_be_visible()
    page.get_by_label("为什么公开").fill("按季度公开规划进度")
    page.get_by_role("button", name="公开这一期").click()
    expect(page.get_by_text("已公开。")).to_be_visible()

    visitor = site.page()
    visitor.goto(f"{site.url}/progress/")
    visitor.get_by_label("看哪里、哪一期").select_option(label="甘肃省兰州市西固区 2024-01")
    visitor.get_by_role("button", name="显示").click()
    expect(visitor.get_by_text("从1月算到 2024年1月")).to_be_visible()

    page.get_by_label("为什么撤回").fill("低保名单更正后重新公布")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("已撤回。")).to_be_visible()
    visitor.reload()
    assert "404" in "".join(visitor.faults) or visitor.locator("h1").is_visible()
    visitor.context.close()
    page.context.close()
