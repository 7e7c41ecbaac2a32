"""A citizen at the portal in a browser: applies, stops at every state of the way, and follows the application."""

from collections.abc import Iterator

from tests.journeys.office import NAMES, NOW

from chuntian.accounts.enums import Role
from chuntian.accounts.models import User
from chuntian.casework.enums import CaseState
from chuntian.casework.models import Case
from chuntian.casework.operations import ask_applicant
from chuntian.registry.models import Person, Source

APPLICANT = NAMES[8]  # grade one, on no dibao list, draws nothing yet
SEND = "存好，继续"


def settle(name: str = APPLICANT) -> Person:
    """Say which person the citizen's sign-in is, and let one list be no whole one, so that something is unknown."""
    person = Person.objects.get(name=name)
    User.objects.filter(username=Role.CITIZEN).update(person_id=person.pk)
    Source.objects.filter(kind="elderly_allowance").update(whole=False)
    return person


def go_on(page) -> None:
    with page.expect_navigation():  # what is asked next is read at once
        page.get_by_role("button", name=SEND).click()


def writing_states(page, url: str) -> Iterator[str]:
    """Go through an application from the first page of the portal to the page of all answers; name each state."""
    page.goto(f"{url}/mine/")
    page.get_by_role("link", name="申请", exact=True).click()
    yield "home"
    page.get_by_role("link", name="重度残疾人护理补贴").click()
    yield "programme"
    page.get_by_role("button", name="开始申请").click()
    yield "known"
    go_on(page)
    yield "known-wrong"
    page.get_by_label("有的不对").check()
    go_on(page)
    yield "wrong"
    go_on(page)
    yield "wrong-wrong"
    page.locator("[name=wrong]").fill("我家的门牌号换过")
    go_on(page)
    yield "where"
    go_on(page)
    yield "where-wrong"
    page.get_by_label("别的地方").check()
    go_on(page)
    yield "place"
    page.get_by_role("link", name="返回上一页").click()
    page.get_by_label("户口所在地").check()
    go_on(page)
    yield "question"
    go_on(page)
    yield "question-wrong"
    page.get_by_label("领", exact=True).check()
    go_on(page)
    yield "question-number"
    page.locator("[name=answer]").fill("两百")
    go_on(page)
    yield "question-number-wrong"
    page.get_by_role("link", name="返回上一页").click()
    page.get_by_label("没有领").check()
    go_on(page)
    yield "consent"
    go_on(page)
    yield "consent-wrong"
    for box in page.locator("[name=consent]").all():
        box.check()
    go_on(page)
    yield "check"
    page.get_by_role("link", name="先停下，下次接着写").click()
    yield "home-draft"
    page.get_by_role("link", name="接着写").click()
    yield "check-again"


def following_states(page, url: str) -> Iterator[str]:
    """Send what was written, follow it, say what can be said of it, and take it back."""
    page.get_by_role("button", name="交申请").click()
    yield "receipt"
    page.get_by_role("link", name="看办到哪里了").click()
    yield "case"
    yield from _asked(page)
    page.get_by_role("link", name="交一份材料").click()
    yield "paper"
    page.get_by_role("button", name="交这份材料").click()
    yield "paper-wrong"
    page.get_by_role("link", name="返回这份申请").click()
    page.get_by_role("link", name="投诉这件事").click()
    yield "complain"
    page.locator("[name=text]").fill("跑了三趟，每次说的都不一样")
    page.get_by_role("button", name="交投诉").click()
    yield "complaint-receipt"
    page.get_by_role("link", name="看办到哪里了").click()
    yield "complaint"
    page.get_by_role("link", name="办到哪里了", exact=True).click()
    yield "cases"
    page.get_by_role("link", name="我提过的意见和答复").click()
    yield "objections"
    page.get_by_role("link", name="返回上一页").click()
    page.get_by_role("link", name="重度残疾人护理补贴", exact=True).click()
    page.get_by_role("link", name="撤回", exact=True).click()
    yield "withdraw"
    page.get_by_role("button", name="撤回").click()
    yield "withdraw-wrong"
    page.locator("[name=why]").fill("先不办了，等女儿回来")
    page.get_by_role("button", name="撤回").click()
    yield "case-withdrawn"


def _asked(page) -> Iterator[str]:
    """Let the office ask for something, and answer it."""
    case = Case.objects.get(person__name=APPLICANT, state=CaseState.APPLIED)
    clerk = User.objects.get(username=Role.TOWNSHIP_CLERK)
    ask_applicant(case=case, question="请补单位说明", by=clerk, at=NOW, kinds=["work_injury_statement"])
    page.reload()
    yield "case-asked"
    page.get_by_role("link", name="现在回答、交材料").click()
    yield "answer"
    page.get_by_role("button", name="交给办事处").click()
    yield "answer-wrong"
    page.locator("[name=answer]").fill("单位已经把说明送去了")
    page.get_by_role("button", name="交给办事处").click()
    yield "case-answered"
