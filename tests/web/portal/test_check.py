"""The check as a visitor meets it: pages, changes, errors, the result."""

import re

import pytest
from tests.web.portal.checked import SEVERE, state, text
from tests.web.portal.conftest import COUNTY, DAY
from tests.web.test_english import Listener

from chuntian.policy.law import load_law
from chuntian.web.portal.asking import Asking

pytestmark = pytest.mark.alike


def test_a_severely_disabled_person_gets_the_nursing_subsidy_with_amount_mark_papers_and_office(visitor, demo_law):
    visitor.answer_all(SEVERE)

    answer = visitor.get("/check/result/")
    nursing = next(one for one in answer.context["yes"] if one.slug == "nursing_subsidy")

    assert nursing.decision.amount_fen == 13000
    assert nursing.uses_demo
    assert {"残疾人证", "户口簿"} <= set(nursing.bring)
    assert nursing.office.name == "户口所在的乡镇政府或街道办事处"
    assert ">130<" in text(answer)
    assert "演示标准" in text(answer)
    assert "兰州市西固区残疾人联合会" in text(answer)


def test_the_result_is_what_the_engine_decides(visitor, demo_law):
    visitor.answer_all(SEVERE)
    answer = visitor.get("/check/result/")

    law = load_law(demo=True)
    check = Asking(law, on=DAY, place=COUNTY)
    facts = law.read_facts(check.facts(check.walk(state(visitor.client).answers).answers))
    question = law.question(on=DAY, division=COUNTY)

    shown = {one.slug: group for group in ("yes", "maybe", "no") for one in answer.context[group]}
    words = {"eligible": "yes", "unknown": "maybe", "not_eligible": "no"}
    assert shown == {slug: words[question.decide(slug, facts).outcome.value] for slug in check.slugs}


def test_without_a_document_the_amount_stays_open_and_says_which(visitor):
    visitor.answer_all(SEVERE)

    answer = visitor.get("/check/result/")
    nursing = next(one for one in answer.context["maybe"] if one.slug == "nursing_subsidy")

    assert nursing.sum == ""
    assert nursing.all_but_amount
    assert any("护理补贴" in document for document in nursing.documents)
    assert "演示" not in text(answer)


def test_what_is_not_known_is_named_with_its_paper_and_never_refuses(visitor, demo_law):
    visitor.answer_all({"certificate": "valid", "hukou": "here", "categories": ["5"], "grade_5": "1", "age": "30"})

    answer = visitor.get("/check/result/")
    living = next(one for one in answer.context["maybe"] if one.slug == "living_subsidy")

    assert ("低保", "低保证或低保决定书") in living.missing_facts
    assert "living_subsidy" not in [one.slug for one in answer.context["no"]]


def test_only_what_would_change_the_decision_is_named_as_missing(visitor, demo_law):
    """Which limb it is decides the fuel subsidy; the aid for the insurance waits for other things."""
    said = {"certificate": "valid", "hukou": "here", "categories": ["4"], "grade_4": "1", "dibao": "household"}
    asked = visitor.answer_all(said)

    missing = {
        one.slug: [topic for topic, _ in one.missing_facts] for one in visitor.get("/check/result/").context["maybe"]
    }

    assert "limb" in asked
    assert "肢体残疾的部位" in missing["fuel_subsidy"]
    assert "肢体残疾的部位" not in missing["medical_insurance_aid"]
    assert "防止返贫监测对象" in missing["medical_insurance_aid"]


def test_a_refusal_names_its_condition_and_article(visitor, demo_law):
    visitor.answer_all(SEVERE | {"age": "70"})

    sunshine = next(one for one in visitor.get("/check/result/").context["no"] if one.slug == "sunshine_home_plan")

    assert [one.text for one in sunshine.failed] == ["年满16周岁、未满60周岁"]
    assert all(one.article for one in sunshine.failed)
    assert not re.search(r"\d{4}-\d{2}-\d{2}", str(sunshine.failed))


def test_a_competing_allowance_is_a_choice_that_shows_both_amounts(visitor, demo_law):
    visitor.answer_all(SEVERE | {"other_care": "draws", "other_care_yuan": "200"})

    nursing = next(one for one in visitor.get("/check/result/").context["maybe"] if one.slug == "nursing_subsidy")

    assert "130.00元" in nursing.choice
    assert "200.00元" in nursing.choice


def test_the_township_gives_the_office(visitor, demo_law):
    visitor.answer_all(SEVERE)
    town = dict(visitor.get("/check/result/").context["form"].fields["town"].choices[1:])
    code = next(iter(town))

    visitor.post("/check/result/", town=code)
    nursing = next(one for one in visitor.get("/check/result/").context["yes"] if one.slug == "nursing_subsidy")

    assert town[code][:2] in nursing.office.name


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_question_that_is_not_due_leads_to_the_one_that_is(visitor, number):
    visitor.begin()

    assert visitor.get(f"/check/{number}/").url == "/check/1/"


@pytest.mark.parametrize("address", ["/check/1/", "/check/answers/", "/check/result/", "/check/place/1/"])
def test_whoever_comes_in_the_middle_begins_at_the_beginning(visitor, address):
    assert visitor.get(address).url == "/check/who/"


