"""The commands of the monthly round, as someone types them."""

import json

import pytest
from click.testing import CliRunner
from tests.casework.county import REGION

from chuntian.commands import decide, discover, simulate, tasks


@pytest.fixture
def run(county):
    def run(command, *arguments):
        done = CliRunner().invoke(command, [*arguments, "--json"], catch_exceptions=False)
        return done.exit_code, json.loads(done.output) if done.exit_code == 0 else done.output

    return run


def test_decide_discover_work(run):
    code, decided = run(decide.command, "--region", REGION, "--month", "2024-01", "--demo")
    assert (code, decided["rows"], decided["demo_parameters"]) == (0, 4, True)

    code, found = run(discover.command, "--region", REGION, "--month", "2024-01")
    assert found["opened"]["tell"] >= 5

    code, listed = run(tasks.command, "--region", REGION, "--kind", "tell", "--limit", "3")
    assert len(listed["tasks"]) == 3
    assert listed["open"]["tell"] == found["opened"]["tell"]


def test_discover_says_what_to_do_first(run):
    code, text = run(discover.command, "--region", REGION, "--month", "2024-01")

    assert code == 1
    assert "chuntian decide" in text


def test_simulate_tells_what_a_parameter_costs(run, county, tmp_path):
    county.decide("2024-01")
    change = tmp_path / "change.yaml"
    change.write_text('parameters: {sub.care.A: "200"}', encoding="utf-8")

    code, found = run(simulate.command, str(change), "--region", REGION)

    nursing = next(one for one in found["programmes"] if one["programme"] == "nursing_subsidy")
    assert (code, nursing["more"]) == (0, 2)
    assert nursing["cost_after_fen"] - nursing["cost_before_fen"] == 2 * 7000


def test_simulate_refuses_what_the_law_does_not_have(run, county, tmp_path):
    county.decide("2024-01")
    change = tmp_path / "change.yaml"
    change.write_text("programmes: {free_lunch: {}}", encoding="utf-8")

    code, text = run(simulate.command, str(change), "--region", REGION)

    assert code == 1
    assert "free_lunch" in text
