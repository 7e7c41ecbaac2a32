"""The pages of one's own file: facts and what is wrong in them, decisions and letters, money, who looked, settings."""

import json
from datetime import date

import pytest
from django.test import Client
from tests.casework.county import moment
from tests.web.conftest import just_proved
from tests.web.portal.mine import NOW, authorise

from chuntian.accounts.enums import AuthorityKind, Role
from chuntian.accounts.models import Authority
from chuntian.casework.models import Correction, Task
from chuntian.casework.operations import issue_notice
from chuntian.registry.models import FormatChoice, Person
from chuntian.trail.models import Entry
from chuntian.trail.operations import record

pytestmark = pytest.mark.django_db
PAGES = [
    "/mine/", "/mine/for/", "/mine/money/", "/mine/decisions/", "/mine/letters/", "/mine/facts/", "/mine/facts/dibao/", "/mine/looked/",
    "/mine/settings/", "/mine/settings/formats/", "/mine/settings/contact/", "/mine/settings/copy/", "/mine/settings/helpers/",
]  # fmt: skip


@pytest.fixture
def letter(own):
    return issue_notice(
        person=own.person, programme="nursing_subsidy", law=own.county.law, on=date(2024, 3, 20), by=None,
        at=moment(date(2024, 3, 20)),
    )  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_in_both_languages_with_one_heading(own, address):
    assert own.get(address).count("<h1") == 1
    own.client.post("/language/", {"language": "en", "next": "/"})
    assert own.get(address).count("<h1") == 1


@pytest.mark.parametrize(
    "address", [one for one in PAGES if one not in ("/mine/for/", "/mine/settings/", "/mine/settings/copy/")]
)
def test_each_reading_is_written_down_once(own, address):
    before = Entry.objects.filter(action="person.view").count()

    own.get(address)

    assert Entry.objects.filter(action="person.view", subject_id=str(own.person.pk)).count() == before + 1


def test_facts_say_where_they_come_from_and_what_is_not_known(own):
    page = own.get("/mine/facts/")

    assert "来自：" in page
    assert "2024年3月1日" in page
    assert "不知道的" in page
    assert own.county.people[0].resident_id not in page


def test_what_is_wrong_becomes_a_task_of_whoever_keeps_the_source(own):
    answer = own.post("/mine/facts/dibao/", "ask", said="我家去年就不吃低保了")

    assert answer.url == "/mine/facts/#asked"
    task, asked = Task.objects.get(kind="correct"), Correction.objects.get()
    assert task.owner_role == Role.CIVIL_AFFAIRS
    assert task.detail == {"fact": "dibao", "source": asked.source_id}
    assert asked.source.kind == "dibao"
    page = own.get("/mine/facts/")
    assert "正在核实" in page
    assert "我家去年就不吃低保了" in page
    assert "2024年4月" in page  # the day by which it is answered


def test_the_fact_stays_as_it_was(own):
    before = own.get("/mine/decisions/")

    own.post("/mine/facts/dibao/", "ask", said="我家去年就不吃低保了")
    own.get("/mine/facts/")  # the message is told here

    assert own.get("/mine/decisions/").replace(" ", "") == before.replace(" ", "")


def test_a_clerk_reads_it_and_answers_and_the_person_sees_the_answer(own, staff):
    own.post("/mine/facts/certificate_valid/", "ask", said="证件是有效的，窗口换过新证")
    task, desk = Task.objects.get(), Client()
    desk.force_login(staff(Role.COUNTY_CLERK))
    page = desk.get(f"/tasks/{task.pk}/").content.decode()

    desk.post(
        f"/tasks/{task.pk}/", {"do": "answer", "answer-outcome": "right", "answer-reason": "证件库里是旧证，请来窗口"}
    )

    assert "证件是有效的，窗口换过新证" in page
    assert "办结任务" not in page
    mine = own.get("/mine/facts/")
    assert "核实无误，不更正" in mine
    assert "证件库里是旧证，请来窗口" in mine
    assert 'href="/mine/facts/certificate_valid/"' in mine  # may be asked again


def test_an_open_request_is_not_made_twice(own):
    own.post("/mine/facts/dibao/", "ask", said="不对，去年就没有了")

    assert "正在核实" in own.get("/mine/facts/dibao/")
    assert own.post("/mine/facts/dibao/", "ask", said="不对，去年就没有了").status_code == 200
    assert Correction.objects.count() == 1


@pytest.mark.parametrize("said", ["", "我的号码是620199197005010051", "卡号 6222020200112233445"])
def test_a_word_is_needed_and_no_number_in_it(own, said):
    page = own.post("/mine/facts/dibao/", "ask", said=said).content.decode()

    assert "error-summary" in page
    assert not Correction.objects.exists()


def test_a_new_telephone_number_is_sealed(own):
    own.post("/mine/facts/phone/", "ask", phone="0931-7654321", said="")

    asked = Correction.objects.get()
    assert str(asked.phone).startswith("093*")
    assert "7654321" not in own.get("/mine/facts/") + asked.said
    assert "正在核实" in own.get("/mine/settings/contact/")


def test_what_no_file_holds_is_absent(own):
    assert own.client.get("/mine/facts/nothing/").status_code == 404


