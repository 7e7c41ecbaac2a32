"""What stands in a file is what we take, or it is refused with its address."""

import io
import zipfile
from datetime import date

import pytest
import xlsxwriter
from tests.exchange.builders import REGION, checked, codes, csv_bytes, resident_id, xlsx_bytes

HEADS = ["姓名", "身份证号", "城乡类别"]
NAMES = ["张三", "李四", "王䶮", "㛃㛃", "𠮷野", "阿依古丽·买买提", "赵钱孙李", "龘靐"]


def rows(*people: tuple) -> list[list]:
    return [HEADS, *([name, number, "农村"] for name, number in people)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", NAMES)
def test_names_survive_every_encoding(tmp_path, encoding, name):
    try:
        content = csv_bytes(rows(("张三", resident_id(1)), (name, resident_id(2))), encoding)
    except UnicodeEncodeError:
        assert encoding == "gbk"  # 䶮 㛃 𠮷 cannot be written in GBK at all
        return

    result, facts = checked(tmp_path, content)

    assert result is not None, facts
    assert result.accepted["name"].to_list() == ["张三", name]


def test_text_in_two_encodings_is_refused(tmp_path):
    content = csv_bytes(rows(("张三", resident_id(1))), "utf-8") + "李四,x,农村".encode("gbk")

    result, facts = checked(tmp_path, content)

    assert result is None
    assert facts["refused"] == "encoding"
    assert "第 3 行" in facts["message"]


def test_names_of_two_characters_do_not_turn_utf8_into_gbk(tmp_path):
    content = csv_bytes(
        [["姓名", "身份证号"], *([name, resident_id(i)] for i, name in enumerate(["张三", "李四", "王芳"]))], "utf-8"
    )

    result, facts = checked(tmp_path, content)

    assert facts["encoding"] == "utf-8"
    assert result.accepted["name"].to_list() == ["张三", "李四", "王芳"]


def test_text_that_is_right_in_both_encodings_is_refused(tmp_path):
    content = csv_bytes([["name", "resident_id"], ["张三", resident_id(1)]], "utf-8")

    result, facts = checked(tmp_path, content)

    assert result is None
    assert facts["refused"] == "encoding"


@pytest.mark.parametrize(
    "text",
    ["2024-02-29", "2024/2/29", "2024.2.29", "20240229", "2024年2月29日", "二〇二四年二月二十九日", "2024-02-29 00:00:00", "２０２４－０２－２９",
     "2024-02-29T08:30:00", "2024 年 2 月 29 日"],
)  # fmt: skip
def test_days_in_every_notation(tmp_path, text):
    result, _ = checked(
        tmp_path, csv_bytes([["姓名", "身份证号", "死亡日期"], ["张三", resident_id(1), text]]), "deaths"
    )

    assert result.accepted["death_date"].to_list() == [date(2024, 2, 29)]


@pytest.mark.parametrize(
    ("text", "code"),
    [("2023-02-29", "not_a_date"), ("45351", "serial_date"), ("3/4/2024", "ambiguous_date"), ("24-3-4", "ambiguous_date"), ("0024-03-04", "date_range"),
     ("去年", "not_a_date"), ("", "missing"), ("20240230", "not_a_date"), ("二〇二四年十三月一日", "not_a_date")],
)  # fmt: skip
def test_days_that_are_none(tmp_path, text, code):
    result, _ = checked(
        tmp_path, csv_bytes([["姓名", "身份证号", "死亡日期"], ["张三", resident_id(1), text]]), "deaths"
    )

    assert codes(result) == {"C2": code}


@pytest.mark.parametrize("system", [False, True])
def test_days_of_both_date_systems(tmp_path, system):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"date_1904": system})
    sheet = book.add_worksheet()
    for index, text in enumerate(["姓名", "身份证号", "死亡日期"]):
        sheet.write_string(0, index, text)
    sheet.write_string(1, 0, "张三")
    sheet.write_string(1, 1, resident_id(1))
    sheet.write_datetime(1, 2, date(2024, 2, 29), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()

    result, _ = checked(tmp_path, out.getvalue(), "deaths")

    assert result.accepted["death_date"].to_list() == [date(2024, 2, 29)]


def test_headings_below_a_title_with_rows_that_are_no_records(tmp_path):
    content = xlsx_bytes([["西固区低保名单"], ["制表：某某"], ["姓 名", "身份证号\n（必填）", "户籍地"], ["张三", resident_id(1), REGION], [], ["李四", resident_id(2), "620104001"],
                          ["合计", "2人"], ["填表人：王五", None, "审核人："]])  # fmt: skip

    result, facts = checked(tmp_path, content)

    assert facts["sheets"][0]["header_row"] == 3
    assert result.counts == {"rows": 5, "accepted": 2, "refused": 0, "skipped": 3}
    assert result.skipped == {"blank": 1, "totals": 2}
    assert result.control["rows"] == {"stated": 2, "found": 2, "equal": True}
    assert result.accepted["row"].to_list() == [4, 6]


def test_headings_on_two_rows_with_merged_cells(tmp_path):
    def merge(book, sheet):
        sheet.merge_range("A1:A2", "姓名")
        sheet.merge_range("B1:B2", "身份证号")
        sheet.merge_range("C1:D1", "保障情况")
        sheet.merge_range("C3:C4", "A-1")

    content = xlsx_bytes(
        [
            [],
            [None, None, "户编号", "城乡类别"],
            ["张三", resident_id(1), None, "农村"],
            ["李四", resident_id(2), None, "农村"],
        ],
        merge,
    )

    result, _ = checked(tmp_path, content)

    assert result.accepted["household_number"].to_list() == ["A-1", "A-1"]


def test_data_that_begins_in_another_column_has_right_addresses(tmp_path):
    bad = resident_id(2)[:17] + ("0" if resident_id(2)[17] != "0" else "1")
    content = xlsx_bytes(
        [[], [], [None, None, "姓名", "身份证号"], [None, None, "张三", resident_id(1)], [None, None, "李四", bad]]
    )

    result, _ = checked(tmp_path, content)

    assert codes(result) == {"Sheet1!D5": "checksum"}


def test_sheets_of_one_workbook_are_read_together(tmp_path):
    def second(book, sheet):
        other = book.add_worksheet("达川镇")
        for index, text in enumerate(["身份证号", "姓名"]):
            other.write_string(0, index, text)
        other.write_string(1, 0, resident_id(1))
        other.write_string(1, 1, "张三")
        other.write_string(2, 0, resident_id(3))
        other.write_string(2, 1, "王五")
        book.add_worksheet("说明").write_string(0, 0, "随便写写")

    result, facts = checked(
        tmp_path, xlsx_bytes([["姓名", "身份证号"], ["张三", resident_id(1)], ["李四", resident_id(2)]], second)
    )

    assert result.counts == {"rows": 4, "accepted": 3, "refused": 1, "skipped": 0}
    assert "Sheet1!B2" in result.refusals["message"][0]
    assert any("说明" in text for text in facts["warnings"])


def test_hidden_rows_are_read_and_hidden_sheets_refuse_the_file(tmp_path):
    def hide_row(book, sheet):
        sheet.set_row(1, None, None, {"hidden": True})

    def hide_sheet(book, sheet):
        other = book.add_worksheet("旧")
        for index, text in enumerate(["姓名", "身份证号"]):
            other.write_string(0, index, text)
            other.write_string(1, index, "张三")
        other.hide()

    data = [["姓名", "身份证号"], ["张三", resident_id(1)], ["李四", resident_id(2)]]

    result, facts = checked(tmp_path, xlsx_bytes(data, hide_row))
    refused, why = checked(tmp_path, xlsx_bytes(data, hide_sheet))

    assert result.counts["accepted"] == 2
    assert any("隐藏行" in text for text in facts["warnings"])
    assert refused is None
    assert why["refused"] == "hidden_sheet"


def test_a_workbook_of_unusual_xml_is_read_cell_by_cell(tmp_path):
    content = xlsx_bytes([["姓名", "身份证号"], ["张三", resident_id(1)], ["李四", 620199190001010116]])
    changed = _rewrite(content, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'<c r="A2" ', b"<c "))

    result, _ = checked(tmp_path, changed)

    assert codes(result) == {"Sheet1!B3": "numeric_cell"}
    assert result.accepted["name"].to_list() == ["张三"]


