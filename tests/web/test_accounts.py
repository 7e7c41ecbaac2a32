"""Administering accounts: each deed by its administrator, never one's own, never outside one's region, all in the trail."""

import re
from datetime import date

import pytest
from tests.web.conftest import COUNTY, PASSWORD

from chuntian.accounts.enums import Role
from chuntian.accounts.models import Assignment, User
from chuntian.places.models import Division
from chuntian.trail.models import Entry

pytestmark = pytest.mark.django_db
SIBLING = "620102000000"


@pytest.fixture(autouse=True)
def _divisions():
    for code, name in ((COUNTY, "西固区"), (SIBLING, "城关区"), ("620104001000", "陈坪街道")):
        Division.objects.create(
            code=code, edition="2023", name=name, level="county", kind="区", parent_code="620100000000"
        )


def new(**other) -> dict:
    said = {"username": "ma.li", "display_name": "马丽", "role": "liaison", "region": "陈坪街道", "start": "2024-01-01"}
    return {**said, "end": "", "reason": "新入职的专职委员", **other}


def test_a_new_account_gets_a_password_that_is_shown_once(sign_in, client_class):
    page = sign_in(Role.ADMIN).post("/accounts/new/", new()).content.decode()

    password = re.search(r'<code class="big">([^<]+)</code>', page)[1]
    user = User.objects.get(username="ma.li")
    assert user.check_password(password)
    assert user.password_given_at
    assert Assignment.objects.get(user=user).region == "620104001000"
    assert set(Entry.objects.filter(subject_id=str(user.pk)).values_list("action", flat=True)) == {
        "account.created",
        "role.given",
    }
    assert password not in str(list(Entry.objects.values()))
    answer = client_class().post("/sign-in/", {"username": "ma.li", "password": password})
    assert answer.url == "/sign-in/password/"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"region": "城关区"}, "您管理的区域里没有这个地方"),
        ({"region": SIBLING}, "您管理的区域里没有这个地方"),
        ({"username": "admin"}, "已经有人用"),
        ({"end": "2023-01-01"}, "截止日须在开始日之后"),
        ({"reason": ""}, "请填写：理由"),
    ],
)
def test_a_wrong_new_account_is_not_made(sign_in, wrong, told):
    page = sign_in(Role.ADMIN).post("/accounts/new/", new(**wrong)).content.decode()

    assert told in page
    assert User.objects.count() == 1
    assert "马丽" in page


def test_the_list_is_searched_and_holds_ones_own_region_only(sign_in, staff):
    staff(Role.LIAISON, username="here")
    staff(Role.LIAISON, SIBLING, username="elsewhere")
    client = sign_in(Role.ADMIN)

    page = client.get("/accounts/").content.decode()

    assert ">here<" in page
    assert "elsewhere" not in page
    assert "没有这样的账号" in client.get("/accounts/?q=nobody").content.decode()
    foreign = User.objects.get(username="elsewhere")
    assert client.get(f"/accounts/{foreign.pk}/").status_code == 404
    assert client.post(f"/accounts/{foreign.pk}/", {"do": "give-password"}).status_code == 404


def test_roles_are_given_and_ended_by_the_system_administrator(sign_in, staff):
    user = staff(Role.TOWNSHIP_CLERK, username="someone")
    client, held = sign_in(Role.ADMIN), Assignment.objects.get(user=user)

    given = {"give-role-role": "cadre", "give-role-region": "620104", "give-role-start": "2024-01-01"}
    client.post(f"/accounts/{user.pk}/", {"do": "give-role", **given, "give-role-reason": "兼任结对干部"})
    ended = {"take-role-assignment": held.pk, "take-role-end": "2024-06-30", "take-role-reason": "调走了，交接完毕"}
    client.post(f"/accounts/{user.pk}/", {"do": "take-role", **ended})

    held.refresh_from_db()
    assert held.valid_to == date(2024, 6, 30)
    assert Assignment.objects.filter(user=user, role="cadre", region=COUNTY).exists()
    history = client.get(f"/accounts/{user.pk}/").content.decode()
    assert "兼任结对干部" in history
    assert "调走了，交接完毕" in history


def test_duties_that_must_stay_apart_are_refused_on_the_page(sign_in, staff):
    user = staff(Role.COUNTY_CLERK, username="someone")
    given = {"give-role-role": "county_approver", "give-role-region": "620104", "give-role-start": "2024-01-01"}

    page = sign_in(Role.ADMIN).post(
        f"/accounts/{user.pk}/", {"do": "give-role", **given, "give-role-reason": "想兼任审批"}
    )

    assert "不能兼任" in page.content.decode()
    assert Assignment.objects.filter(user=user).count() == 1


@pytest.mark.parametrize(
    ("role", "deed", "allowed"),
    [
        (Role.ADMIN, "give-password", True),
        (Role.ADMIN, "stop", False),
        (Role.SECURITY_ADMIN, "stop", True),
        (Role.SECURITY_ADMIN, "give-role", False),
        (Role.SECURITY_ADMIN, "give-password", False),
        (Role.ADMIN, "decide-reset", False),
    ],
)
def test_each_deed_has_its_administrator(sign_in, staff, role, deed, allowed):
    user = staff(Role.LIAISON, username="someone")

    answer = sign_in(role).post(f"/accounts/{user.pk}/", {"do": deed, f"{deed}-reason": "按规定办理"})

    assert answer.status_code == 403 if not allowed else answer.status_code in (200, 302)


def test_a_stopped_account_is_out_at_once(sign_in, staff, client_class):
    user = staff(Role.LIAISON, username="someone")
    theirs = client_class()
    theirs.force_login(user)

    sign_in(Role.SECURITY_ADMIN).post(f"/accounts/{user.pk}/", {"do": "stop", "stop-reason": "已经离职"})

    assert theirs.get("/").status_code == 302
    assert client_class().post("/sign-in/", {"username": "someone", "password": PASSWORD}).status_code == 200


def test_one_s_own_account_and_one_with_roles_elsewhere_are_for_someone_else(sign_in, staff):
    user = staff(Role.LIAISON, username="someone")
    Assignment.objects.create(user=user, role=Role.LIAISON, region=SIBLING, valid_from=date(2020, 1, 1))
    client = sign_in(Role.ADMIN)
    admin = User.objects.get(username="admin")

    for pk in (user.pk, admin.pk):
        client.post(f"/accounts/{pk}/", {"do": "give-password", "give-password-reason": "试一试能不能改"})

    assert not Entry.objects.filter(action="password.given").exists()
    assert "由上级管理员来改" in client.get(f"/accounts/{user.pk}/").content.decode()
    assert "请另一位管理员来改" in client.get(f"/accounts/{admin.pk}/").content.decode()


def test_accounts_are_for_administrators(sign_in):
    assert sign_in(Role.COUNTY_CLERK).get("/accounts/").status_code == 403


@pytest.fixture
def client_class():
    from django.test import Client

    return Client
