from datetime import date

from chuntian.policy.choices import Choice
from chuntian.policy.explaining import explain_facts
from chuntian.policy.law import load_law

FACTS = {
    "birth_date": "1940-01-01", "hukou": "620104001201", "certificate_valid": True, "dibao": "household",
    "dibao_area": "rural", "dibao_class": 1, "tekun": False, "work_injury_care": False, "orphan_benefit": False,
    "unattended_child_benefit": False, "in_prison": False, "in_welfare_institution": False,
}  # fmt: skip


def explained(**facts):
    return explain_facts(
        load_law(), "living_subsidy", FACTS | facts, on=date(2024, 5, 1), division="620104",
        params={"sub.living.rural_1_2": "110"},
    )  # fmt: skip


def reason(explanation, code):
    return next(one for one in explanation.data["reasons"] if one["code"] == code)


def test_an_open_choice_shows_both_amounts_and_proposes_the_higher():  # case 8
    found = explained(living_allowance_other=10000)

    text = reason(found, "choose_higher")["text"]
    assert found.data["outcome"] == "unknown"
    assert "110.00元" in text
    assert "100.00元" in text
    assert "建议选择本补贴" in text


def test_the_proposal_may_be_the_other_one_and_nothing_is_switched():
    found = explained(living_allowance_other=12000)

    assert found.data["outcome"] == "unknown"
    assert "建议保留其他津贴" in reason(found, "choose_higher")["text"]


def test_a_choice_that_is_made_is_not_proposed_again():
    found = explained(living_allowance_other=12000, chosen=["living_subsidy"])

    assert (found.data["outcome"], found.data["amount_fen"]) == ("eligible", 11000)


def test_without_a_standard_nothing_is_proposed():
    assert Choice(own_fen=None, other_fen=100).proposed == "unknown"
    assert Choice(own_fen=100, other_fen=100).proposed == "either"


def test_the_json_is_that_of_the_design():
    data = explained(living_allowance_other=0).data

    assert list(data) == ["programme", "outcome", "amount_fen", "reasons", "missing_parameters", "law_version"]
    assert {tuple(one) for one in data["reasons"]} == {("code", "met", "text", "article")}


def test_a_multiple_disability_on_which_the_readings_differ_is_pointed_out():  # case 1
    facts = FACTS | {
        "components": [{"category": 2, "grade": 1}, {"category": 5, "grade": 2}],
        "care_allowance_other": 0,
    }

    found = explain_facts(load_law(), "nursing_subsidy", facts, on=date(2024, 5, 1), division="620104")

    assert "sub.multi_rule" in found.note
    assert explained(living_allowance_other=0).note == ""
