"""Before a list is committed, its effect on running payments is known."""

from datetime import date

import polars as pl
from tests.casework.county import REGION, moment

from chuntian.casework.brake import effects
from chuntian.exchange import brake


def dibao(county, *names):
    rows = [
        {"resident_id": county.who(name).resident_id, "name": name, "household_number": "H1", "kind": "household",
         "area": "rural", "class": 3}
        for name in names
    ]  # fmt: skip
    schema = {
        "resident_id": pl.String,
        "name": pl.String,
        "household_number": pl.String,
        "kind": pl.String,
        "area": pl.String,
        "class": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema).with_row_index("row", offset=2)


def reckon(county, frame, kind="dibao"):
    return effects(
        region=REGION,
        kind=kind,
        as_of=date(2024, 1, 31),
        frame=frame,
        known_at=moment(date(2024, 1, 31)),
        law=county.law,
    )


def test_half_a_list_shows_whom_it_would_stop(county):
    county.award("阿一", "living_subsidy", "2024-01")
    county.award("阿四", "living_subsidy", "2024-01")

    running, stops, changes = reckon(county, dibao(county, "阿一"))

    assert (running, stops, changes) == (2, 1, 2)


def test_a_list_that_changes_nothing_pulls_nothing(county):
    county.award("阿四", "living_subsidy", "2024-01")

    assert reckon(county, dibao(county, "阿四")) == (1, 0, 0)


def test_without_awards_there_is_nothing_to_stop(county):
    assert reckon(county, dibao(county)) == (0, 0, 0)


def test_who_is_reported_to_have_moved_away_would_stop(county):
    county.award("阿一", "living_subsidy", "2024-01")
    county.award("阿四", "living_subsidy", "2024-01")
    row = {"resident_id": county.who("阿四").resident_id, "name": "阿四", "moved_on": date(2024, 1, 20),
           "from_division": REGION, "to_division": "620102001201", "row": 2}  # fmt: skip

    assert reckon(county, pl.DataFrame([row]), "moves") == (2, 1, 1)


def test_a_list_that_no_running_programme_reads_pulls_nothing(county):
    """A list of employers names nobody by an identity number."""
    county.award("阿四", "living_subsidy", "2024-01")

    assert reckon(county, pl.DataFrame([{"credit_code": "x", "name": "甲", "row": 2}]), "employers") == (1, 0, 0)


def test_the_estimator_is_registered():
    assert any(one.__module__ == "chuntian.casework.brake" for one in brake._estimators)
