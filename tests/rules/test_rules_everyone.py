from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from tests.rules.samples import DAY, FACTS, XIGU, sample_law, snapshot

from chuntian.kernel.components import Component, encode
from chuntian.rules import (
    ChangeError,
    ColumnError,
    Condition,
    Law,
    ParameterBook,
    Programme,
    RatioOverflow,
    changed_law,
    decide_everyone,
    decisions_frame,
    fact,
    simulate,
)
from chuntian.rules.changes import read_expression
from chuntian.rules.decided import NotDecisions, pages_of, scan_decisions

CHENGGUAN = "620102001001"


def person(region=XIGU, **facts):
    base = {
        "birth_date": date(1990, 5, 1), "hukou": region, "certificate_valid": True, "grade": 2, "dibao": "household",
        "components": encode([Component(5, 2)]), "tekun": False, "living_allowance_other": 0, "chosen": (),
    }  # fmt: skip
    return region, {**base, **facts}


@pytest.fixture
def people(tmp_path):
    rows = [
        person(), person(grade=3), person(tekun=None), person(CHENGGUAN), person(components=encode([Component(2, 1)])),
        person(CHENGGUAN, components=encode([Component(2, 1)])), person(hukou=CHENGGUAN),
    ]  # fmt: skip
    path = tmp_path / "people.parquet"
    snapshot(rows).write_parquet(path)
    return path


def test_everyone_is_decided_parquet_to_parquet(people, tmp_path):
    summary = decide_everyone(sample_law(), people, tmp_path / "out.parquet", programmes=["care", "living"], on=DAY)

    table = scan_decisions(tmp_path / "out.parquet").collect()
    assert table.schema["care.outcome"] == pl.UInt8
    assert table["care.outcome"].to_list() == [1, 0, 2, 1, 1, 2, 0]
    assert table["care.amount_fen"].to_list() == [15050, None, None, 10000, 5000, None, None]
    assert summary.rows == 7
    assert summary.counts["care"] == {"not_eligible": 2, "eligible": 3, "unknown": 2}
    assert summary.amounts_fen["care"] == 30050


def test_the_file_reads_back_as_it_was_decided(people, tmp_path):
    law, out = sample_law(), tmp_path / "out.parquet"
    decide_everyone(law, people, out, on=DAY)

    decided = decisions_frame(law, pl.read_parquet(people), on=DAY)

    assert decided["care.unknown"].n_unique() > 1
    assert decided["care.failed"].n_unique() > 1
    assert scan_decisions(out).collect().equals(decided)


def test_A18_a_full_disk_is_called_so_and_leaves_no_half_file(people, tmp_path, monkeypatch):
    out = tmp_path / "decisions" / "out.parquet"
    out.parent.mkdir()

    def cut(frame, part, **options):
        part.write_bytes(b"PAR1")
        raise pl.exceptions.ComputeError("parquet: File out of specification: Invalid thrift: transport error")

    monkeypatch.setattr(pl.LazyFrame, "sink_parquet", cut)
    with pytest.raises(pl.exceptions.ComputeError):  # with room it is what it says it is
        decide_everyone(sample_law(), people, out, on=DAY)
    monkeypatch.setattr("chuntian.rules.everyone.is_full", lambda folder: True)
    with pytest.raises(OSError, match="No space left"):
        decide_everyone(sample_law(), people, out, on=DAY)

    assert list(out.parent.iterdir()) == []


def test_the_file_says_which_condition_stands_in_which_column(people, tmp_path):
    out = tmp_path / "out.parquet"
    decide_everyone(sample_law(), people, out, programmes=["care"], on=DAY)

    table, page = pl.read_parquet(out), pages_of(out)["care"]

    assert [one.code for one in page.requirements] == [one.code for one in sample_law().programme("care").requirements]
    assert all(one.held in table.columns for one in page.requirements)
    assert table.select(one.unknown for one in page.requirements[2:3]).to_series().to_list() == [False] * 7
    assert table.select(pl.col(column) for _fen, column in page.sums).columns == [
        "care.fen_5000",
        "care.fen_10000",
        "care.fen_15050",
    ]
    assert table["care.eligible"].to_list() == [True, False, False, True, True, False, False]
    assert table["care.undecided"].to_list() == [False, False, True, False, False, True, False]


def test_another_parquet_file_is_no_file_of_decisions(people):
    with pytest.raises(NotDecisions, match="people"):
        scan_decisions(people)


def test_the_summary_counts_who_waits_for_a_missing_parameter(people, tmp_path):
    summary = decide_everyone(sample_law(), people, tmp_path / "out.parquet", programmes=["care", "living"], on=DAY)

    assert summary.missing == {"care.B": {"care": 1}, "living": {"living": 7}}
    assert summary.documents["living"] == "生活补贴标准文件"


def test_several_files_are_one_snapshot(people, tmp_path):
    summary = decide_everyone(sample_law(), [people, people], tmp_path / "out.parquet", programmes=["care"], on=DAY)

    assert summary.rows == 14


