"""B7: staff prove themselves twice; no page opens after one factor; no code works twice; nothing skips the second."""

import re

import pytest
from django.test import Client
from tests.trust.addresses import address_of
from tests.trust.signing_in import PASSWORD, code_of, enrolled, enter, give_password
from tests.web.test_policy import ADDRESSES, HALFWAY, PUBLIC, SIGNED

from chuntian.accounts.enums import STAFF, Role
from chuntian.accounts.operations import (
    CannotReset,
    NeedsSecondFactor,
    WrongCode,
    ask_reset,
    check_code,
    decide_reset,
    take_factor,
)
from chuntian.accounts.operations import (
    give_password as administrator_gives_password,
)
from chuntian.accounts.second_factors import factors_of, has_second_factor, unused_codes
from chuntian.trail.models import Entry
from chuntian.web import clock
from chuntian.web.models import SignInFailure

pytestmark = [pytest.mark.django_db, pytest.mark.alike]


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("has_one", [False, True], ids=["none-yet", "enrolled"])
def test_B7_no_page_opens_with_one_factor(client, staff, role, has_one):
    user = staff(role)
    if has_one:
        enrolled(user)

    answer = give_password(client, user.username)

    assert answer.url == ("/sign-in/code/" if has_one else "/sign-in/enrol/")
    opened = []
    for pattern, name, _ in ADDRESSES:
        if name not in PUBLIC | HALFWAY | SIGNED:  # what a department signs is opened by no session (B9, B37)
            for method in (client.get, client.post):
                told = method(address_of(pattern))
                if told.status_code != 302 or not told.url.startswith("/sign-in/"):
                    opened.append((method.__name__, name, told.status_code))
    assert not opened
    assert len(ADDRESSES) > 50


@pytest.mark.parametrize("role", sorted(STAFF))
def test_B7_a_session_that_never_gave_a_second_factor_is_led_to_it(client, staff, role):
    user = staff(role)
    client.force_login(user)
    session = client.session
    del session["factor"]
    session.save()

    answer = client.get("/account/")

    assert answer.url == "/sign-in/enrol/"
    assert "_auth_user_id" not in client.session


def test_B7_both_factors_lead_in_and_a_citizen_may_have_one(client, staff):
    clerk, citizen = staff(Role.COUNTY_CLERK), staff(Role.CITIZEN)

    assert enter(client, clerk, enrolled(clerk)).url == "/"
    assert client.get("/").status_code == 200
    assert give_password(Client(), citizen.username).url == "/mine/"

    enrolled(citizen)
    assert give_password(Client(), citizen.username).url == "/sign-in/code/"


def test_B7_a_code_works_once_also_in_another_process(client, staff):
    user = staff(Role.COUNTY_CLERK)
    secret = enrolled(user)
    shown = code_of(secret)
    enter(client, user, secret)
    other = Client()
    give_password(other, user.username)

    again = other.post("/sign-in/code/", {"code": shown})

    assert again.status_code == 200
    assert "已经用过" in again.content.decode()
    assert other.get("/").status_code == 302
    with pytest.raises(WrongCode):  # an older one than the last that was used
        check_code(user=user, code=code_of(secret, -1), at=clock.present())
    assert check_code(user=user, code=code_of(secret, 1), at=clock.present()) == "totp"


def test_B7_a_recovery_code_works_once(staff):
    user = staff(Role.COUNTY_CLERK)
    enrolled(user)
    one = unused_codes(user)[0]
    first, second = Client(), Client()
    give_password(first, user.username)
    give_password(second, user.username)

    assert first.post("/sign-in/code/", {"code": f"{one[:4]} {one[4:]}"}).url == "/"
    assert second.post("/sign-in/code/", {"code": one}).status_code == 200
    assert len(unused_codes(user)) == 9
    assert Entry.objects.filter(action="second_factor.recovery_used", subject_id=str(user.pk)).count() == 1


def test_B7_a_new_password_never_skips_the_second_factor(client, staff):
    user, admin = staff(Role.COUNTY_CLERK), staff(Role.ADMIN)
    secret = enrolled(user)
    administrator_gives_password(user=user, password="given-by-someone", by=admin, at=clock.now(), reason="忘记密码")

    assert give_password(client, user.username, "given-by-someone").url == "/sign-in/code/"
    assert client.get("/sign-in/password/").url == "/sign-in/code/"
    after = client.post("/sign-in/code/", {"code": code_of(secret)})
    assert after.url == "/sign-in/password/"
    assert client.get("/").status_code == 302
    assert client.post("/sign-in/password/", {"new": "given-by-someone"}).status_code == 200
    assert client.post("/sign-in/password/", {"new": "我自己的一句长长的话"}).url == "/"
    user.refresh_from_db()
    assert user.password_given_at is None


