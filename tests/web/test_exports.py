"""No cell of a file we give is ever a formula, and a negative amount stays a number."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from chuntian.web import exports

ATTACKS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "  =1",
    '=HYPERLINK("x")',
    "|cmd",
    "%x",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    book = openpyxl.load_workbook(io.BytesIO(exports.as_xlsx(["备注"], [[text]])))
    lines = exports.as_csv(["备注"], [[text]]).decode("utf-8-sig")

    cell = book.active["A2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")
    assert "'" + text[:1].strip() in lines or "'" in lines.splitlines()[1]


def test_numbers_and_days_stay_numbers_and_days():
    content = exports.as_xlsx(["金额", "日"], [[Decimal("-120.00"), date(2024, 3, 5)]])

    row = openpyxl.load_workbook(io.BytesIO(content)).active[2]

    assert row[0].value == -120
    assert row[1].value.date() == date(2024, 3, 5)


def test_a_long_number_is_written_as_text():
    content = exports.as_xlsx(["号码"], [["620199198001010012"]])

    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == "620199198001010012"


def test_csv_opens_with_its_chinese_in_a_spreadsheet():
    assert exports.as_csv(["姓名"], [["马春花"]]).startswith(b"\xef\xbb\xbf")


def test_a_download_is_never_shown_in_the_page():
    answer = exports.answer("csv", "任务清单", ["a"], [])

    assert answer["Content-Disposition"].startswith("attachment")
