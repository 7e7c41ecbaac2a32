"""Figures from a small county whose lists came through the register: parts, unknowns, divisions, rows behind."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from tests.casework.county import VILLAGE, County, Someone, moment

from chuntian.indicators.catalogue import UnknownMeasure, all_measures, measure
from chuntian.indicators.compute import by_division, compute, figure, figures_of, open_rows
from chuntian.indicators.data import Data
from chuntian.indicators.periods import Period
from chuntian.indicators.plans import plan_lines
from chuntian.policy.plans import load_plan

pytestmark = pytest.mark.django_db
REGION = "620104000000"
LATE = moment(date(2024, 12, 31))


@pytest.fixture
def county():
    made = County(
        [
            Someone("甲一"),
            Someone("乙二", grade=3, dibao=None),
            Someone("丙三", grade=2, dibao=3),
            Someone("丁四", expires_on=date(2024, 2, 1)),
        ]
    )
    made.lists(date(2024, 12, 1))
    return made


def survey(county, **needs):
    rows = [
        {"resident_id": county.who(name).resident_id, "name": name, "year": 2024, "outcome": "home", "by_app": True, "needs": text,
         "survey_outcome": "home"}
        for name, text in needs.items()
    ]  # fmt: skip
    county.commit("survey", date(2024, 12, 1), pl.DataFrame(rows), whole=False)


def served(county, *given):
    rows = [{"resident_id": county.who(name).resident_id, "name": name, "item": item, "delivered_on": day, "provider": "演示", "amount": 100}
            for name, item, day in given]  # fmt: skip
    county.commit("service_records", date(2024, 12, 1), pl.DataFrame(rows), whole=False)


def data(county, **period):
    return Data(REGION, Period(2024, **period), county.law, LATE)


def test_a_count_leaves_out_who_has_no_certificate_in_force(county):
    found = figure(data(county), measure("certificate_holders"))

    assert (found.value, found.denominator) == (3, None)


def test_a_figure_opens_to_the_persons_it_counts(county):
    shown = data(county)

    rows = open_rows(shown, "severe_holders")

    assert set(rows["subject_id"]) == {county.person("甲一").pk, county.person("丙三").pk}
    assert len(rows) == figure(shown, measure("severe_holders")).value


def test_a_rate_has_its_parts_and_tells_how_many_are_unknown(county):
    survey(county, 甲一="rehabilitation;device", 乙二="rehabilitation")
    served(county, ("甲一", "rehabilitation", date(2024, 5, 1)), ("甲一", "rehabilitation", date(2024, 6, 1)))

    found = figure(data(county), measure("basic_rehabilitation_coverage"))

    assert (found.numerator, found.denominator, found.value) == (1, 2, Decimal("50.00"))
    assert found.unknown == 1  # 丙三 was never asked: neither in need nor not


def test_a_service_of_another_year_does_not_count(county):
    survey(county, 甲一="device")
    served(county, ("甲一", "device", date(2023, 12, 31)))

    found = figure(data(county), measure("device_fitting_rate"))

    assert (found.numerator, found.denominator) == (0, 1)


def test_the_survey_rate_leaves_out_who_could_not_be_surveyed(county):
    rows = [
        {
            "resident_id": one.resident_id,
            "name": one.name,
            "year": 2024,
            "outcome": outcome,
            "by_app": by_app,
            "needs": None,
            "survey_outcome": outcome,
        }
        for one, outcome, by_app in zip(
            county.people, ("home", "phone", "lost", "home"), (True, True, None, False), strict=True
        )
    ]
    county.commit("survey", date(2024, 12, 1), pl.DataFrame(rows), whole=False)

    shown = data(county)

    assert figure(shown, measure("home_visit_rate")).value == Decimal("66.67")
    assert figure(shown, measure("app_collection_rate")).numerator == 2
    assert figure(shown, measure("survey_completion")).denominator == 4


def test_a_list_never_received_makes_the_figure_missing_and_not_zero(county):
    found = figure(data(county), measure("medical_coverage"))

    assert found.value is None
    assert "基本医疗保险" in found.missing_reason


def test_coverage_of_a_subsidy_is_paid_among_entitled(county):
    county.decide("2024-12", programmes=["living_subsidy", "nursing_subsidy"])

    found = figure(data(county), measure("nursing_subsidy_coverage"))

    assert (found.numerator, found.denominator) == (0, 2)


def test_divisions_add_up_to_the_whole(county):
    shown = data(county)

    parts = by_division(shown, "certificate_holders", 12)

    assert set(parts) == {VILLAGE}
    assert sum(part.value for part in parts.values()) == figure(shown, measure("certificate_holders")).value


def test_every_measure_can_be_computed_and_says_what_it_is(county):
    figures = compute(data(county))

    assert len(figures) == len(all_measures())
    assert all(
        found.definition and found.name_en and (found.value is not None or found.missing_reason) for found in figures
    )


def test_the_plan_shows_a_missing_target_as_missing(county):
    lines = {line.indicator.number: line for line in plan_lines(figures_of(data(county)), "xigu_2021_2025")}

    assert len(lines) == len(load_plan("xigu_2021_2025").indicators) == 11
    assert lines[11].indicator.target is None
    assert lines[11].reached is None
    assert "缺失" in lines[11].indicator.target_text


def test_an_unknown_measure_names_those_there_are():
    with pytest.raises(UnknownMeasure, match="certificate_holders"):
        measure("nothing")