def test_decisions_come_with_their_reasons(own):
    page = own.get("/mine/decisions/")

    assert "重度残疾人护理补贴" in page
    assert "可以得到" in page
    assert "一条一条看理由" in page


def test_a_letter_is_read_and_taken_in_the_chosen_form(own, letter):
    own.post("/mine/settings/formats/", "choose", forms=["braille", "sms"])
    page = own.get(f"/mine/letters/{letter.pk}/")

    given = own.client.get(f"/mine/letters/{letter.pk}/braille.txt")

    assert letter.content["title"] in own.get("/mine/letters/")
    assert page.count("您要的") == 2
    assert given["Content-Disposition"].startswith("attachment")
    assert FormatChoice.objects.get().said_by == "person"


def test_a_letter_of_another_person_answers_like_none(own, staff):
    foreign = issue_notice(
        person=own.county.person("李秀英"), programme="nursing_subsidy", law=own.county.law, on=date(2024, 3, 20), by=None,
        at=moment(date(2024, 3, 20)),
    )  # fmt: skip

    for form in ("", "txt"):
        there, absent = f"/mine/letters/{foreign.pk}/{form}", f"/mine/letters/17/{form}"
        answers = [own.client.get(address) for address in (there, absent)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content.replace(there.encode(), b"") == answers[1].content.replace(absent.encode(), b"")


def test_who_looked_is_an_office_a_day_and_a_reason(own, staff):
    desk = Client()
    desk.force_login(staff(Role.COUNTY_CLERK))
    for _ in range(3):
        desk.get(f"/people/{own.person.pk}/money/")
    desk.post("/people/", {"q": "马春花"})
    desk.post(
        f"/people/{own.person.pk}/number/", {"do": "reveal", "what": "resident_id", "why": "核对低保名单上的号码"}
    )

    page = own.get("/mine/looked/")

    assert "县残联经办" in page
    assert "看了档案：发放（3 次）" in page.replace("\n", "").replace("  ", " ").replace(" （", "（")
    assert "查人时看到您在结果里" in page
    assert "核对低保名单上的号码" in page


def test_what_a_list_was_taken_for_is_not_told_because_it_may_name_another(own, staff):
    record(
        actor=staff(Role.COUNTY_CLERK), action="export", subject_kind="export", subject_id=1, at=NOW, reason="核对王某的申请",
        region=own.person.region, shown=[own.person.pk],
    )  # fmt: skip

    page = own.get("/mine/looked/")

    assert "取走了一份有您的名单" in page
    assert "王某" not in page


def test_the_own_copy_asks_once_more_who_one_is(own):
    asked = own.post("/mine/settings/copy/", "take", kind="html")
    just_proved(own.client)
    given = own.post("/mine/settings/copy/", "take", kind="json")

    assert asked.url.startswith("/account/again/")
    copy = json.loads(given.content)
    assert copy["person"] == own.person.pk
    assert own.county.people[0].resident_id in given.content.decode()
    assert Entry.objects.filter(action="person.copy", subject_id=str(own.person.pk)).count() == 1


def test_a_helper_takes_no_copy(own):
    ward = own.county.person("李秀英")
    authorise(own.user, ward, AuthorityKind.HELPER)
    own.open(ward)
    just_proved(own.client)

    answer = own.post("/mine/settings/copy/", "take", of=ward, kind="html")

    assert "受托代办人不能取副本" in answer.content.decode()
    assert not Entry.objects.filter(action="person.copy").exists()


def test_a_guardian_chooses_forms_for_the_ward(own):
    ward = own.county.person("王小宝")
    authorise(own.user, ward)
    own.open(ward)

    own.post("/mine/settings/formats/", "choose", of=ward, forms=["easy"])

    choice = FormatChoice.objects.get()
    assert (choice.person, choice.said_by) == (ward, "guardian")


def test_a_helpers_mandate_is_ended_by_the_person_and_he_sees_nothing_any_more(own, staff):
    helper = staff(Role.CITIZEN, username="helper")
    held = authorise(helper, own.person, AuthorityKind.HELPER)
    there = Client()
    there.force_login(helper)
    assert "马春花" in there.get("/mine/").content.decode()

    own.post(f"/mine/settings/helpers/{held.pk}/", "end", reason="")

    held.refresh_from_db()
    assert held.valid_to == date(2024, 3, 19)
    assert "您的账号还没有连上档案" in there.get("/mine/").content.decode()
    assert "以前的" in own.get("/mine/settings/helpers/")


def test_a_guardian_is_not_ended_by_a_click(own, staff):
    held = authorise(staff(Role.CITIZEN, username="guardian"), own.person)

    assert own.client.get(f"/mine/settings/helpers/{held.pk}/").status_code == 404
    assert own.post(f"/mine/settings/helpers/{held.pk}/", "end", reason="").status_code == 404
    assert Authority.objects.get().valid_to == date(2024, 12, 31)
    assert 'href="/mine/facts/authority/"' in own.get("/mine/settings/helpers/")


def test_money_says_what_came_and_what_is_held(own):
    own.county.award("马春花", "nursing_subsidy", "2024-01")
    page = own.get("/mine/money/")

    assert "金额还没有算" in page
    assert Person.objects.count() == 3
