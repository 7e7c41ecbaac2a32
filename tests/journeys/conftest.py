"""One furnished county, one running server and one browser for all journeys of a module."""

import os
import threading
from pathlib import Path

import pytest
from django.conf import settings
from tests.journeys.content_policy import LISTEN, REPORTS, collect
from tests.journeys.office import NOW, furnish
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role

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


@pytest.fixture(autouse=True)
def _nothing_is_reported_against_the_content_policy():
    yield
    reports, REPORTS[:] = REPORTS[:], []
    assert not reports, "\n".join(reports)


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
        kept.inc_thread_sharing()  # the server's threads may end after the server
        found = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time():
    """A browser asks for several things at once; a database in memory has one connection, which threads must not use together."""
    from django.core.handlers.wsgi import WSGIHandler

    lock, kept = threading.RLock(), WSGIHandler.__call__

    def in_turn(self, environ, start_response):
        with lock:
            return kept(self, environ, start_response)

    WSGIHandler.__call__ = in_turn
    yield
    WSGIHandler.__call__ = kept


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory, browser):
    """Furnish the database, hold the clock, serve; empty everything afterwards."""
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
            doors = {role: session_of(role) for role in Role.values}
            server = LiveServer("localhost")
            yield Site(server.url, county, browser, doors)
        finally:
            if server:
                server.stop()
            settings.DATA_FOLDER, clock.now = kept_folder, kept_now
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def listener(site, tmp_path_factory, django_db_blocker):
    """Someone who hears the pages: a real screen reader on a screen that nobody sees; one that cannot start is a failure."""
    from tests.casework.county import REGION
    from tests.journeys.screen_reader.listener import Listener
    from tests.journeys.screen_reader.reader import Reader

    from chuntian.places.operations import ensure_organisations

    with django_db_blocker.unblock():
        ensure_organisations(region=REGION, at=NOW)
    with Reader(tmp_path_factory.mktemp("reader"), f"{site.url}/display/") as reader:
        found = site.browser.browser_type.connect_over_cdp(reader.devtools)
        yield Listener(site, reader, found.contexts[0].pages[0])
        found.close()


def session_of(role: str) -> str:
    """Sign someone in before the first test, outside its transaction, and give the session."""
    from django.test import Client

    from chuntian.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=role))
    just_proved(client)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class Site:
    """The running desk: open it as someone, look at it, keep pictures where CHUNTIAN_SHOTS says."""

    def __init__(self, url: str, county, browser, doors: dict[str, str]) -> None:
        self.url, self.county, self.browser, self.doors = url, county, browser, doors

    def page(self, role: str = "", *, width: int = 1280, language: str = "zh-CN", **options):
        """Open a page of a fresh browser, signed in as `role`; what the console calls an error is kept in `faults`."""
        context = self.browser.new_context(viewport={"width": width, "height": 900}, locale=language, **options)
        context.add_init_script(LISTEN)
        context.on("console", collect)
        page = context.new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda why: page.faults.append(str(why)))
        if role:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": self.doors[role], "url": self.url}
            context.add_cookies([cookie])
        return page

    def shot(self, page, name: str) -> None:
        """Keep a picture when someone wants to look."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe could not judge counts as found, but what was looked at: signs that only paint and are said elsewhere, the dots
# of a way that stand beside its words, the same page in another state under the same name, and colours of the system, which it takes for ours.
RUN_AXE = """async (only) => {
  const found = await axe.run(document, {runOnly: only}), forced = matchMedia("(forced-colors: active)").matches;
  const path = n => document.querySelector(n.target[0])?.pathname;
  const beside = n => [...n.any, ...n.all, ...n.none].flatMap(check => check.relatedNodes);
  const judged = (v, n) => (v.id.startsWith("color-contrast") && (forced || document.querySelector(n.target[0])?.closest("[aria-hidden=true], .way-on")))
    || (v.id === "identical-links-same-purpose" && path(n) && beside(n).every(other => path(other) === path(n)));
  const unsure = found.incomplete.map(v => ({...v, id: v.id + " (unsure)", nodes: v.nodes.filter(n => !judged(v, n))})).filter(v => v.nodes.length);
  return [...found.violations, ...unsure].map(v => v.id + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " | " + n.failureSummary).join(" || ")); }"""


def axe(page, rules: tuple[str, ...] = ()) -> list[str]:
    """Give what axe finds wrong on a page, AAA rules included (or only by some rules), one line a fault."""
    page.wait_for_load_state("load")  # a page that has only begun has no root yet
    if not page.evaluate("() => Boolean(window.axe)"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    return list(page.evaluate(RUN_AXE, only))
