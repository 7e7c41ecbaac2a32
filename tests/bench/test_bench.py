"""The bench modules work on a few rows; the peers' environment is not needed."""

import json
import sys
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl
import pytest
from bench.__main__ import measure
from bench.decide_ours import ON
from bench.figures import faster, seconds
from bench.harness import BenchFailure, Run, Timing, run_once
from bench.laws import law_with
from bench.phone import LINE
from bench.plan import Plan
from bench.sections import decide, phone

from bench import facts, inputs, openfisca_writer
from chuntian.kernel.identity import CertificateNumber, ResidentId
from chuntian.rules.decided import Kept, Page, described
from chuntian.rules.everyone import decide_everyone

ROWS = 2_000


def timing(*values):
    return Timing(tuple(Run(value, value, 10, {}) for value in values))


def test_the_list_holds_numbers_that_are_right_and_all_different():
    frame = inputs.certificates(ROWS)

    assert frame["公民身份号码"].n_unique() == ROWS
    for identity, certificate in frame.head(200).select("公民身份号码", "残疾人证号").iter_rows():
        assert ResidentId.parse(identity, date(2024, 3, 1)).value.startswith("620199")
        assert CertificateNumber.parse(certificate, date(2024, 3, 1)).value == certificate


def test_the_workbook_and_the_csv_hold_the_same_list(tmp_path):
    frame = inputs.certificates(50)

    sheet = openpyxl.load_workbook(inputs.xlsx(50, tmp_path), read_only=True).active
    read = [list(row) for row in sheet.iter_rows(values_only=True)]
    texts = pl.read_csv(inputs.csv(50, tmp_path), infer_schema=False)

    assert read == [frame.columns, *map(list, frame.rows())]
    assert texts.equals(frame)


@pytest.mark.parametrize("count", [12, 36])
def test_the_timed_laws_decide(tmp_path, count):
    law, slugs = law_with(count)
    snapshot = facts.snapshot(law, slugs, ROWS, tmp_path)

    summary = decide_everyone(law, snapshot, tmp_path / "out.parquet", programmes=slugs, on=ON)

    assert summary.rows == ROWS
    assert len(summary.counts) == count
    assert all(count["eligible"] for count in list(summary.counts.values())[:2])


def test_the_peers_programmes_are_written_in_both_manners(tmp_path):
    countries = decide.write_countries(tmp_path)
    law, slugs = law_with(12)

    for path in countries.values():
        compile(path.read_text(), str(path), "exec")
    values = openfisca_writer.parameter_values(law, slugs, ON, decide.DIVISION)
    assert values["sub.living.grouping"] == "dibao_class"


def test_decisions_that_differ_give_no_ratio(tmp_path):
    page = Page((Kept(0, "local", "condition", "r1.yes", None), Kept(1, "dead", "exclusion", "r2.yes", "u0")), None)
    ours = pl.DataFrame(
        {"subject_id": [1, 2], "region": ["6", "6"], "x.eligible": [True, False], "x.undecided": [False, False]}
        | {"r1.yes": [True, False], "r2.yes": [False, False], "u0": [False, True]}
    )
    ours.write_parquet(tmp_path / "ours.parquet", metadata=described({"x": page}, law_version="", on=""))
    theirs = ours.select(
        *ours.columns[:4], pl.Series("x.0.yes", [True, False]), pl.Series("x.0.unknown", [False, False]),
        pl.Series("x.1.yes", [True, False]), pl.Series("x.1.unknown", [False, True]),
    )  # fmt: skip
    theirs.write_parquet(tmp_path / "same.parquet")
    theirs.with_columns(pl.lit(False).alias("x.1.unknown")).write_parquet(tmp_path / "others.parquet")

    decide.hold_equal(tmp_path / "ours.parquet", tmp_path / "same.parquet")
    with pytest.raises(BenchFailure, match=r"x\.1\.unknown"):
        decide.hold_equal(tmp_path / "ours.parquet", tmp_path / "others.parquet")


def test_the_middle_run_counts():
    figure = faster("decide", "", timing(1, 2, 9), timing(4, 8, 100), 4)

    assert (figure.ratio, figure.met) == ("4.0×", True)
    assert faster("decide", "", timing(2), timing(7), 4).met is False
    assert [seconds(value) for value in (2e-5, 0.02, 2)] == ["20 µs", "20 ms", "2 s"]


def test_a_process_is_measured_and_its_failure_is_told():
    found = run_once([sys.executable, "-c", "print('{\"rows\": 3}')"])

    assert found.printed == {"rows": 3}
    assert found.peak_mb > 1
    with pytest.raises(BenchFailure, match="gone"):
        run_once([sys.executable, "-c", "raise SystemExit('gone')"])


def test_the_memory_of_whoever_measures_is_not_counted():
    held = bytearray(400 * 2**20)

    found = run_once([sys.executable, "-c", ""])

    assert held is not None
    assert found.peak_mb < 100


def test_a_section_that_cannot_run_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr("bench.harness.PEER", tmp_path / "nowhere")

    (figure,) = measure("explain", replace(Plan(), rows=ROWS, folder=tmp_path))

    assert figure.met is None
    assert ".venv-bench" in figure.note
    json.dumps(figure.as_dict())


@pytest.mark.slow
def test_a_small_province_settles_its_months_and_holds_what_was_planted(tmp_path):
    figure, pages = measure("services", replace(Plan(), rows=ROWS, rounds=1, folder=tmp_path))

    assert figure.met, figure.note
    first, second, *_ = figure.measured["months"]
    assert first["planted"] == first["held"] > 0
    assert second["vouchers"] == second["bills"] == second["claims"] > 0
    assert {name.split()[0] for name in pages.measured} == {
        "today",
        "session",
        "people",
        "claims",
        "claim",
        "agreement",
    }


@pytest.mark.slow
@pytest.mark.browser
def test_an_old_phone_opens_the_first_pages_over_a_slow_line(tmp_path):
    """The line is really slow: nothing is seen before the ways there and back, and the page itself, have taken their time."""
    (figure,) = measure("phone", replace(Plan(), rows=ROWS, rounds=1, folder=tmp_path))

    assert figure.measured is not None, figure.note
    assert set(figure.measured) == set(phone.PAGES)
    assert all(one["whole"] > 2 * LINE["latency"] / 1000 for one in figure.measured.values())
