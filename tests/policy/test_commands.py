import json

import pytest
from click.testing import CliRunner

from chuntian.commands.explain import command as explain
from chuntian.commands.programmes import command as programmes

FACTS = {
    "hukou": "620104001201", "certificate_valid": True, "components": [{"category": 4, "grade": 1, "part": None}],
    "tekun": False, "work_injury_care": False, "in_prison": False, "care_allowance_other": 0,
}  # fmt: skip
ASKED = ["--programme", "nursing_subsidy", "--on", "2024-05-10", "--division", "620104"]


def ask(facts, *arguments):
    text = facts if isinstance(facts, str) else json.dumps(facts, ensure_ascii=False)
    return CliRunner().invoke(explain, ["--facts", "-", *ASKED, *arguments], input=text)


def test_explain_answers_in_the_json_of_the_design():
    result = ask(FACTS, "--param", "sub.care.A=120", "--json")

    data = json.loads(result.output)
    assert (data["outcome"], data["amount_fen"], data["missing_parameters"]) == ("eligible", 12000, [])
    assert set(data) == {"programme", "outcome", "amount_fen", "reasons", "missing_parameters", "law_version"}


def test_facts_may_stand_under_their_own_key():
    assert json.loads(ask({"facts": FACTS}, "--param", "sub.care.A=120", "--json").output)["amount_fen"] == 12000


def test_a_missing_standard_is_an_answer_with_the_document():
    result = ask(FACTS)

    assert result.exit_code == 0
    assert "不能确定" in result.output
    assert "须取得" in result.output


def test_invented_values_are_marked():
    assert "演示参数" in ask(FACTS, "--demo").output
    assert json.loads(ask(FACTS, "--demo", "--json").output)["demo_parameters"] is True


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (FACTS | {"certificate_vaild": True}, "certificate_valid"),
        (FACTS | {"grade": 5}, "grade"),
        (FACTS | {"care_allowance_other": 10.5}, "10.5"),
        (FACTS | {"birth_date": "1990-02-30"}, "birth_date"),
        ("[1, 2]", "facts"),
        ("{", "JSON"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(facts, says):
    result = ask(facts)

    assert result.exit_code == 1
    assert says in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_an_unknown_programme_names_its_neighbours():
    result = CliRunner().invoke(
        explain, ["--facts", "-", "--programme", "nursing_subsidie", "--division", "620104"], input="{}"
    )

    assert result.exit_code == 1
    assert "nursing_subsidy" in result.output


def test_a_listed_programme_cannot_be_decided():
    result = CliRunner().invoke(
        explain, ["--facts", "-", "--programme", "job_fair", "--division", "620104"], input="{}"
    )

    assert result.exit_code == 1
    assert "没有可判定的条件" in result.output


@pytest.mark.parametrize(
    "arguments", [[], ["--facts", "-"], ["--facts", "-", *ASKED, "--param", "x"], ["1", "--facts", "-"]]
)
def test_wrong_use_has_status_2(arguments):
    assert CliRunner().invoke(explain, arguments, input="{}").exit_code == 2


def test_programmes_lists_the_catalogue_by_state():
    data = json.loads(CliRunner().invoke(programmes, ["--state", "decided", "--json"]).output)

    assert data["count"] == 17
    assert json.loads(CliRunner().invoke(programmes, ["--json"]).output)["count"] == 278


def test_programmes_reads_one_aloud_with_articles():
    output = CliRunner().invoke(programmes, ["nursing_subsidy"]).output

    assert "残疾等级为一级或二级" in output
    assert "甘肃省民政厅关于残疾人两项补贴标准的说明" in output


def test_programmes_says_what_is_missing_and_whom_to_ask():
    data = json.loads(CliRunner().invoke(programmes, ["living_subsidy", "--missing", "--json"]).output)

    keys = [row["key"] for row in data["parameters"]]
    assert "sub.living.urban" in keys
    assert "sub.living_scope" not in keys
    assert all(row["document"] for row in data["parameters"])


def test_an_unknown_domain_names_those_there_are():
    result = CliRunner().invoke(programmes, ["--domain", "money"])

    assert result.exit_code == 1
    assert "subsidy" in result.output


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("sub.multirule=literal", "sub.multi_rule"),
        ("sub.multi_rule=best", "best_component"),
        ("sub.care.A=many", "sub.care.A"),
    ],
)
def test_a_bad_parameter_is_refused_with_what_it_could_be(given, says):
    result = ask(FACTS, "--param", given)

    assert result.exit_code == 1
    assert says in result.output


def test_parameters_of_a_programme_that_is_only_delivered():
    data = json.loads(CliRunner().invoke(programmes, ["student_aid", "--parameters", "--json"]).output)

    assert [(row["key"], row["missing"]) for row in data["parameters"]] == [("student.aid", True)]
