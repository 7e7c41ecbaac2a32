"""The files on disk are the files departments send, and the truth says where each is wrong."""

import csv
import random
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from python_calamine import CalamineWorkbook

from chuntian.demo import arrivals, files, lists
from chuntian.demo.world import MONTHS
from chuntian.exchange.kinds import kind


@pytest.fixture(scope="module")
def written(small_county, tmp_path_factory):
    folder = tmp_path_factory.mktemp("incoming")
    result = []
    for delivery in lists.deliveries():
        rows = lists.rows(small_county, delivery)
        if rows:
            result.append(files.write(small_county, delivery, rows, kind(delivery.kind), folder))
    return result


def test_there_are_workbooks_and_text_files_in_several_encodings(written):
    assert {one.written_as for one in written} == {"xlsx", "csv"}
    assert {"gbk", "utf-8-sig", "gb18030", "utf-16"} <= {one.encoding for one in written}


def test_writing_takes_as_many_steps_as_were_announced(small_county, tmp_path):
    months = MONTHS[:2]
    truth, steps = SimpleNamespace(import_defects=[]), []

    arrivals.write_all(small_county, truth, months, tmp_path, steps.append)

    assert sum(steps) == arrivals.count(months) > 20


def test_no_word_of_a_list_is_beyond_its_encoding():
    chances = [random.Random(seed) for seed in range(40)]

    chosen = {files.choose_encoding(chance, [{"name": "王一", "guardian_name": "王䶮"}]) for chance in chances}

    assert "gbk" not in chosen
    assert "gb18030" in chosen


def test_every_planted_defect_stands_where_the_truth_says(written):
    checked = 0
    for one in written:
        rows = table(one)
        for defect in one.defects:
            cells = [str(cell) for cell in rows[defect.row - 1]]
            assert any(cells), defect
            checked += defect.name == "wrong_check" and any(cell.startswith("620199") for cell in cells)
    assert checked


def test_a_swallowed_identity_number_stands_in_a_numeric_cell(written):
    numeric = [(one, defect) for one in written for defect in one.defects if defect.name == "numeric_cell"]

    assert numeric
    for one, defect in numeric:
        assert any(isinstance(cell, float) and cell > 6e17 for cell in table(one)[defect.row - 1])


def test_the_half_file_of_july_holds_half_the_rows(written):
    kind_, month = lists.TRUNCATED
    half, whole = sorted(
        (one for one in written if (one.delivery.kind, one.delivery.month) == (kind_, month)), key=lambda one: one.rows
    )

    assert half.rows == whole.rows // 2
    assert half.path != whole.path


def test_the_late_list_comes_after_the_newer_one(written):
    kind_, month = lists.LATE
    order = [one.delivery.month for one in written if one.delivery.kind == kind_]

    assert order.index(month.next) < order.index(month)


def test_a_dead_person_stays_on_the_dibao_list_until_the_death_is_known(small_county):
    one = next(one for one in small_county.humans if one.spells.get("dibao") and not one.tag)
    dead = replace(one, death_on=date(2024, 2, 9), known=MONTHS[4])
    county = replace(small_county, humans=[dead])

    on_list = [
        dead.resident_id
        in {row["resident_id"] for row in lists.rows(county, lists.Delivery("dibao", month, month, True))}
        for month in MONTHS
    ]

    assert on_list == [month < MONTHS[4] for month in MONTHS]


def table(one):
    if one.written_as == "xlsx":
        sheet = CalamineWorkbook.from_path(str(one.path)).get_sheet_by_index(0)
        return sheet.to_python(skip_empty_area=False)
    with one.path.open(encoding=one.encoding, newline="") as file:
        return list(csv.reader(file))
