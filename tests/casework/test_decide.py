"""A month is decided for everyone at once, on the right day, and stays decided."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from tests.casework.county import REGION, moment

from chuntian.casework.frames import data_path, programme_frame
from chuntian.casework.models import DecisionRun
from chuntian.casework.operations import NothingToDecide, apply
from chuntian.casework.queries import current_run, decisions_for
from chuntian.casework.verify import checks, replay
from chuntian.kernel.files import sha256_file
from chuntian.rules.decided import scan_decisions


def outcome(county, run, name, programme):
    rows = programme_frame(run, programme).filter(pl.col("person_id") == county.person(name).pk)
    return rows["outcome"][0], rows["amount_fen"][0]


def test_everyone_is_decided_in_one_file(county):
    run = county.decide("2024-01")

    assert run.rows == 4
    assert outcome(county, run, "阿一", "nursing_subsidy") == (1, 13000)
    assert outcome(county, run, "阿三", "nursing_subsidy") == (0, None)
    assert sha256_file(data_path(run.path)) == run.sha256


def test_a_death_in_a_month_stops_the_next_month(county):
    county.deaths(date(2024, 2, 1), {"阿一": date(2024, 1, 20)})

    january, february = county.decide("2024-01", date(2024, 2, 3)), county.decide("2024-02", date(2024, 2, 3))

    assert outcome(county, january, "阿一", "nursing_subsidy")[0] == 1
    assert outcome(county, february, "阿一", "nursing_subsidy")[0] == 0


def test_deciding_again_keeps_the_old_run_and_makes_a_newer_one(county):
    first, second = county.decide("2024-01"), county.decide("2024-01", date(2024, 1, 6))

    assert DecisionRun.objects.count() == 2
    assert data_path(first.path).exists()
    assert current_run(REGION, "2024-01") == second


def test_the_month_of_application_is_decided_on_the_day_of_application(county):
    county.dibao(date(2024, 1, 10), [replace(one, dibao=2) for one in county.people])
    clerk = county.staff("township_clerk")[0]
    apply(person=county.person("阿二"), programme="living_subsidy", applied_on=date(2024, 1, 15), channel="window",
          by=clerk, at=moment(date(2024, 1, 15)))  # fmt: skip

    run = county.decide("2024-01", date(2024, 1, 20))

    assert outcome(county, run, "阿二", "living_subsidy")[0] == 1
    raw = scan_decisions(data_path(run.path)).collect().filter(pl.col("subject_id") == county.person("阿二").pk)
    assert raw["living_subsidy.outcome"][0] == 0


def test_decisions_of_a_person_are_listed_with_their_run(county):
    run = county.decide("2024-01")

    found = {one["programme"]: one for one in decisions_for(county.person("阿一"), "2024-01")}

    assert found["nursing_subsidy"]["outcome"] == "eligible"
    assert found["nursing_subsidy"]["run"] == run.pk


def test_a_programme_nobody_declared_is_refused(county):
    with pytest.raises(NothingToDecide):
        county.decide("2024-01", programmes=["free_lunch"])


def test_a_run_is_replayed_from_its_snapshot(county):
    run = county.decide("2024-01")

    assert replay(run) == []
    assert not [problem for check in checks() for problem in check.problems]
    assert len(checks()) >= 4


def test_one_altered_byte_of_a_decision_file_is_found(county):
    run = county.decide("2024-01")
    path = data_path(run.path)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))

    assert checks()[0].problems
