"""The law's pages: values over time, examples to try, a change from one person's hand to another's."""

import pytest
from django.test import Client
from tests.casework.county import REGION
from tests.web.conftest import just_proved

from chuntian.accounts.enums import Role
from chuntian.policy.law import load_law
from chuntian.standards.models import Change
from chuntian.standards.queries import law

pytestmark = pytest.mark.django_db
WRITTEN = {
    "do": "prepare", "key": "sub.care.A", "region": REGION, "value": "200", "valid_from": "2024-01-01",
    "document": "西民发〔2024〕1号", "article": "第二条", "checked_on": "2024-03-20",
}  # fmt: skip
NEW = "/programmes/nursing_subsidy/change/?key=sub.care.A"


@pytest.fixture
def enter(staff):
    def make(role: str, region: str = REGION) -> Client:
        client = Client()
        client.force_login(staff(role, region))
        just_proved(client)
        return client

    return make


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("slug", load_law().decided)
@pytest.mark.parametrize("part", ["", "values/", "try/", "log/"])
def test_every_programme_has_its_four_pages(sign_in, slug, part):
    page = text(sign_in(Role.LIAISON).get(f"/programmes/{slug}/{part}"))

    assert f'href="/programmes/{slug}/try/"' in page


def test_what_is_listed_only_has_no_such_pages(sign_in):
    assert sign_in(Role.LIAISON).get("/programmes/no_such/values/").status_code == 404


def test_values_say_from_when_where_by_which_document_and_what_is_missing(sign_in):
    client = sign_in(Role.COUNTY_CLERK)

    elsewhere = text(client.get("/programmes/living_subsidy/values/?place=620924"))
    here = text(client.get("/programmes/living_subsidy/values/"))
    wrong = text(client.get("/programmes/living_subsidy/values/?place=x"))

    assert "《阿克塞县2025年残疾人两项补贴标准》" in elsewhere
    assert "230" in elsewhere
    assert "请向发文单位索取" in here
    assert 'href="/programmes/living_subsidy/change/?key=sub.living.urban"' in here
    assert "不是行政区划代码" in wrong


def test_an_example_is_filled_in_and_tried_with_another_number(sign_in):
    client = sign_in(Role.LIAISON)
    page = text(client.get("/programmes/living_subsidy/try/?example=0"))
    facts = {
        "fact:birth_date": "1980-05-01", "fact:hukou": "620104001201", "fact:certificate_valid": "yes",
        "fact:dibao": "household", "fact:dibao_area": "rural", "fact:dibao_class": "1",
        "fact:living_allowance_other": "0", "value:sub.living.rural_1_2": "110", "on": "2024-05-10", "division": "620104",
    }  # fmt: skip
    nos = ("dibao_margin", "tekun", "orphan_benefit", "unattended_child_benefit", "work_injury_care", "in_prison")
    facts |= {f"fact:{name}": "no" for name in (*nos, "in_welfare_institution")}

    paid = text(client.post("/programmes/living_subsidy/try/", facts | {"do": "try"}))
    refused = text(client.post("/programmes/living_subsidy/try/", facts | {"fact:tekun": "yes"}))
    unknown = text(client.post("/programmes/living_subsidy/try/", facts | {"fact:dibao": ""}))

    assert "农村一类低保，四级也可以" in page
    assert 'value="620104001201"' in page
    assert 'value="1980-05-01"' in page
    assert "110.00 元" in paid.split("用自己的数")[0]
    assert "不符合" in refused.split("用自己的数")[0]
    assert "还不知道" in unknown.split("用自己的数")[0]


