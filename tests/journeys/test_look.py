"""Every page, wide and narrow, light, dark and in forced colours: no fault of axe, no sideways scroll, targets of 44 px, one h1, clean console."""

import pytest
from playwright.sync_api import expect
from tests.journeys.conftest import axe
from tests.journeys.looks import in_every_look

from chuntian.accounts.models import User
from chuntian.casework.models import Award, Case, DecisionRun, Task, TaskBatch
from chuntian.exchange.models import Discrepancy, Upload
from chuntian.money.models import HeldLine, PaymentRun, Recovery
from chuntian.registry.models import Erasure, Person
from chuntian.standards.models import Change
from chuntian.web.models import BulkRequest, SavedList

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
PAGES = [
    ("sign-in", "", "/sign-in/"),
    ("work", "county_clerk", "/?whose=all"),
    ("work-empty", "civil_affairs", "/?kind=visit"),
    ("work-approver", "county_approver", "/"),
    ("work-civil", "civil_affairs", "/"),
    ("work-finance", "finance_approver", "/"),
    ("together", "liaison", "/work/together/?pick={task}"),
    ("together-none", "liaison", "/work/together/"),
    ("batches", "liaison", "/work/done/"),
    ("batch-done", "liaison", "/work/done/{batch}/"),
    ("places", "supervisor", "/"),
    ("task", "county_clerk", "/tasks/{task}/"),
    ("search", "county_clerk", "/people/"),
    ("search-list", "county_clerk", "/people/?list={list}"),
    ("person", "county_clerk", "/people/{person}/"),
    ("person-facts", "county_clerk", "/people/{person}/facts/"),
    ("person-decisions", "county_clerk", "/people/{person}/decisions/"),
    ("person-money", "county_clerk", "/people/{person}/money/"),
    ("person-trail", "auditor", "/people/{person}/trail/"),
    ("reveal", "county_clerk", "/people/{person}/number/"),
    ("new-case", "county_clerk", "/people/{person}/apply/"),
    ("new-complaint", "county_clerk", "/people/{person}/complain/"),
    ("lists", "county_clerk", "/lists/"),
    ("list-kind", "county_clerk", "/lists/dibao/"),
    ("list", "county_clerk", "/lists/{upload}/"),
    ("upload", "county_clerk", "/lists/upload/"),
    ("discrepancies", "county_clerk", "/discrepancies/"),
    ("discrepancy", "county_clerk", "/discrepancies/{discrepancy}/"),
    ("discovery", "county_clerk", "/discovery/"),
    ("notices", "", "/notices/"),
    ("cases", "county_clerk", "/cases/"),
    ("case", "township_clerk", "/cases/{case}/"),
    ("payments", "finance_preparer", "/payments/"),
    ("payment", "finance_approver", "/payments/{run}/"),
    ("budgets", "finance_preparer", "/payments/budgets/?year=2024"),
    ("list-calendar", "county_clerk", "/lists/calendar/"),
    ("list-compare", "county_clerk", "/lists/{upload}/compare/"),
    ("settings", "admin", "/settings/"),
    ("settings-roles", "county_clerk", "/settings/roles/"),
    ("settings-health", "admin", "/settings/health/"),
    ("settings-backups", "admin", "/settings/backups/"),
    ("organisations", "admin", "/settings/organisations/"),
    ("recoveries", "finance_preparer", "/payments/recoveries/"),
    ("recovery", "finance_approver", "/payments/recoveries/{claim}/"),
    ("held", "civil_affairs", "/payments/{run}/held/{held}/"),
    ("award", "county_approver", "/people/{person}/awards/{award}/"),
    ("months", "county_clerk", "/cases/months/"),
    ("month", "county_clerk", "/cases/months/{month}/"),
    ("simulate", "county_clerk", "/programmes/simulate/?programme=nursing_subsidy"),
    ("programmes", "county_clerk", "/programmes/"),
    ("programme", "county_clerk", "/programmes/nursing_subsidy/"),
    ("programme-values", "county_clerk", "/programmes/living_subsidy/values/"),
    ("programme-try", "liaison", "/programmes/living_subsidy/try/?example=1"),
    ("programme-log", "auditor", "/programmes/fuel_subsidy/log/"),
    ("changes", "county_approver", "/programmes/changes/"),
    ("change", "county_approver", "/programmes/changes/{change}/"),
    ("new-change", "county_clerk", "/programmes/nursing_subsidy/change/"),
    ("programme-listed", "county_clerk", "/programmes/disabled_population_base/"),
    ("measures", "county_clerk", "/measures/?year=2024&month=3"),
    ("measure", "county_clerk", "/measures/nursing_subsidy_coverage/?year=2024&month=3"),
    ("account", "county_clerk", "/account/"),
    ("security", "county_clerk", "/account/security/"),
    ("again", "county_clerk", "/account/again/"),
    ("accounts", "admin", "/accounts/"),
    ("accounts-empty", "security_admin", "/accounts/?q=nobody"),
    ("new-account", "admin", "/accounts/new/"),
    ("one-account", "admin", "/accounts/{account}/"),
    ("one-account-security", "security_admin", "/accounts/{account}/"),
    ("person-helpers", "county_clerk", "/people/{person}/helpers/"),
    ("person-formats", "county_clerk", "/people/{person}/formats/"),
    ("export", "county_clerk", "/work.xlsx?whose=all"),
    ("requests", "county_approver", "/requests/"),
    ("erasure", "county_approver", "/requests/erasures/{erasure}/"),
    ("request", "county_approver", "/requests/{request}/"),
    ("display", "", "/display/"),
    ("accessibility", "", "/accessibility/"),
    ("absent", "county_clerk", "/people/1/"),
    ("denied", "admin", "/people/"),
]