def test_B7_a_given_password_is_replaced_before_the_first_enrolment(client, staff):
    user, admin = staff(Role.COUNTY_CLERK), staff(Role.ADMIN)
    administrator_gives_password(user=user, password="given-by-someone", by=admin, at=clock.now(), reason="新入职")

    assert give_password(client, user.username, "given-by-someone").url == "/sign-in/password/"
    assert client.post("/sign-in/password/", {"new": "我自己的一句长长的话"}).url == "/sign-in/enrol/"
    page = client.get("/sign-in/enrol/").content.decode()
    secret = re.search(r'<code class="big">([A-Z2-7 ]+)</code>', page)[1]
    assert client.post("/sign-in/enrol/", {"code": "000000"}).status_code == 200
    assert client.get("/").status_code == 302
    assert client.post("/sign-in/enrol/", {"code": code_of(secret)}).url == "/account/security/codes/"
    assert client.get("/").status_code == 200
    assert "<ol" in client.get("/account/security/codes/").content.decode()
    client.post("/account/security/codes/")
    assert 'class="codes"' not in client.get("/account/security/codes/").content.decode()


def test_B7_wrong_codes_are_slowed_like_wrong_passwords(client, staff):
    user = staff(Role.COUNTY_CLERK)
    secret = enrolled(user)
    give_password(client, user.username)
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})

    slowed = client.post("/sign-in/code/", {"code": code_of(secret)})

    assert "秒再试" in slowed.content.decode()
    assert SignInFailure.objects.exists()


def test_B7_the_last_factor_of_staff_stays_and_two_people_reset_a_lost_one(staff):
    user, admin, security = staff(Role.COUNTY_CLERK), staff(Role.ADMIN), staff(Role.SECURITY_ADMIN)
    enrolled(user)
    with pytest.raises(NeedsSecondFactor):
        take_factor(user=user, factor=factors_of(user).get(), at=clock.present(), required=True)

    asked = ask_reset(user=user, by=admin, at=clock.now(), reason="手机丢失，当面核对身份")
    with pytest.raises(CannotReset):
        decide_reset(reset=asked, by=admin, at=clock.now(), agree=True, reason="同意")
    assert has_second_factor(user)
    decide_reset(reset=asked, by=security, at=clock.now(), agree=True, reason="已核对")

    assert not has_second_factor(user)
    assert not unused_codes(user)
    assert set(Entry.objects.filter(subject_id=str(user.pk)).values_list("action", flat=True)) >= {
        "second_factor.reset_asked",
        "second_factor.reset",
    }
    with pytest.raises(CannotReset):
        decide_reset(reset=asked, by=security, at=clock.now(), agree=True, reason="再来")


def test_B7_secrets_lie_sealed_and_open_only_for_their_account(staff):
    user, other = staff(Role.COUNTY_CLERK), staff(Role.LIAISON)
    secret = enrolled(user)
    enrolled(other)
    mine, theirs = factors_of(user).get(), factors_of(other).get()
    assert secret not in str(mine.data)

    theirs.data = {**theirs.data, "secret": mine.data["secret"], "last_step": 0}
    theirs.save()

    from chuntian.kernel.crypto import Tampered

    with pytest.raises(Tampered):
        check_code(user=other, code=code_of(secret), at=clock.present())


def test_B7_only_a_demo_folder_under_demo_settings_lets_one_factor_do(client, staff, settings, tmp_path):
    staff(Role.COUNTY_CLERK)
    settings.DEMO_WITHOUT_SECOND_FACTOR = True
    assert give_password(client, "county_clerk").url == "/sign-in/enrol/"
    settings.DATA_FOLDER = tmp_path
    (tmp_path / "demo.json").write_text('{"demo": true, "today": "2024-12-31"}')

    assert "这是演示" in client.get("/sign-in/").content.decode()
    assert give_password(client, "county_clerk", PASSWORD).url == "/"
    settings.DEMO_WITHOUT_SECOND_FACTOR = False
    assert client.get("/").url == "/sign-in/enrol/"