@pytest.mark.parametrize(
    ("staff", "placed", "wage", "fen"),
    [
        (Fraction(200), Fraction(2), Fraction(80000), 4_000_000),
        (Fraction(37), Fraction(0), Fraction("65432.10"), 3_268_333),
        (Fraction(61, 2), Fraction(0), Fraction(80000), 3_294_000),
        (Fraction(120), Fraction(7, 6), Fraction(80000), 4_560_000),
        (Fraction(200), Fraction(3), Fraction(80000), None),
    ],
)
def test_the_levy_is_as_exact_in_columns(staff, placed, wage, fen):
    rows = [(XIGU, {"kind": "enterprise", "staff": staff, "placed_weighted": placed, "average_wage": wage})]

    table = decisions_frame(sample_law(), snapshot(rows), programmes=["employment_levy"], on=DAY)

    assert table["employment_levy.amount_fen"].to_list() == [fen]


def test_numbers_too_large_for_128_bits_are_refused_rather_than_wrong():
    huge = Fraction(2**62, 2**61 - 1)
    rows = [(XIGU, {"kind": "enterprise", "staff": huge, "placed_weighted": huge, "average_wage": huge})]

    with pytest.raises(RatioOverflow):
        decisions_frame(sample_law(), snapshot(rows), programmes=["employment_levy"], on=DAY)


def test_a_column_of_another_type_is_refused():
    frame = snapshot([person()]).with_columns(tekun=pl.lit("no"))

    with pytest.raises(ColumnError, match="tekun"):
        decisions_frame(sample_law(), frame, programmes=["care"], on=DAY)


@pytest.mark.parametrize(
    ("mine", "asked", "inside"),
    [
        ("620104001201", "620104000000", True), ("620104001201", "620100000000", True), ("620104001201", "620104002000", False),
        ("620104001201", "620000000000", True), ("620104001201", "000000000000", True), ("620104001201", "620104001201", True),
        ("622901000000", "620100000000", False),
    ],
)  # fmt: skip
def test_within_a_division_that_is_itself_a_fact(mine, asked, inside):
    declared = [*FACTS, FACTS[1].__class__("residence", FACTS[1].kind, "居住地", "residence")]
    programme = Programme("p", "项", conditions=[Condition("c", fact.hukou.within(fact.residence), "条件", "c", "一")])
    law = Law([programme], declared, ParameterBook.of({}))
    facts = {"hukou": mine, "residence": asked}

    table = decisions_frame(law, snapshot([(XIGU, facts)], facts=declared), on=DAY)

    assert table["p.outcome"][0] == inside
    assert law.decide_one("p", facts, on=DAY, division=XIGU).outcome.code == inside


def test_a_change_shows_winners_losers_and_cost(people):
    change = {
        "parameters": {"care.B": "60", "living": [{"division": "620104", "value": "110"}]},
        "programmes": {"care": {"remove": ["tekun"], "replace": {"severe": "fact.grade.isin(1, 3)"}}},
    }

    result = simulate(sample_law(), change, people, programmes=["care", "living"], on=DAY)

    care = result.programmes.row(0, named=True)
    assert (care["eligible_before"], care["eligible_after"], care["winners"], care["losers"]) == (3, 1, 1, 3)
    assert result.winners.filter(pl.col("programme") == "living").height == 5
    assert result.losers["subject_id"].to_list() == [1, 4, 5]
    assert (result.cost_before_fen, result.cost_after_fen) == (30050, 15050 + 5 * 11000)
    assert result.counties.filter(programme="living", division="620104000000")["cost_after_fen"].to_list() == [55000]
    assert result.before_version != result.after_version


def test_the_same_law_changes_nothing(people):
    result = simulate(sample_law(), sample_law(), people, programmes=["care"], on=DAY)

    assert result.changed.height == 0
    assert result.cost_before_fen == result.cost_after_fen


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"programmes": {"nothing": {}}}, "nothing"), ({"programmes": {"care": {"remove": ["nothing"]}}}, "nothing"),
        ({"programms": {}}, "programms"), ({"programmes": {"care": {"replace": {"severe": "__import__('os')"}}}}, "不能调用"),
        ({"programmes": {"care": {"amount": "fact.grade.__class__"}}}, "不能写"), ({"programmes": {"care": {"amount": "1 +"}}}, "看不懂"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_read_is_refused(change, says):
    with pytest.raises(ChangeError, match=says):
        changed_law(sample_law(), change)


@pytest.mark.parametrize(
    "text",
    ["fact.grade.isin(1, 2) & ~fact.tekun", "case((fact.tekun, param['care.A']), otherwise=0)", "fact.birth_date.age() >= -1",
     "min_of(param['care.A'], 5 * 2)", "fact.components.has([5, 6], grades=[1, 2])", "fact.hukou.within(place)"],
)  # fmt: skip
def test_text_is_read_as_the_same_expression_as_python(text):
    from chuntian.rules import case, min_of, param, place

    names = {"fact": fact, "param": param, "case": case, "min_of": min_of, "place": place}
    assert repr(read_expression(text)) == repr(eval(text, names))
