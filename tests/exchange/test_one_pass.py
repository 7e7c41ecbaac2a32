"""What one pass over the XML reads is what the library reads, cell for cell; what it does not know goes to the library."""

import io
import random
from pathlib import Path

import fastexcel
import openpyxl
import polars as pl
import pytest
import xlsxwriter
from tests.exchange.builders import checked, codes, resident_id, xlsx_bytes
from tests.exchange.test_hostile import rewritten

from chuntian.exchange.reading.forms import Forms, Unusual
from chuntian.exchange.reading.piece import Piece
from chuntian.exchange.reading.table import ROW
from chuntian.exchange.reading.words import before_quote, whole_numbers, word
from chuntian.exchange.reading.xlsx import Workbook

SHEET = "xl/worksheets/sheet1.xml"
WORDINGS = [
    "张三",
    " 前后有空格 ",
    "a&b<c>\"d'e",
    "两\n行",
    "&amp;",
    "_x000D_",
    "𠮷野",
    "x" * 300,
    "1",
    "=1+1",
    "]]>",
    "·",
]


def read(folder: Path, content: bytes, *, singly: bool = False):
    path = folder / "book.xlsx"
    path.write_bytes(content)
    book = Workbook(path)
    return book._cell_by_cell(book.sheets[0]) if singly else book._in_one_pass(book.sheets[0])


def by_library(content: bytes, top: int = 1, left: int = 1) -> dict[tuple[int, int], str]:
    """Read every cell with the library: row and column (from 1) to text; its table begins at the first cell."""
    return _cells(fastexcel.read_excel(content).load_sheet(0, header_row=None, dtypes="string").to_polars(), top, left)


def _cells(frame: pl.DataFrame, top: int, left: int) -> dict[tuple[int, int], str]:
    return {
        (top + row, left + column): text
        for row, line in enumerate(frame.iter_rows())
        for column, text in enumerate(line)
        if text is not None
    }


def in_one_pass(folder: Path, content: bytes) -> dict[tuple[int, int], str]:
    table = read(folder, content)
    return _cells(table.frame.drop(ROW), int(table.frame[ROW][0]), table.first_column + 1)