def test_going_back_shows_the_answer_and_changing_it_goes_on(visitor):
    visitor.begin()
    visitor.post("/check/1/", answer="valid")

    page = text(visitor.get("/check/1/"))
    assert re.search(r'value="valid"[^>]*checked', page)
    visitor.post("/check/1/", answer="none")

    assert state(visitor.client).answers == {"certificate": "none"}


def test_the_answers_can_be_read_and_changed_one_by_one(visitor):
    asked = visitor.answer_all(SEVERE, who="child")

    page = text(visitor.get("/check/answers/"))

    assert page.count('class="change"') == len(asked) + 2
    assert "我的孩子" in page
    assert "30 岁" in page
    assert page.count("<dd>我不知道</dd>") == len([slug for slug in asked if slug not in SEVERE])


def test_a_child_is_spoken_of_as_a_child(visitor):
    page = visitor.get(visitor.begin("child"))

    assert page.context["form"].fields["answer"].label == "孩子有残疾人证吗？"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"answer": ""}, "请写一个数字"),
        ({"answer": "三十"}, "只写数字"),
        ({"answer": "121"}, "0 到 120"),
        ({"answer": "-1"}, "0 到 120"),
        ({"answer": "1.5"}, "只写数字"),
    ],
)
def test_a_wrong_number_keeps_what_was_typed_and_says_how(visitor, said, error):
    address = visitor.begin()
    for answer in ("valid", "here"):
        address = visitor.post(address, answer=answer).url
    while visitor.get(address).context["form"].question.slug != "age":
        form = visitor.get(address).context["form"]
        address = visitor.post(address, **({"unknown": "yes"} if form.has_unknown_button else {"answer": "?"})).url

    page = text(visitor.post(address, **said))

    assert "<title>错误：" in page
    assert 'class="error-summary"' in page
    assert error in page
    assert 'aria-invalid="true"' in page
    assert not said["answer"] or f'value="{said["answer"]}"' in page


def test_full_width_digits_are_digits(visitor):
    visitor.answer_all(SEVERE | {"age": "３０"})

    assert state(visitor.client).answers["age"] == 30


def test_nothing_chosen_is_an_error_and_unknown_is_always_offered(visitor):
    address = visitor.begin()

    page = text(visitor.post(address))

    assert "请选一个答案。不知道，就选“我不知道”。" in page
    assert 'value="?"' in page


def test_none_of_these_goes_with_no_other(visitor):
    address = visitor.begin()
    while (form := visitor.get(address).context["form"]).question.slug != "needs":
        given = {"certificate": "valid", "hukou": "here"}.get(form.question.slug, "?")
        address = visitor.post(address, **({"unknown": "yes"} if form.has_unknown_button else {"answer": given})).url

    assert "就不要再选别的" in text(visitor.post(address, answer=["none", "device"]))
    visitor.post(address, answer=["none"])
    assert state(visitor.client).answers["needs"] == []
    assert re.search(r'value="none"[^>]*checked', text(visitor.get(address)))


def test_an_answer_that_is_none_is_refused(visitor):
    address = visitor.begin()

    assert visitor.post(address, answer="maybe").status_code == 200
    assert state(visitor.client).answers == {}


def test_the_place_is_found_level_by_level_by_plain_selects(visitor):
    visitor.post("/check/who/", who="other")
    assert visitor.post("/check/place/1/", place="other").url == "/check/place/2/"
    assert visitor.post("/check/place/2/", place="620000000000").url == "/check/place/3/"
    assert visitor.post("/check/place/3/", place="620100000000").url == "/check/place/4/"
    assert visitor.post("/check/place/4/", place="620104000000").url == "/check/1/"

    assert state(visitor.client).place == COUNTY
    assert "<select" in text(visitor.get("/check/place/4/"))
    assert visitor.get("/check/place/5/").status_code == 404


def test_a_place_that_does_not_lie_there_is_refused(visitor):
    visitor.post("/check/who/", who="self")
    visitor.post("/check/place/1/", place="other")

    assert visitor.post("/check/place/2/", place="110000000000").status_code == 200
    assert state(visitor.client).place == ""


def test_another_place_makes_the_answers_void(visitor):
    visitor.answer_all(SEVERE)
    visitor.post("/check/place/1/", place="other")

    assert state(visitor.client).answers == {}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_whole_check_in_both_languages(visitor, demo_law, language):
    visitor.client.post("/language/", {"language": language, "next": "/"})
    visitor.answer_all(SEVERE)

    page = text(visitor.get("/check/result/"))

    assert ("Nursing subsidy" in page) == (language == "en")
    assert ("可以得到" in page) == (language != "en")


def test_in_english_the_names_of_places_are_heard_as_chinese(visitor, demo_law):
    visitor.client.post("/language/", {"language": "en", "next": "/"})
    asked = visitor.answer_all(SEVERE)

    addresses = [
        "/check/who/",
        "/check/place/1/",
        "/check/answers/",
        "/check/result/",
        *(f"/check/{number}/" for number in range(1, len(asked) + 1)),
    ]
    for address in addresses:
        page = Listener()
        page.feed(text(visitor.get(address)))
        # A title and an option hold no marks.
        said = [one for one in page.misread if one not in ("陈坪街道", "新城镇") and not one.endswith("– Chuntian")]
        assert said == [], address
