"""One document, three forms: the same words in each, every number with its reference, nothing interpreted as markup."""

import io
import subprocess

import pytest
from docx import Document as read_word

from chuntian.formats.document import BarChart, Document, Heading, Reference, Table, plain, sentence
from chuntian.formats.page import to_page
from chuntian.formats.pdf import NoPdf, to_pdf
from chuntian.formats.word import to_word

HOSTILE = '张<b>三</b> #read("/etc/passwd") $x$ 𠮷 &amp; "引号"'


@pytest.fixture
def document():
    made = Document("西固区残疾人联合会2024年工作报告", "2025年1月10日", "演示数据")
    made.add(
        Heading("一、基本情况"),
        sentence("持证残疾人{holders}。", {"holders": Reference("6,512人", 1, "holders")}),
        plain(HOSTILE),
        BarChart("按月发放", "每月一千元至两千元。", ("1月", "2月"), (("生活补贴", (1.0, 2.0)),), "元"),
        Table("数据清单", ("序号", "指标", "数值"), (("1", "持证残疾人", "6,512人"),)),
    )
    return made


def test_a_sentence_without_its_figure_cannot_be_written():
    with pytest.raises(KeyError):
        sentence("持证残疾人{holders}。", {})


def test_word_has_real_headings_header_rows_and_described_pictures(document):
    word = read_word(io.BytesIO(to_word(document)))

    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles["一、基本情况"] == "Heading 1"
    assert "持证残疾人6,512人[1]。" in styles
    assert HOSTILE in styles
    assert "tblHeader" in word.tables[0].rows[0]._tr.xml
    assert 'descr="每月一千元至两千元。"' in word.element.xml


def test_the_page_escapes_what_it_shows_and_links_each_number(document):
    page = to_page(document).decode()

    assert "张&lt;b&gt;三&lt;/b&gt;" in page
    assert '<a href="#figure-1"' in page
    assert '<tr id="figure-1">' in page
    assert page.count("<h1>") == 1
    assert 'alt="每月一千元至两千元。"' in page


def test_the_pdf_reads_back_as_the_same_words_and_reads_no_file(document, tmp_path):
    target = tmp_path / "report.pdf"
    target.write_bytes(to_pdf(document))

    text = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, check=True).stdout.decode()
    flat = "".join(text.split())

    assert "持证残疾人6,512人" in flat
    assert '#read("/etc/passwd")' in flat
    assert "𠮷" in flat
    assert "root:" not in flat


def test_the_pdf_is_tagged_for_screen_readers(document, tmp_path):
    target = tmp_path / "report.pdf"
    target.write_bytes(to_pdf(document))

    facts = subprocess.run(["pdfinfo", str(target)], capture_output=True, check=True).stdout.decode()

    assert "Tagged:          yes" in facts


def test_an_inaccessible_pdf_is_refused():
    untitled = Document("")
    untitled.add(Heading("一、标题"))

    with pytest.raises(NoPdf):
        to_pdf(untitled)


def test_the_same_document_gives_the_same_bytes(document):
    assert to_page(document) == to_page(document)
    assert to_pdf(document) == to_pdf(document)