def addresses() -> dict[str, int | None]:
    def first(found):
        return found.values_list("pk", flat=True).first()

    return {
        "task": first(Task.objects.filter(kind="tell").order_by("id")),
        "request": first(BulkRequest.objects),
        "person": first(Person.objects.filter(name="马春花")),
        "account": first(User.objects.filter(username="liaison")),
        "upload": first(Upload.objects.order_by("id")),
        "discrepancy": first(Discrepancy.objects.order_by("id")),
        "case": first(Case.objects.order_by("id")),
        "run": first(PaymentRun.objects.order_by("-month")),
        "held": first(HeldLine.objects.filter(run__month="2024-03").order_by("id")),
        "claim": first(Recovery.objects.all()),
        "award": first(Award.objects.filter(person__name="马春花")),
        "change": first(Change.objects.all()),
        "erasure": first(Erasure.objects.all()),
        "batch": first(TaskBatch.objects.all()),
        "list": first(SavedList.objects.all()),
        "month": first(DecisionRun.objects.order_by("-month", "-made_at")),
    }


@pytest.fixture(scope="module")
def pages(site):
    opened = {}

    def give(role, width, **options):
        key = (role, width, tuple(sorted(options.items())))
        if key not in opened:
            opened[key] = site.page(role, width=width, **options)
        return opened[key]

    yield give
    for page in opened.values():
        page.context.close()


@pytest.mark.parametrize(("name", "role", "address"), PAGES, ids=[name for name, _, _ in PAGES])
def test_a_page_holds_in_every_look(site, pages, name, role, address):
    page = pages(role, 1280)
    page.goto(site.url + address.format(**addresses()))

    faults = in_every_look(site, page, name, passes=("404", "403"))

    assert not role or "/sign-in/" not in page.url
    assert not faults, "\n".join(faults)


def test_a_simulation_shows_its_result_in_every_look(site, pages):
    page = pages("county_clerk", 1280)
    page.goto(f"{site.url}/programmes/simulate/?programme=nursing_subsidy")
    page.locator("[name='value:sub.care.A']").fill("200")
    page.get_by_role("button", name="试算").click()
    page.wait_for_selector("#result")

    faults = in_every_look(site, page, "simulate-result")

    assert not faults, "\n".join(faults)


def test_a_visitor_reads_a_notice_and_is_asked_who_he_is_only_to_object(site, pages):
    page = pages("", 320, color_scheme="light")
    page.goto(site.url + "/")
    page.get_by_role("link", name="公示").click()

    expect(page.get_by_role("rowheader", name="郭*男")).to_be_visible()
    expect(page.get_by_text("郭亚男")).to_have_count(0)
    page.get_by_role("link", name="提出异议").click()
    page.wait_for_url("**/sign-in/**")


def test_several_tasks_are_taken_over_in_one_go_and_given_back(site, pages):
    page = pages("liaison", 320, color_scheme="light")
    page.goto(site.url + "/?kind=tell")
    for box in page.get_by_role("checkbox").all()[-2:]:
        box.check()
    page.get_by_role("button", name="勾选的一起办").click()
    page.get_by_text("都由我接手").first.click()
    page.locator("details[open] button").click()

    expect(page.get_by_role("button", name="全部撤销")).to_be_visible()
    assert not axe(page)
    page.get_by_role("button", name="全部撤销").click()
    expect(page.get_by_text("已撤销").first).to_be_visible()


def test_on_a_phone_a_link_leads_past_the_reasons_to_what_can_be_done(site, pages):
    page = pages("county_clerk", 320, color_scheme="light")
    page.goto(site.url + "/tasks/{task}/".format(**addresses()))

    page.get_by_role("link", name="直接去办").click()

    assert page.evaluate("() => document.querySelector('#deeds').getBoundingClientRect().top") < 200
