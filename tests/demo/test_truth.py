"""The truth holds every kind of thing the audit found, with the month in which it can be known."""

import json

from chuntian.demo.truth import truth_of


def test_everything_is_planted_and_counted(small_county, tmp_path):
    truth = truth_of(small_county, 7)

    truth.write(tmp_path)
    read = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))

    assert read["counts"] == truth.counts()
    assert all(truth.counts()[name] for name in ("entitled_not_receiving", "must_stop", "doubled"))
    assert {"death_late", "moved_out", "lost_dibao", "regraded_down"} <= {one.tag for one in truth.must_stop}


def test_nothing_is_expected_to_be_found_before_a_list_shows_it(small_county):
    late = [one for one in truth_of(small_county, 7).must_stop if one.tag == "death_late"]

    assert late
    assert all(one.known > one.month for one in late)


def test_a_shorter_year_plants_less(small_county):
    year, quarter = truth_of(small_county, 7), truth_of(small_county, 7, months=3)

    assert len(quarter.must_stop) < len(year.must_stop)
    assert all(one.known <= "2024-03" for one in quarter.must_stop)
