"""The month of work without a command line: decide everyone, find the differences, compare what was paid."""

from datetime import date

import pytest
from tests.casework.county import REGION, County, Someone, moment

from chuntian.accounts.enums import Role
from chuntian.casework.models import DecisionRun, Task
from chuntian.trail.models import Entry
from chuntian.web import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: moment(date(2024, 3, 20), 10))
    county = County([Someone("马春花", grade=1), Someone("王建国", grade=2, dibao=None)])
    county.lists(date(2024, 3, 1))
    return county


def test_a_clerk_decides_a_month_and_turns_the_differences_into_tasks(county, sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    answer = client.post("/cases/months/", {"region": REGION, "month": "2024-03"})
    run = DecisionRun.objects.get()
    page = client.get(answer["Location"]).content.decode()
    client.post(f"/cases/months/{run.pk}/", {"do": "discover"})

    assert (run.month, run.rows, str(run.made_by.username)) == ("2024-03", 2, Role.COUNTY_CLERK)
    assert "重度残疾人护理补贴" in page
    assert Task.objects.exists()
    assert Entry.objects.filter(action="discover", actor=Role.COUNTY_CLERK).exists()


def test_a_month_to_come_is_not_decided(county, sign_in):
    page = sign_in(Role.COUNTY_CLERK).post("/cases/months/", {"region": REGION, "month": "2024-04"}).content.decode()

    assert "这个月还没有到" in page
    assert not DecisionRun.objects.exists()


def test_others_read_the_result_and_decide_nothing(county, sign_in):
    run = county.decide("2024-03")
    client = sign_in(Role.CIVIL_AFFAIRS)

    assert client.get("/cases/months/").status_code == 200
    client.post("/cases/months/", {"region": REGION, "month": "2024-03"})
    assert client.post(f"/cases/months/{run.pk}/", {"do": "discover"}).status_code == 403

    assert DecisionRun.objects.count() == 1


def test_a_run_elsewhere_is_absent(county, sign_in):
    run = county.decide("2024-03")

    assert sign_in(Role.COUNTY_CLERK, "620102000000").get(f"/cases/months/{run.pk}/").status_code == 404


def test_the_preparer_compares_again_what_was_paid(county, sign_in):
    county.decide("2024-03")

    page = sign_in(Role.FINANCE_PREPARER).post(
        "/payments/recoveries/", {"do": "look-again", "look-again-region": REGION, "look-again-month": "2024-03"}, follow=True
    )  # fmt: skip

    assert "新列出 0 笔" in page.content.decode()
