"""Apply on the portal: nothing is asked that is known, everything can be taken up again, one application is one case."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.template import context_processors
from tests.casework.county import REGION, County, Someone, moment

from chuntian.accounts.enums import AuthorityKind, Role
from chuntian.accounts.models import Authority, User
from chuntian.casework.enums import CaseState, Channel
from chuntian.casework.models import Case
from chuntian.policy.law import load_law
from chuntian.web import clock
from chuntian.web.models import ApplicationDraft
from chuntian.web.portal import apply_drafts

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 20)
NOW = moment(DAY, 10)
NURSING = "/mine/apply/for/nursing_subsidy/"


@pytest.fixture
def county(settings, tmp_path, monkeypatch):
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(context_processors, "get_token", lambda request: "TOKEN")
    for pages in ("apply", "track"):
        monkeypatch.setattr(f"chuntian.web.portal.{pages}.law_in_use", lambda: load_law(demo=True))
    county = County(
        [Someone("马春花"), Someone("王小宝", born=date(2015, 3, 4)), Someone("李秀英", grade=3, category=1)]
    )
    county.lists(date(2024, 3, 1))
    return county


class Applicant:
    """A citizen at the portal: posts as the pages' forms do."""

    def __init__(self, client, user: User, person) -> None:
        self.client, self.user, self.person = client, user, person

    def get(self, address: str) -> str:
        return self.client.get(address).content.decode()

    def post(self, address: str, do: str, **said):
        return self.client.post(address, {"do": do, "for": self.person.pk, **said})

    def begin(self, address: str = NURSING) -> str:
        return self.post(address, "begin").url

    def fill(self, address: str) -> str:
        """Answer every page as whoever has nothing to correct does; gives the page of all answers."""
        asked = []
        while not address.endswith("/check/"):
            form = self.client.get(address).context["form"]
            (name, _field) = next(iter(form.fields.items()))
            asked.append(address.rstrip("/").rsplit("/", 1)[1])
            given = {
                "known": "right", "where": "home", "consent": ["true", "compare"], "answer": "?",
            }[name]  # fmt: skip
            if name == "answer" and form.has_unknown_button:
                address = self.post(address, "answer", unknown="yes").url
            else:
                address = self.post(address, "answer", **{name: given}).url
        self.asked = asked
        return address


@pytest.fixture
def applicant(county, client, staff) -> Applicant:
    user = staff(Role.CITIZEN, REGION)
    User.objects.filter(pk=user.pk).update(person_id=county.person("马春花").pk)
    client.force_login(user)
    return Applicant(client, user, county.person("马春花"))


def authorise(user, person, kind=AuthorityKind.GUARDIAN, end=date(2024, 12, 31)) -> Authority:
    clerk, _ = User.objects.get_or_create(username="clerk")
    return Authority.objects.create(
        user=user, person_id=person.pk, region=person.region, kind=kind, document="监护公证书",
        valid_from=date(2024, 1, 1), valid_to=end, recorded_by=clerk, recorded_at=NOW,
    )  # fmt: skip


def test_what_the_lists_say_is_shown_with_its_source_and_never_asked(applicant):
    address = applicant.begin()

    page = applicant.get(address)
    check = applicant.fill(address)

    assert "残联：残疾人证，2024年3月1日" in page
    assert not [name for name in applicant.asked if name.startswith("question")]
    assert applicant.asked == ["known", "where", "consent"]
    assert "演示银行" in applicant.get(check)


def test_what_no_list_says_is_asked_with_the_words_of_the_check(county, applicant):
    from chuntian.registry.models import Source

    Source.objects.filter(kind__in=["prison", "elderly_allowance"]).update(whole=False)

    check = applicant.fill(applicant.begin())

    assert len([name for name in applicant.asked if name.startswith("question")]) == 2
    page = applicant.get(check)
    assert "护理类津贴" in page
    assert "服刑" in page


def test_sending_makes_one_case_with_a_receipt(applicant):
    check = applicant.fill(applicant.begin())

    answer = applicant.post(check, "send")

    case = Case.objects.get()
    assert (case.person, case.channel, case.applied_on) == (applicant.person, Channel.ONLINE, DAY)
    assert answer.url == f"/mine/cases/{case.pk}/receipt/"
    assert not ApplicationDraft.objects.exists()
    receipt = applicant.get(answer.url)
    digits = re.sub(r"\D", "", re.search(r'class="number">([^<]+)<', receipt)[1])
    assert digits == str(case.pk)
    assert "16 个工作日" in receipt
    assert "2024年4月" in receipt


def test_sending_twice_leads_to_the_one_case(applicant):
    check = applicant.fill(applicant.begin())
    applicant.post(check, "send")

    again = applicant.post(check, "send")

    assert Case.objects.count() == 1
    assert again.url == "/mine/cases/"
    assert "已经交了" in applicant.get("/mine/cases/")


def test_a_second_application_of_the_same_is_led_to_the_first(applicant):
    applicant.post(applicant.fill(applicant.begin()), "send")

    page = applicant.get(NURSING)

    assert "正在办" in page
    assert f"/mine/cases/{Case.objects.get().pk}/" in page
    assert applicant.post(NURSING, "begin").status_code == 200
    assert not ApplicationDraft.objects.exists()


