"""`chuntian explain PERSON`: the same words for a registered person, found by id, identity number or certificate number."""

import json
from datetime import date

import pytest
from click.testing import CliRunner
from tests.registry.builders import certificate, commit, listed, moment, number, person

from chuntian.commands.explain import command

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _known_county() -> None:
    commit("certificates", [certificate(1)], date(2024, 1, 1), moment(1))
    for kind in ("tekun", "work_injury_care", "prison"):
        commit(kind, [], date(2024, 3, 1), moment(2))
    commit("elderly_allowance", [listed(1, kind="care", amount=8000)], date(2024, 3, 1), moment(2))


def ask(given, *arguments):
    return CliRunner().invoke(command, [str(given), "--on", "2024-04-01", *arguments])


def test_a_person_is_found_by_each_of_the_three_numbers():
    for given in (person(1).pk, number(1), f"{number(1)}41"):
        rows = json.loads(ask(given, "--programme", "nursing_subsidy", "--json").output)
        assert [row["programme"] for row in rows] == ["nursing_subsidy"]


def test_an_open_choice_is_said_with_both_amounts():
    output = ask(person(1).pk, "--programme", "nursing_subsidy", "--demo").output

    assert "其他同类津贴每月80.00元" in output
    assert "演示参数" in output


def test_without_a_programme_every_one_for_persons_is_decided():
    rows = json.loads(ask(person(1).pk, "--json").output)

    assert len(rows) == 15
    assert "employment_security_levy" not in {row["programme"] for row in rows}


def test_nobody_is_answered_in_one_line_without_the_number():
    result = ask(number(7))

    assert result.exit_code == 1
    assert "没有这个人" in result.output
    assert number(7) not in result.output


def test_a_wrong_number_is_refused():
    wrong = number(1)[:-1] + ("0" if number(1)[-1] != "0" else "1")

    result = ask(wrong)

    assert result.exit_code == 1
    assert "号码有误" in result.output
