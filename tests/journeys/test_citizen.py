"""
One citizen from the first question to the letter in Braille, each role at its own door, by following links only.

Two errors are made and mended on the way: a word where a number belongs, and a paper that is missing and asked for.
"""

import pytest
from django.conf import settings
from playwright.sync_api import expect
from tests.casework.county import REGION
from tests.formats.test_braille import numbers_in
from tests.journeys.applying import APPLICANT, go_on, settle
from tests.journeys.office import NOW, PASSWORD
from tests.journeys.portal import answer, kind_of
from tests.journeys.portal import go_on as go_on_checking
from tests.trust.signing_in import code_of, enrolled

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.demo.bank import Bank
from chuntian.money.models import PaymentRun
from chuntian.money.operations import cancel_run
from chuntian.places.operations import ensure_organisations
from chuntian.registry.models import Source
from chuntian.web import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
STAFF = (Role.TOWNSHIP_CLERK, Role.COUNTY_CLERK, Role.CIVIL_AFFAIRS, Role.FINANCE_PREPARER, Role.FINANCE_APPROVER)
NURSING = "重度残疾人护理补贴"
DEEDS = {
    "一次性告知补正": "ask_papers", "初审通过，报县残联": "first_check", "审核通过，报民政审定": "check", "批准": "approve",
    "待处理的本批不发": "leave-out", "审批这一批": "approve", "生成银行文件": "write-file",
}  # fmt: skip


class Doors:
    """The doors of the house: each role comes in by its own, with both factors where it works here."""

    def __init__(self, site) -> None:
        self.site = site
        self.secrets = {role: enrolled(User.objects.get(username=role)) for role in STAFF}
        self.last = dict.fromkeys(STAFF, 0)

    def enter(self, role: str):
        """Open the first page as nobody, go to the door by its link, and give name, password and code."""
        page = self.site.page()
        page.goto(self.site.url)
        page.get_by_role("link", name="工作人员登录").click()
        self.give(page, role)
        page.locator("[name=code]").fill(self.code(role))
        page.keyboard.press("Enter")
        page.wait_for_url(f"{self.site.url}/")
        return page

    def code(self, role: str) -> str:
        """Give the code of now, or the next one where this one was used: a code opens once."""
        now = int(clock.present().timestamp()) // 30
        step = max(now, self.last[role] + 1)
        self.last[role] = step
        return code_of(self.secrets[role], step - now)

    @staticmethod
    def give(page, name: str) -> None:
        page.locator("[name=username]").fill(name)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")

    @staticmethod
    def leave(page) -> None:
        page.get_by_role("button", name="退出").click()
        page.context.close()


@pytest.fixture
def doors(site) -> Doors:
    ensure_organisations(region=REGION, at=NOW)  # the check asks which county
    settle()
    Source.objects.filter(kind="elderly_allowance").update(whole=True)  # every list is whole: nothing is unknown
    for run in PaymentRun.objects.filter(state="prepared"):
        cancel_run(run=run, by=User.objects.get(username=Role.FINANCE_APPROVER), at=NOW, reason="等这一件一起发")
    return Doors(site)


def test_a_citizen_from_the_check_to_the_letter_in_braille(site, doors, tmp_path):
    page = site.page()
    _checks_and_applies(page, site)
    _is_asked_for_a_paper(doors)
    _answers(page, site, tmp_path)
    _goes_along_its_path(doors)
    _is_paid(doors)

    page.get_by_role("link", name="我的档案").first.click()
    page.wait_for_url("**/mine/")
    site.shot(page, "citizen-paid")
    expect(page.locator("main")).to_contain_text("130.00 元", use_inner_text=True)
    page.get_by_role("link", name="办到哪里了", exact=True).click()
    page.wait_for_url("**/mine/cases/")
    page.get_by_role("link", name=NURSING).click()
    site.shot(page, "citizen-decided")
    expect(page.get_by_text("批准了")).not_to_have_count(0)
    with page.expect_download() as given:
        page.get_by_role("link", name="盲文（点显器，Unicode）").click()
    numbers = numbers_in(given.value.path().read_text(encoding="utf-8"))
    assert {"2024", "130.00"} <= set(numbers)
    Doors.leave(page)


def _checks_and_applies(page, site) -> None:
    """Ask what there is, write an age in words and mend it, then apply from the result; the door opens in between."""
    page.goto(site.url)
    page.get_by_role("link", name="我能得到什么？").click()
    page.get_by_role("link", name="开始").click()
    page.get_by_label("我自己").check()
    go_on_checking(page)
    page.locator("[name=place]").first.check()
    go_on_checking(page)
    mended = False
    while "/check/answers/" not in page.url:
        if kind_of(page) == "number" and not mended:
            page.locator("[name=answer]").fill("四十九岁")
            go_on_checking(page)
            assert page.title().startswith("错误：")
            expect(page.locator(".error-summary")).to_contain_text("只写数字", use_inner_text=True)
            mended = True
        answer(page)
    assert mended
    page.get_by_role("link", name="都对").click()
    card = page.locator("article", has=page.get_by_role("heading", name=NURSING))
    card.get_by_role("link", name="在这里申请").click()
    Doors.give(page, Role.CITIZEN)
    page.wait_for_url("**/mine/apply/for/nursing_subsidy/")
    page.get_by_role("button", name="开始申请").click()
    page.get_by_label("都对").check()
    go_on(page)
    page.get_by_label("户口所在地").check()
    go_on(page)
    for box in page.locator("[name=consent]").all():
        box.check()
    go_on(page)
    expect(page.locator("main")).to_contain_text(APPLICANT, use_inner_text=True)
    page.get_by_role("button", name="交申请").click()
    site.shot(page, "citizen-receipt")
    expect(page.locator("main")).to_contain_text("16 个工作日", use_inner_text=True)