@pytest.mark.parametrize(
    "wrong",
    [{"slug": "nursing_subsidy", "fact:components": "很重"}, {"fact:living_allowance_other": "x"}, {"division": "x"}, {"on": "x"}, {"value:sub.living.urban": "x"},
     {"fact:birth_date": "1780-13-01"}, {"fact:hukou": "zzz"}],
)  # fmt: skip
def test_what_cannot_be_read_is_an_error_beside_its_field(sign_in, wrong):
    page = text(
        sign_in(Role.LIAISON).post(
            f"/programmes/{wrong.get('slug', 'living_subsidy')}/try/",
            {"on": "2024-05-10", "division": "620104"} | wrong,
        )
    )

    assert "错误：" in page


def test_every_example_can_be_tried_as_it_stands(sign_in):
    from chuntian.policy.examples import examples
    from chuntian.rules import Kind
    from chuntian.web.desk.law_forms import TryForm, written

    book = load_law()
    for one in examples():
        facts = [book.facts[name] for name in one.facts]
        given = {f"fact:{row.name}": written(row, one.facts[row.name]) for row in facts} | {
            "on": one.on,
            "division": one.division,
        }
        form = TryForm(given, facts=facts, values=[])
        assert form.is_valid(), (str(one), form.errors)
        read, meant = book.read_facts(form.cleaned_data["facts"]), book.read_facts(one.facts)
        assert read == meant, str(one)
        assert Kind.BOOL or facts


def test_a_change_goes_from_hand_to_hand(decided, enter):
    clerk, approver = enter(Role.COUNTY_CLERK), enter(Role.COUNTY_APPROVER)
    before = law(demo=True).version

    answer = clerk.post(NEW, WRITTEN)
    change = Change.objects.get()
    address = f"/programmes/changes/{change.pk}/"
    waiting, notice = text(approver.get(address)), text(approver.get("/programmes/"))
    own = clerk.post(address, {"do": "approve", "approve-note": "照文件"})
    done = approver.post(address, {"do": "approve", "approve-note": "对照过文件原文"})

    assert answer["Location"] == address
    assert 'data-label="提高">1<' in waiting
    assert "等另一人批准" in notice
    assert own.status_code == 403
    assert done.status_code == 302
    assert law(demo=True).version != before
    assert "本地批准" in text(clerk.get("/programmes/nursing_subsidy/values/"))
    assert "西民发〔2024〕1号" in text(enter(Role.AUDITOR).get("/programmes/nursing_subsidy/log/"))
    assert "200" in text(Client().get("/benefits/nursing_subsidy/?place=620104"))


def test_a_change_of_another_place_is_absent(decided, enter):
    enter(Role.COUNTY_CLERK).post(NEW, WRITTEN)
    pk = Change.objects.get().pk

    assert enter(Role.COUNTY_APPROVER, "620102000000").get(f"/programmes/changes/{pk}/").status_code == 404
    assert enter(Role.AUDITOR).get(f"/programmes/changes/{pk}/").status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"value": "很多"}, {"document": ""}, {"checked_on": "2030-01-01"}, {"region": "620102000000"}]
)
def test_a_wrong_change_is_told_and_nothing_is_kept(decided, enter, wrong):
    page = text(enter(Role.COUNTY_CLERK).post(NEW, WRITTEN | wrong))

    assert "错误：" in page
    assert not Change.objects.exists()


def test_a_change_is_refused_with_a_reason_or_taken_back(decided, enter):
    clerk, approver = enter(Role.COUNTY_CLERK), enter(Role.CIVIL_AFFAIRS)
    clerk.post(NEW, WRITTEN)
    first = Change.objects.get()
    approver.post(f"/programmes/changes/{first.pk}/", {"do": "refuse", "refuse-note": "文号写错了"})
    clerk.post(NEW, WRITTEN)
    second = Change.objects.exclude(pk=first.pk).get()
    clerk.post(f"/programmes/changes/{second.pk}/", {"do": "withdraw", "withdraw-note": "金额写错了"})

    assert sorted(Change.objects.values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert "文号写错了" in text(clerk.get(f"/programmes/changes/{first.pk}/"))
    assert law().version == load_law().version