def test_answers_are_kept_sealed_and_taken_up_on_another_device(applicant, client, county):
    address = applicant.begin()
    applicant.post(address, "answer", known="wrong")
    applicant.post(address.replace("known", "wrong"), "answer", wrong="低保早就没有了，我在别处领")

    client.logout()
    client.force_login(applicant.user)

    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM web_applicationdraft")
        raw = bytes(cursor.fetchone()[0])
    assert "低保".encode() not in raw
    assert "低保早就没有了" in applicant.get(address.replace("known", "wrong"))
    assert "接着写" in applicant.get("/mine/apply/")


def test_a_draft_ends_by_itself(applicant, monkeypatch):
    address = applicant.begin()
    monkeypatch.setattr(clock, "now", lambda: NOW + apply_drafts.KEPT + timedelta(days=1))

    assert applicant.client.get(address).status_code == 404
    applicant.begin("/mine/apply/for/living_subsidy/")
    assert ApplicationDraft.objects.count() == 1


def test_what_is_found_wrong_goes_to_the_clerk_and_changes_no_fact(applicant):
    address = applicant.begin()
    applicant.post(address, "answer", known="wrong")
    address = applicant.post(address.replace("known", "wrong"), "answer", wrong="我的残疾人证换过，等级变了").url
    applicant.post(applicant.fill(address), "send")

    first = Case.objects.get().actions.get(number=1)
    assert "我的残疾人证换过，等级变了" in first.why
    assert "本人" in first.why


def test_elsewhere_the_application_goes_the_way_across_provinces(applicant):
    from chuntian.places.models import Division

    for code, name, level, above in (
        ("610000000000", "陕西省", "province", ""), ("610100000000", "西安市", "prefecture", "610000000000"),
        ("610102000000", "新城区", "county", "610100000000"), ("620000000000", "甘肃省", "province", ""),
    ):  # fmt: skip
        Division.objects.create(code=code, edition="2023", name=name, level=level, kind=level, parent_code=above)
    address = applicant.begin()
    address = applicant.post(address, "answer", known="right").url
    address = applicant.post(address, "answer", where="elsewhere").url
    for code in ("610000000000", "610100000000", "610102000000"):
        address = applicant.post(address, "answer", place=code).url
    answer = applicant.post(applicant.fill(address), "send")

    case = Case.objects.get()
    assert (case.path, case.office, case.state) == (
        "cash_benefit_elsewhere", "610102000000", CaseState.ACCEPTED_ELSEWHERE,
    )  # fmt: skip
    assert "受理的地方转送户籍地" in applicant.get(answer.url)


def test_a_guardian_applies_for_a_child_and_a_helper_only_with_his_authority(applicant, county):
    child, foreign = county.person("王小宝"), county.person("李秀英")
    held = authorise(applicant.user, child)
    applicant.post("/mine/for/", "choose", person=child.pk)
    applicant.person = child

    page = applicant.get(NURSING)
    check = applicant.fill(applicant.begin())
    applicant.post(check, "send")

    assert "我是监护人" in page
    case = Case.objects.get()
    assert (case.person, case.opened_by) == (child, applicant.user)
    assert "监护人" in case.actions.get(number=1).why
    held.valid_to = DAY - timedelta(days=1)
    held.save()
    assert applicant.client.get(f"/mine/cases/{case.pk}/").status_code == 404
    other = Case.objects.create(
        path="cash_benefit", person=foreign, programme="nursing_subsidy", channel="window", applied_on=DAY,
        region=foreign.region, opened_at=NOW, state="applied",
    )  # fmt: skip
    for page in ("", "receipt/", "withdraw/", "letter/txt"):
        answer = applicant.client.get(f"/mine/cases/{other.pk}/{page}")
        assert answer.status_code == 404
        assert answer.content == applicant.client.get(f"/mine/cases/17/{page}").content.replace(
            b"/17/", b"/%d/" % other.pk
        )


def test_both_ticks_are_needed(applicant):
    address = applicant.begin()
    while not address.endswith("/consent/"):
        (name,) = applicant.client.get(address).context["form"].fields
        address = applicant.post(address, "answer", **{name: {"known": "right", "where": "home"}[name]}).url

    page = applicant.post(address, "answer", consent=["true"]).content.decode()

    assert "请把两句都勾上，才能交" in page
    assert "<title>错误：" in page
    assert applicant.post(address.replace("consent", "check"), "send").url.endswith("/consent/")
    assert not Case.objects.exists()


def test_no_address_and_no_message_holds_an_answer(applicant):
    address = applicant.begin()

    assert re.fullmatch(r"/mine/apply/\d+/known/", address)
    assert re.fullmatch(r"/mine/apply/\d+/where/", applicant.post(address, "answer", known="right").url)


def test_withdrawing_needs_a_reason_and_ends_the_case(applicant):
    applicant.post(applicant.fill(applicant.begin()), "send")
    address = f"/mine/cases/{Case.objects.get().pk}/withdraw/"

    short = applicant.post(address, "withdraw", why="不")
    applicant.post(address, "withdraw", why="我搬走了，以后再办")

    assert "写得太短" in short.content.decode()
    assert Case.objects.get().state == CaseState.WITHDRAWN
    assert "您撤回了" in applicant.get(f"/mine/cases/{Case.objects.get().pk}/")