def _open_case(page) -> None:
    page.get_by_role("link", name="办理", exact=True).click()
    page.wait_for_url("**/cases/")  # the page before names him too: a task to tell him
    page.get_by_role("link", name=APPLICANT).first.click()


def _deed(page, title: str, **fields: str) -> None:
    """Do one deed of the page, unfolded where it is folded, its fields filled in."""
    deed = page.locator(".deed").filter(has=page.locator(f'input[name="do"][value="{DEEDS[title]}"]'))
    deed.wait_for(state="attached")  # counting does not wait: asked of the page before, nothing is folded
    if deed.locator("summary").count():
        deed.locator("summary").click()
    for name, value in fields.items():
        deed.locator(f"[name$={name}]").fill(value)
    deed.get_by_role("button", name=title).click()
    page.wait_for_selector(".notice.done")


def _is_asked_for_a_paper(doors: Doors) -> None:
    page = doors.enter(Role.TOWNSHIP_CLERK)
    _open_case(page)
    _deed(page, "一次性告知补正", why="请补一份单位说明：没有领工伤保险的生活护理费")
    doors.leave(page)


def _answers(page, site, folder) -> None:
    """See what is asked for, and answer with a photograph."""
    from tests.web.portal.test_track import photo

    picture = folder / "单位说明.png"
    picture.write_bytes(photo().read())
    page.get_by_role("link", name="办到哪里了", exact=True).click()
    page.wait_for_url("**/mine/cases/")
    page.get_by_role("link", name=NURSING).click()
    site.shot(page, "citizen-asked")
    expect(page.locator("main")).to_contain_text("没有领工伤保险的生活护理费", use_inner_text=True)
    page.get_by_role("link", name="现在回答、交材料").click()
    page.locator("[name=answer]").fill("单位开了说明，照片在后面")
    page.locator("[name=file]").set_input_files(picture)
    page.get_by_role("button", name="交给办事处").click()
    page.wait_for_selector(".notice.done")
    expect(page.locator("main")).to_contain_text("单位说明.png", use_inner_text=True)


def _goes_along_its_path(doors: Doors) -> None:
    """Township, county federation and civil affairs, each by another person; then the letter is issued."""
    for role, step in (
        (Role.TOWNSHIP_CLERK, "初审通过，报县残联"),
        (Role.COUNTY_CLERK, "审核通过，报民政审定"),
        (Role.CIVIL_AFFAIRS, "批准"),
    ):
        page = doors.enter(role)
        _open_case(page)
        _deed(page, step)
        if role == Role.CIVIL_AFFAIRS:
            page.get_by_role("link", name="决定书：查看、出具、打印").click()
            page.get_by_role("button", name="出具并存档").click()
            page.wait_for_selector(".notice.done")
        doors.leave(page)


def _is_paid(doors: Doors) -> None:
    """Prepare, approve by another, hand the file to the bank, take its answer."""
    page = doors.enter(Role.FINANCE_PREPARER)
    page.get_by_role("link", name="发放", exact=True).first.click()
    page.wait_for_url("**/payments/")
    page.locator("[name=month]").fill("2024-03")
    page.get_by_role("button", name="编制").click()
    page.wait_for_selector(".notice.done")
    expect(page.locator("main")).to_contain_text(APPLICANT, use_inner_text=True)
    doors.leave(page)
    page = doors.enter(Role.FINANCE_APPROVER)
    page.get_by_role("link", name="发放", exact=True).first.click()
    page.wait_for_url("**/payments/")
    page.locator("tbody th a").first.click()
    page.wait_for_url("**/payments/*/")
    if page.get_by_role("button", name="待处理的本批不发").count():
        _deed(page, "待处理的本批不发", reason="另行核实，下一批再看")
    _deed(page, "审批这一批")
    _deed(page, "生成银行文件")
    with page.expect_download() as given:
        page.get_by_role("link", name="下载银行文件").click()
    bank = Bank(settings.DATA_FOLDER / "bank-house")
    answered = bank.take(given.value.path(), "2024-03-20").answer
    bank.close()
    deed = page.locator(".deed").filter(has=page.locator('input[name="do"][value="answer"]'))
    deed.locator("input[type=file]").set_input_files(answered)
    deed.get_by_role("button", name="上传银行回盘").click()
    page.wait_for_selector(".notice.done")
    doors.leave(page)
