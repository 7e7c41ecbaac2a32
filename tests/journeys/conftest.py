"""One furnished county, one running server and one browser for all journeys of a module."""

import os
from pathlib import Path

import pytest
from tests.journeys.office import NOW, PASSWORD, furnish

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
SHOTS = os.environ.get("CHUNTIAN_SHOTS", "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
CHROMIUM = next(
    (
        path
        for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        if Path(path).exists()
    ),
    None,
)


@pytest.fixture(scope="session")
def browser(django_db_setup):
    """
    Start the browser. Playwright keeps an event loop running in this thread, in which Django would open a second
    connection (to an empty database in memory): the one that the tests were set up with is carried over.
    """
    from django.db import connections

    playwright = pytest.importorskip("playwright.sync_api")
    kept = connections["default"]
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with playwright.sync_playwright() as started:
        connections["default"] = kept
        found = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory, browser):
    """Furnish the database, hold the clock, serve; empty everything afterwards."""
    from django.conf import settings
    from django.core.management import call_command
    from pytest_django.live_server_helper import LiveServer

    from chuntian.web import clock

    folder, kept_folder, kept_now = tmp_path_factory.mktemp("office"), settings.DATA_FOLDER, clock.now
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    settings.DATA_FOLDER, clock.now = folder, lambda: NOW
    with django_db_blocker.unblock():
        server = None
        try:
            county = furnish(folder)
            server = LiveServer("localhost")
            yield Site(server.url, county, browser)
        finally:
            if server:
                server.stop()
            settings.DATA_FOLDER, clock.now = kept_folder, kept_now
            call_command("flush", verbosity=0, interactive=False)


class Site:
    """The running desk: open it as someone, look at it, keep pictures where CHUNTIAN_SHOTS says."""

    def __init__(self, url: str, county, browser) -> None:
        self.url, self.county, self.browser = url, county, browser

    def page(self, role: str = "", *, width: int = 1280, language: str = "zh-CN", **options):
        """Open a page of a fresh browser, signed in as `role`; whatever breaks the content policy fails the test."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale=language, **options)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda why: page.faults.append(str(why)))
        if role:
            page.goto(f"{self.url}/sign-in/")
            page.locator("[name=username]").fill(role)
            page.locator("[name=password]").fill(PASSWORD)
            page.locator("main button.button").click()
            page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    def shot(self, page, name: str) -> None:
        """Keep a picture when someone wants to look."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def axe(page) -> list[str]:
    """Give what axe finds wrong on a page, AAA rules included, one line a fault."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """async () => (await axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa",
        "best-practice"]})).violations.map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " | " + n.failureSummary).join(" || "))"""
    )
    return list(found)
