"""A workbook written by a program: its formulas stand there without a remembered result."""

from datetime import date

import openpyxl
import pytest

from chuntian.exchange.operations import stage
from chuntian.exchange.queries import refusals


@pytest.mark.django_db
def test_a_formula_without_a_result_is_refused_with_its_address(tmp_path, at, settings):
    settings.DATA_FOLDER = tmp_path / "data"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "五月"
    for row in (
        ["姓名", "身份证号码"],
        ["张三", "620199190001010116"],
        ["王五", '=A1&"x"'],
        ["李四", "620199198506300246"],
    ):
        sheet.append(row)
    book.save(tmp_path / "list.xlsx")

    upload = stage(kind="tekun", path=tmp_path / "list.xlsx", as_of=date(2024, 3, 1), region="620104", by="test", at=at)

    assert (upload.accepted, upload.refused) == (2, 1)
    assert [(one["cell"], one["code"]) for one in refusals(upload).iter_rows(named=True)] == [("五月!B3", "formula")]
