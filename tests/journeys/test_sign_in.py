"""In and out in a real browser: by keyboard, with a passkey, without scripts; and what a session's end looks like."""

import re
from contextlib import suppress
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect
from tests.journeys.conftest import axe
from tests.journeys.looks import DARK, SMALL_TARGETS
from tests.journeys.office import PASSWORD
from tests.trust.signing_in import code_of

from chuntian.accounts.models import User
from chuntian.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
playwright = pytest.importorskip("playwright.sync_api")
POLICY_BROKEN = "Content Security Policy"


@pytest.fixture(autouse=True)
def _nobody_has_a_factor():
    yield
    Authenticator.objects.all().delete()


def give_password(site, page, username: str) -> None:
    page.goto(f"{site.url}/sign-in/")
    page.locator("[name=username]").focus()
    page.keyboard.insert_text(username)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(PASSWORD)
    page.keyboard.press("Enter")


def look(site, page, name: str) -> None:
    """Look at a page at two widths and in the dark."""
    faults = [text for text in page.faults if POLICY_BROKEN in text]
    for width, scheme in ((1280, "light"), (320, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.wait_for_timeout(250)  # colours change over a moment
        site.shot(page, f"{name}-{width}-{scheme}")
        faults += [f"{name} {width} {fault}" for fault in axe(page, DARK if scheme == "dark" else ())]
        faults += [f"{name} {width}: small {one}" for one in page.evaluate(SMALL_TARGETS)]
        if page.evaluate("() => document.documentElement.scrollWidth") > width:
            faults.append(f"{name} {width}: scrolls sideways")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    assert not faults, "\n".join(faults)


def secret_on(page) -> str:
    return page.locator("code.big").first.inner_text().replace(" ", "")


def enrol(site, page, username: str) -> str:
    give_password(site, page, username)
    page.wait_for_url("**/sign-in/enrol/")
    secret = secret_on(page)
    page.locator("[name=code]").fill(code_of(secret, -1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/account/security/codes/")
    return secret


@pytest.mark.parametrize("scripts", [True, False], ids=["with-script", "without"])
def test_the_first_sign_in_enrols_and_the_second_asks_for_a_code(site, scripts):
    page = site.page(java_script_enabled=scripts)
    give_password(site, page, "county_clerk")
    page.wait_for_url("**/sign-in/enrol/")
    if scripts:
        look(site, page, "sign-in-enrol")
    page.goto(f"{site.url}/people/")
    page.wait_for_url("**/sign-in/**")

    secret = enrol(site, page, "county_clerk")
    codes = page.locator("ol.codes li").all_inner_texts()
    assert len(codes) == 10
    if scripts:
        look(site, page, "security-codes")
    page.get_by_role("button", name="我已经收好").click()
    page.wait_for_url(f"{site.url}/")
    page.get_by_role("button", name="退出").click()

    give_password(site, page, "county_clerk")
    page.wait_for_url("**/sign-in/code/")
    page.locator("[name=code]").fill("000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    assert page.title().startswith("错误：")
    if scripts:
        look(site, page, "sign-in-code")
    page.locator("[name=code]").focus()
    page.keyboard.insert_text(code_of(secret))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/")
    expect(page.locator("h1")).to_have_text("我的工作", use_inner_text=True)
    page.goto(f"{site.url}/account/security/")
    if scripts:
        look(site, page, "security-with-app")
    page.context.close()


def test_a_passkey_is_added_and_opens_the_door_under_the_strict_policy(site):
    page = site.page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enrol(site, page, "county_approver")
    page.goto(f"{site.url}/account/security/passkey/")
    look(site, page, "security-passkey")
    page.locator("#id_passkey-name").fill("办公室电脑")
    page.get_by_role("button", name="加上通行密钥").click()
    page.wait_for_url(re.compile("/account/security/(codes/)?$"))
    page.goto(f"{site.url}/account/security/")
    expect(page.get_by_text("办公室电脑")).not_to_have_count(0)
    page.get_by_role("button", name="退出", exact=True).click()

    give_password(site, page, "county_approver")
    page.wait_for_url("**/sign-in/code/")
    look(site, page, "sign-in-code-passkey")
    page.get_by_role("button", name="用通行密钥验证").click()
    page.wait_for_url(f"{site.url}/")

    assert Authenticator.objects.get(type="webauthn").data["counter"] > 0
    assert not [text for text in page.faults if POLICY_BROKEN in text]
    page.context.close()


def test_back_after_signing_out_shows_nothing(site):
    page = site.page()
    enrol(site, page, "liaison")
    page.goto(f"{site.url}/people/")
    page.locator("[name=q]").fill("马春花")
    page.locator("main button.button").first.click()
    page.get_by_role("link", name="马春花").first.click()
    page.wait_for_selector("h1")
    page.get_by_role("button", name="退出", exact=True).click()
    page.wait_for_url("**/sign-in/")

    for _ in range(3):
        with suppress(playwright.Error):  # ERR_CACHE_MISS: of the answer to a form the browser has no copy to show
            page.go_back()
        page.wait_for_timeout(500)
        assert "马春花" not in page.locator("body").inner_text()
    page.context.close()


def test_the_end_is_told_in_time_put_off_and_what_was_typed_comes_back(site, monkeypatch):
    page = site.page()
    secret = enrol(site, page, "township_clerk")
    started, passed = clock.present(), [timedelta()]
    monkeypatch.setattr(clock, "present", lambda: started + passed[0])
    passed[0] = timedelta(minutes=25, seconds=30)
    page.goto(f"{site.url}/people/")  # a page that was used just now ends 30 minutes later
    expect(page.locator(".session")).to_contain_text("自动退出", use_inner_text=True)

    passed[0] += timedelta(minutes=25)
    assert left_of(page) <= 300
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    dialog = page.get_by_role("dialog")
    dialog.wait_for(timeout=5000)
    look(site, page, "session-soon")
    dialog.get_by_role("button", name="继续工作").click()
    dialog.wait_for(state="hidden")
    page.wait_for_timeout(300)
    assert left_of(page) > 1700

    page.locator("[name=q]").fill("刚才打的字")
    passed[0] += timedelta(minutes=31)
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    over = page.get_by_role("dialog")
    over.wait_for(timeout=5000)
    assert page.locator("main").is_hidden()
    look(site, page, "session-over")
    over.get_by_role("button", name="重新登录").click()
    page.wait_for_url(re.compile("ended=kept"))
    look(site, page, "sign-in-ended")
    give_password_here(page)
    page.wait_for_url("**/sign-in/code/")
    page.locator("[name=code]").fill(code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url("**/kept/")
    expect(page.get_by_text("刚才打的字")).not_to_have_count(0)
    look(site, page, "kept")
    page.get_by_role("button", name="接着提交").click()
    page.wait_for_url("**/people/")
    assert page.locator("[name=q]").input_value() == "刚才打的字"
    page.context.close()


def left_of(page) -> int:
    asked = "() => fetch('/session/', {headers: {Accept: 'application/json'}}).then(answer => answer.json())"
    return page.evaluate(asked)["seconds"]


def give_password_here(page) -> None:
    page.locator("[name=username]").fill("township_clerk")
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_an_administrator_makes_an_account_by_keyboard(site):
    page = site.page("admin", java_script_enabled=False)
    page.goto(f"{site.url}/accounts/new/")
    for name, text in (("username", "new.liaison"), ("display_name", "马丽"), ("region", "620104")):
        page.locator(f"[name={name}]").focus()
        page.keyboard.insert_text(text)
    page.locator("[name=role]").select_option("liaison")
    page.locator("[name=reason]").fill("新入职的专职委员")
    page.locator("main form button.button").press("Enter")

    page.wait_for_selector("code.big")
    expect(page.locator("h1")).to_have_text("临时密码", use_inner_text=True)
    assert User.objects.filter(username="new.liaison").exists()
    User.objects.filter(username="new.liaison").delete()
    page.context.close()
