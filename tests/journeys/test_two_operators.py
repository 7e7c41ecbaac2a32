"""Two operators, two browsers, one approval: one approves, the other reads what happened and who did it (trust A11)."""

from datetime import date

import pytest
from playwright.sync_api import expect
from tests.casework.county import REGION
from tests.journeys.conftest import axe, session_of

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.money.models import PaymentRun
from chuntian.money.operations import leave_out
from chuntian.trail.models import Entry

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
SECOND = "second_approver"


@pytest.fixture
def run(site):
    """Give a run of which nothing is left open, and a second approver with a session."""
    user = User.objects.create_user(SECOND, display_name="第二位审批人")
    Assignment.objects.create(user=user, role=Role.FINANCE_APPROVER, region=REGION, valid_from=date(2020, 1, 1))
    site.doors[SECOND] = session_of(SECOND)
    run = PaymentRun.objects.get(month="2024-03", state="prepared")
    leave_out(run=run, by=run.prepared_by, at=run.prepared_at, reason="转人工核实")
    return run


@pytest.mark.parametrize("scripts", [True, False], ids=["with-script", "without"])
def test_two_browsers_one_approval(site, run, scripts):
    first = site.page(Role.FINANCE_APPROVER, java_script_enabled=scripts)
    second = site.page(SECOND, java_script_enabled=scripts)
    for page in (first, second):
        page.goto(f"{site.url}/payments/{run.pk}/")
        expect(page.locator("#deed-approve")).to_be_visible()

    for page in (first, second):
        with page.expect_navigation():
            page.locator("section[aria-labelledby=deed-approve] button").click()

    expect(first.locator("main")).to_contain_text("已审批", use_inner_text=True)
    told = second.locator("main").inner_text()
    assert "情况已变" in told
    assert "生成银行文件" in told  # the page shows how things stand now
    expect(second.locator("#deed-approve")).to_have_count(0)
    if scripts:
        site.shot(second, "second-operator")
        assert axe(second) == []
    run.refresh_from_db()
    assert run.approved_by.username == Role.FINANCE_APPROVER
    assert len(Entry.objects.filter(action="pay.approve", subject_id=str(run.pk))) == 1
