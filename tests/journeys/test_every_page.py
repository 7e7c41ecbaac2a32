"""Every page of the access table for every sense: axe, structure, keys, spacing, zoom, forced colours, motion, input methods."""

import pytest
from tests.casework.county import REGION
from tests.journeys.applying import settle
from tests.journeys.checks import CHECKS
from tests.journeys.every_page import find, pages
from tests.journeys.office import NOW
from tests.journeys.said import keep_figures, leave_something_said

from chuntian.accounts.enums import Role
from chuntian.places.operations import ensure_organisations

pytestmark = [pytest.mark.browser, pytest.mark.django_db, pytest.mark.slow]  # minutes; test_senses.py has two pages
# Pages that no link leads to from a first page, because of what must have happened before; each is walked in its own journey.
CHECK, SIGN_IN, SECURITY = "test_portal.py", "test_sign_in.py", "test_sign_in.py"
ELSEWHERE = {
    "portal:place": CHECK, "portal:question": CHECK, "portal:answers": CHECK, "portal:result": CHECK,
    "desk:sign-in-code": SIGN_IN, "desk:sign-in-enrol": SIGN_IN, "desk:sign-in-password": SIGN_IN, "desk:session": SIGN_IN, "desk:kept": SIGN_IN,
    "apply:step": "test_apply.py", "apply:check": "test_apply.py", "apply:case": "test_apply.py", "apply:receipt": "test_apply.py", "apply:withdraw": "test_apply.py",
    "apply:answer": "test_apply.py", "apply:paper": "test_apply.py", "apply:case-complain": "test_apply.py", "mine:letter": "test_mine.py",
    "mine:for": "web/portal/test_mine_home.py: only whoever acts for someone comes here",
    "desk:again": SECURITY, "desk:security-codes": SECURITY, "desk:security-remove": SECURITY,
    "desk:case-letter": "test_letter_forms.py", "desk:exception": "test_look.py", "desk:bank-file": "a file, after its reason", "desk:annual-report": "a file",
}  # fmt: skip
# What these need is furnished by test_services.py, which walks them with test_scales.py; two of the citizen's are read without a browser (web/test_serving.py).
SERVED = {
    *(f"desk:{name}" for name in ("need", "order", "provider", "agreement", "claim", "claim-line", "device", "device-label", "project", "home")),
    *(f"desk:{name}" for name in ("scale", "assess", "assessment")), *(f"provider:{name}" for name in ("order", "assess", "assessment")),
    *(f"provider:{name}" for name in ("today", "session", "plan", "appointment", "people", "claims", "claim", "claim-line", "agreement")),
    *(f"mine:service{name}" for name in ("", "-choose", "-complain", "-contest", "-leave", "-word")), "mine:appointment",
}  # fmt: skip
ELSEWHERE |= dict.fromkeys(SERVED, "test_services.py")
WALKED = set(pages()) - set(ELSEWHERE)


@pytest.fixture(scope="module")
def found(site, django_db_blocker):
    with django_db_blocker.unblock():
        ensure_organisations(region=REGION, at=NOW)
        leave_something_said(site.county, settle())
        keep_figures(site.county)
        return find(site.doors, WALKED)


@pytest.fixture(scope="module")
def browsers(site):
    opened = {}

    def give(role):
        if role not in opened:
            opened[role] = site.page(role)
        return opened[role]

    yield give
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize("name", sorted(WALKED))
def test_every_page_holds_for_every_sense(site, found, browsers, name):
    assert name in found, "no link from a first page leads here"
    role, address = found[name]
    page = browsers(role)
    page.goto(site.url + address)

    faults = [f"{check.__name__}: {fault}" for check in CHECKS for fault in check(page)]

    assert not faults, f"{role} {address}\n" + "\n".join(faults)


def test_the_list_of_pages_walked_elsewhere_is_true():
    assert set(ELSEWHERE) <= set(pages())


def test_every_page_has_a_title_of_its_own(site, found, browsers):
    titles = {}
    for name, (role, address) in found.items():
        page = browsers(role)
        page.goto(site.url + address)
        titles.setdefault((role == Role.CITIZEN, page.title()), []).append(name)  # nobody sees both houses

    assert not [names for names in titles.values() if len(names) > 1]