def _rewrite(content: bytes, part: str, change) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def test_a_csv_with_ragged_and_quoted_rows(tmp_path):
    content = csv_bytes(
        [
            HEADS,
            ["张三", resident_id(1), "农村"],
            ["李四", resident_id(2), "农村", "多出一列"],
            ["王五", resident_id(3)],
            ["赵\n六", resident_id(4), "城市"],
        ]
    )

    result, _ = checked(tmp_path, content)

    assert result.counts == {"rows": 4, "accepted": 3, "refused": 1, "skipped": 0}
    assert result.refusals["code"].to_list() == ["too_many_cells"]
    assert result.refusals["row"].to_list() == [3]


@pytest.mark.parametrize("separator", [",", "\t", ";", "|"])
def test_separators(tmp_path, separator):
    result, _ = checked(tmp_path, csv_bytes(rows(("张三", resident_id(1))), "utf-8", separator))

    assert result.counts["accepted"] == 1


def test_a_full_sheet_is_told(tmp_path):
    lines = [["姓名", "身份证号"], *(["张三", resident_id(1)] for _ in range(65_535))]

    result, facts = checked(tmp_path, csv_bytes(lines))

    assert result.counts["rows"] == 65_535
    assert any("65536" in text for text in facts["warnings"])


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty"), (b"   \n", "empty"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "xls"), (b"<html><table></table></html>", "format"),
     (b"%PDF-1.7", "format"), (b"PK\x03\x04 not a zip", "broken"), (b"\xff" * 400, "encoding"), ("姓名,年龄\n张三,3\n".encode(), "heading_missing"),
     ("姓名,身份证号,身份证号码\n张三,1,2\n".encode(), "heading_twice"), ("姓名,身份证号\n".encode(), "empty")],
)  # fmt: skip
def test_whole_files_that_are_refused(tmp_path, content, code):
    result, facts = checked(tmp_path, content)

    assert result is None
    assert facts["refused"] == code
    assert facts["message"]


