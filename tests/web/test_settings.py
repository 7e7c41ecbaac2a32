"""Settings lead where one may go; roles say what they may; health says what the command says; organisations are kept."""

import pytest
from tests.web.conftest import COUNTY

from chuntian.accounts.enums import Role
from chuntian.places.models import Organisation
from chuntian.places.operations import load_packaged
from chuntian.trail.models import Entry
from chuntian.upkeep.readiness import Line
from chuntian.web.desk import house_settings

pytestmark = pytest.mark.django_db
NEW = {"do": "add", "add-kind": "provider", "add-name": "西固康复中心", "add-division": "620104", "add-credit_code": ""}


@pytest.mark.parametrize(
    ("role", "there", "absent"),
    [
        (Role.ADMIN, ["/accounts/", "/settings/health/", "/settings/organisations/", "/settings/backups/"], ["/lists/", "/payments/budgets/"]),
        (Role.COUNTY_CLERK, ["/lists/calendar/", "/programmes/changes/", "/settings/roles/"], ["/accounts/", "/settings/health/"]),
        (Role.FINANCE_PREPARER, ["/payments/budgets/"], ["/programmes/changes/", "/settings/backups/"]),
    ],
)  # fmt: skip
def test_the_page_leads_only_where_one_may_go(sign_in, role, there, absent):
    page = sign_in(role).get("/settings/").content.decode()
    main = page[page.index("<main") : page.index("</main")]

    assert [one for one in there if f'href="{one}"' not in main] == []
    assert [one for one in absent if f'href="{one}"' in main] == []


def test_roles_say_what_each_may_do_and_which_are_mine(sign_in):
    page = sign_in(Role.COUNTY_CLERK).get("/settings/roles/").content.decode()

    assert "拟定标准变更" in page
    assert "系统管理员" in page
    assert "甘肃省兰州市西固区" in page or COUNTY in page


def test_health_says_each_line_and_what_to_do(sign_in, monkeypatch):
    lines = [Line("disk", "ok", "够"), Line("backup", "bad", "从未备份", "chuntian backup --to 文件")]
    monkeypatch.setattr(house_settings, "look", lambda now: lines)

    page = sign_in(Role.ADMIN).get("/settings/health/").content.decode()

    assert page.index("从未备份") < page.index("disk")
    assert "chuntian backup --to" in page


def test_backups_are_listed_or_missed(sign_in):
    from datetime import UTC, datetime

    from chuntian.trail.operations import record

    client = sign_in(Role.ADMIN)
    before = client.get("/settings/backups/").content.decode()
    record(
        actor="system",
        action="backup.made",
        subject_kind="backup",
        subject_id="三月.backup",
        at=datetime(2024, 3, 1, tzinfo=UTC),
    )
    after = client.get("/settings/backups/").content.decode()

    assert "从来没有备份过" in before
    assert "三月.backup" in after


def test_an_organisation_is_added_corrected_and_ended(sign_in):
    load_packaged(within="620104")
    client = sign_in(Role.ADMIN)

    client.post("/settings/organisations/", NEW)
    one = Organisation.objects.get(name="西固康复中心")
    address = f"/settings/organisations/{one.pk}/"
    client.post(address, {"do": "correct", "correct-name": "西固区康复中心", "correct-phone": "0931-0000000"})
    client.post(address, {"do": "end", "end-on": "2024-03-01", "end-reason": "合并到市康复中心"})
    one.refresh_from_db()

    assert (one.name, one.region, str(one.closed_on)) == ("西固区康复中心", COUNTY, "2024-03-01")
    assert list(Entry.objects.filter(subject_kind="organisation").order_by("id").values_list("action", flat=True)) == [
        "organisation.add", "organisation.correct", "organisation.end",
    ]  # fmt: skip
    assert "西固区康复中心" not in client.get("/settings/organisations/?q=康复").content.decode()
    assert "西固区康复中心" in client.get("/settings/organisations/?q=康复&state=ended").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"add-name": ""}, {"add-division": "620102"}, {"add-credit_code": "123"}, {"add-kind": "x"}]
)
def test_a_wrong_organisation_is_told(sign_in, wrong):
    load_packaged(within="620104")

    page = sign_in(Role.ADMIN).post("/settings/organisations/", NEW | wrong).content.decode()

    assert "错误：" in page
    assert not Organisation.objects.exists()


def test_another_county_s_organisation_is_absent_and_others_may_not(sign_in):
    load_packaged(within="620104")
    one = Organisation.objects.create(kind="provider", name="机构", division=COUNTY, region=COUNTY)

    assert sign_in(Role.ADMIN, "620102000000").get(f"/settings/organisations/{one.pk}/").status_code == 404
    assert sign_in(Role.COUNTY_CLERK).get("/settings/organisations/").status_code == 403
