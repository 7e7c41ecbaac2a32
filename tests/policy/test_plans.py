import pytest

from chuntian.policy.plans import UnknownPlan, load_plan, plan_for


def test_eleven_indicators_as_printed():
    plan = load_plan("xigu_2021_2025")
    rows = {one.number: one for one in plan.indicators}

    assert list(rows) == list(range(1, 12))
    assert [number for number, one in rows.items() if one.is_binding] == [3, 4, 5, 9, 10, 11]
    assert (rows[9].baseline, rows[9].target) == ("96.85", "100")
    assert (rows[10].baseline, rows[10].target) == ("89.99", "95")
    assert (rows[6].baseline, rows[6].target) == ("99.5", "100")


def test_what_the_source_lost_is_shown_as_missing():
    rows = {one.number: one for one in load_plan("xigu_2021_2025").indicators}

    assert rows[1].target is None
    assert rows[1].target_text == "与国内生产总值增长基本同步"
    assert rows[2].target_text == "0.8（单位缺失）"
    assert rows[11].target_text == "原文缺失"
    assert rows[11].note
    assert rows[1].baseline_text == "——"


def test_the_plan_of_a_street_is_that_of_its_district():
    assert plan_for("620104001000") == "xigu_2021_2025"
    assert plan_for("620102") is None


def test_an_unknown_plan_names_those_there_are():
    with pytest.raises(UnknownPlan, match="xigu_2021_2025"):
        load_plan("xigu_2026_2030")