def with_xlsxwriter(chance: random.Random, *, inline: bool) -> tuple[bytes, int, int]:
    """Write a sheet of cells of every kind; gives the row and column (from 1) of its first."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": inline, "date_1904": chance.random() < 0.3})
    sheet = book.add_worksheet()
    formats = [
        None,
        *(book.add_format({"num_format": one}) for one in ("@", "yyyy-mm-dd", "0.00", "h:mm", 'yyyy"年"m"月"')),
    ]
    bold = book.add_format({"bold": True})
    left, top = chance.choice([0, 0, 3, 25]), chance.choice([0, 2, 98])
    sheet.write_string(top, left, "起点")
    for row in range(top + 1, top + 60):
        for column in range(left, left + 5):
            form, what = chance.choice(formats), chance.random()
            if what < 0.5:
                sheet.write_string(row, column, chance.choice([*WORDINGS, resident_id(row)]), form)
            elif what < 0.7:
                sheet.write_number(
                    row, column, chance.choice([0, 12.5, 45351, 45351.75, -3, 1e22, 620199190001010116]), form
                )
            elif what < 0.75:
                sheet.write_boolean(row, column, chance.random() < 0.5)
            elif what < 0.8:
                sheet.write_formula(row, column, '=A1&"<x>"', form, chance.choice(["两&", 5]))
            elif what < 0.85:
                sheet.write_blank(row, column, None, form or bold)
            elif what < 0.9:
                sheet.write_rich_string(row, column, "一", bold, "二", "三")
    book.close()
    return out.getvalue(), top + 1, left + 1


@pytest.mark.parametrize("seed", range(12))
def test_every_cell_is_what_the_library_reads(tmp_path, seed):
    content, top, left = with_xlsxwriter(random.Random(seed), inline=seed % 2 == 0)

    assert in_one_pass(tmp_path, content) == by_library(content, top, left)


@pytest.mark.parametrize("write_only", [False, True])
def test_a_workbook_of_openpyxl_is_read_in_one_pass(tmp_path, write_only):
    out = io.BytesIO()
    book = openpyxl.Workbook(write_only=write_only)
    sheet = book.create_sheet("甲", 0)
    for number in range(50):
        sheet.append(["张三", resident_id(number), number if number % 3 else None, number / 7, " 空格 ", "a&b"])
    book.save(out)

    assert in_one_pass(tmp_path, out.getvalue()) == by_library(out.getvalue())


LINES = [["姓名", "身份证号", "城乡类别"], ["张三", resident_id(1), "农村"], ["李四", resident_id(2), "农村"]]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'<c r="A2" t="s">', b'<c t="s" r="A2">'), (b'<c r="A2" ', b"<c "), (b'<c r="A2" ', b'<c r="A3" '), (b'<c r="B2" ', b'<c r="A2" '),
     (b'<row r="3"', b'<row r="2"'), (b'<row r="2" spans="1:3">', b"<row>"), (b"<v>", b"<v><!-- -->"), (b"<sheetData>", b"<sheetData><!-- -->"),
     (b"<v>1</v>", b"<v>x</v>"), (b"<v>1</v>", b"<v>99</v>"), (b"<v>1</v>", b"<v></v>"), (b"</row></sheetData>", b"</sheetData>"), (b"</worksheet>", b""),
     (b'<c r="A2" t="s">', b'<c r="A2" t="s" t="n">'), (b'<c r="A2" ', b'<c r="a2" '), (b'<c r="A2" ', b'<c r="XFE2" '), (b"</c></row>", b"</row></c>"),
     (b"<row ", b"<x:row "), (b"UTF-8", b"GBK"), (b"<v>1</v>", b"<is><t>a<!-- --></t></is>")],
)  # fmt: skip
def test_xml_of_another_form_is_never_read_in_one_pass(tmp_path, old, new):
    def change(xml):
        assert old in xml
        return xml.replace(old, new, 1)

    content = rewritten(xlsx_bytes(LINES), SHEET, change)

    with pytest.raises(Unusual):
        read(tmp_path, content)


@pytest.mark.parametrize(
    "new", ["<si><t>张三t></si>", "<si><t>张三</t></is></c><c r=\"C9\"><is></si>", "<si><r><t>张三</t></si>", "<si><t>张<b/>三</t></si>", "<si><!-- --><t>张三</t></si>"]
)  # fmt: skip
def test_a_shared_text_that_could_leave_its_cell_is_never_given_to_the_library(tmp_path, new):
    old = "<si><t>张三</t></si>".encode()
    content = rewritten(xlsx_bytes(LINES), "xl/sharedStrings.xml", lambda xml: xml.replace(old, new.encode(), 1))

    with pytest.raises(Unusual):
        read(tmp_path, content)


def test_a_formula_without_an_address_refuses_the_file(tmp_path):
    def change(xml):
        return xml.replace(b'<c r="A2" t="s"><v>', b'<c t="s"><f>1</f><v>')

    result, facts = checked(tmp_path, rewritten(xlsx_bytes(LINES), SHEET, change))

    assert result is None
    assert facts["refused"] == "unusual"


def test_blank_lines_between_tags_are_read(tmp_path):
    content = rewritten(
        xlsx_bytes(LINES), SHEET, lambda xml: xml.replace(b"<row", b"\n <row").replace(b"<c ", b"\n  <c ")
    )

    assert in_one_pass(tmp_path, content) == in_one_pass(tmp_path, xlsx_bytes(LINES))


def test_numbers_behind_long_forms_are_refused_with_their_addresses(tmp_path):
    def change(xml):
        return xml.replace(b'<c r="B2">', b'<c r="B2" s="0" cm="1" vm="123456789">')

    content = rewritten(
        xlsx_bytes([LINES[0], ["张三", 620199190001010116, "农村"], ["李四", 6.2e17, "农村"], LINES[1]]), SHEET, change
    )

    result, _ = checked(tmp_path, content)

    assert codes(result) == {"Sheet1!B2": "numeric_cell", "Sheet1!B3": "numeric_cell"}


def test_a_part_with_entities_is_refused_wherever_it_is(tmp_path):
    evil = b'<!DOCTYPE x [<!ENTITY a "a">]>'
    for part in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "_rels/.rels", "docProps/core.xml", SHEET):
        result, facts = checked(
            tmp_path, rewritten(xlsx_bytes(LINES), part, lambda xml: xml.replace(b"?>", b"?>" + evil, 1))
        )

        assert (result, facts["refused"]) == (None, "entities"), part


def test_pieces_cut_anywhere_give_the_same_table(tmp_path, monkeypatch):
    content, _, _ = with_xlsxwriter(random.Random(7), inline=False)
    whole = in_one_pass(tmp_path, content)

    for size in (64, 1000, 4096):
        monkeypatch.setattr("chuntian.exchange.reading.package.CHUNK", size)
        assert in_one_pass(tmp_path, content) == whole


def test_words_are_read_as_numbers():
    import numpy as np

    texts = [b'7"', b'1234567"', b'12a"', b"12345678", b'"', b'00012"zz', b'1:2345"']
    words = np.array([word(text[:8]) for text in texts])

    sizes = before_quote(words)
    numbers, good = whole_numbers(words, np.maximum(sizes, 1))

    assert sizes.tolist() == [1, 7, 3, 8, 0, 5, 6]
    assert good.tolist() == [True, True, False, True, False, True, False]
    assert numbers[good].tolist() == [7, 1234567, 12345678, 12]


def test_a_cell_of_another_row_is_unusual():
    body = b'<row r="5"><c r="A5"><v>1</v></c><c r="B6"><v>1</v></c></row>'

    with pytest.raises(Unusual):
        Piece(body, Forms(), 0)


def test_a_file_without_a_row_end_is_given_up_early(tmp_path, monkeypatch):
    monkeypatch.setattr("chuntian.exchange.reading.package.CHUNK", 1000)
    monkeypatch.setattr("chuntian.exchange.reading.package.MOST_REST", 5000)
    content = rewritten(xlsx_bytes(LINES), SHEET, lambda xml: xml.replace(b"<sheetData>", b"<sheetData>" + b" " * 9000))

    result, facts = checked(tmp_path, content)

    assert (result, facts["refused"]) == (None, "resources")


def test_both_ways_agree_on_a_plain_sheet(tmp_path):
    content = xlsx_bytes(LINES)

    fast, slow = read(tmp_path, content), read(tmp_path, content, singly=True)

    assert fast.frame.equals(slow.frame)