@pytest.mark.parametrize("count", ["2330人", "共2330人", "2,330", "2330"])
def test_a_totals_row_with_a_count_in_the_column_of_numbers_is_skipped(tmp_path, count):
    content = xlsx_bytes([HEADS, ["张三", resident_id(1), "农村"], ["合计", count, None]])

    result, _ = checked(tmp_path, content)

    assert result.counts == {"rows": 2, "accepted": 1, "refused": 0, "skipped": 1}
    assert result.skipped == {"totals": 1}


def test_a_short_number_of_a_person_is_no_totals_row(tmp_path):
    result, _ = checked(tmp_path, csv_bytes(rows(("张三", "12345"))))

    assert codes(result) == {"B2": "length"}


def test_an_empty_number_is_missing_and_an_empty_guardian_number_is_nothing(tmp_path):
    heads = ["姓名", "身份证号", "残疾人证号", "户籍地代码", "监护人姓名", "监护人身份证号"]
    one = resident_id(1)
    content = csv_bytes(
        [heads, ["张三", one, one + "43", "620104001", "", ""], ["李四", "", "", "620104001", "王五", ""]]
    )

    result, _ = checked(tmp_path, content, "certificates")

    assert result.counts["accepted"] == 1
    assert codes(result) == {"B3": "missing", "C3": "missing"}


def test_a_refusal_for_its_headings_says_what_the_file_has_and_repeats_no_number(tmp_path):
    _, facts = checked(tmp_path, f"户主,身份证号码,{resident_id(1)}\n张三,{resident_id(2)},x\n".encode())

    assert facts["refused"] == "heading_missing"
    assert "姓名；第 1 行写的是：户主、身份证号码）" in facts["message"]
    assert "6201" not in facts["message"]
