"""The Word form of a document: real headings, real tables with a header row, pictures with alternative text."""

import io
from collections.abc import Callable
from typing import Any

from docx import Document as new_document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from chuntian.formats.chart import picture
from chuntian.formats.document import BarChart, Document, Heading, Paragraph, Reference, Table

BODY, TITLES = "仿宋", "黑体"


def to_word(document: Document) -> bytes:
    """Write the document as .docx."""
    word = new_document()
    _set_up(word, document)
    title = word.add_heading(document.title, level=0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.subtitle:
        word.add_paragraph(document.subtitle).alignment = WD_ALIGN_PARAGRAPH.CENTER
    if document.warning:
        word.add_paragraph(style="Intense Quote").add_run(document.warning)
    for block in document.blocks:
        _WRITERS[type(block)](word, block)
    target = io.BytesIO()
    word.save(target)
    return target.getvalue()


def _set_up(word: Any, document: Document) -> None:
    word.core_properties.title, word.core_properties.language = document.title, "zh-CN"
    word.core_properties.author = "春天 Chuntian"
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.7)
    for name, font, size in (
        ("Normal", BODY, 14),
        ("Title", TITLES, 22),
        ("Heading 1", TITLES, 16),
        ("Heading 2", TITLES, 14),
    ):
        style = word.styles[name]
        style.font.name, style.font.size = "Times New Roman", Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x24, 0x1E)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        for theme in ("w:asciiTheme", "w:eastAsiaTheme", "w:hAnsiTheme"):
            fonts.attrib.pop(qn(theme), None)
    language = word.styles["Normal"].element.get_or_add_rPr()
    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "en-US")
    mark.set(qn("w:eastAsia"), "zh-CN")
    language.append(mark)


def _heading(word: Any, block: Heading) -> None:
    word.add_heading(block.text, level=block.level)


def _paragraph(word: Any, block: Paragraph) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.first_line_indent = Pt(28)
    paragraph.paragraph_format.line_spacing = 1.5
    for run in block.runs:
        _run(paragraph, run)


def _run(paragraph: WordParagraph, run: str | Reference) -> None:
    if isinstance(run, str):
        paragraph.add_run(run)
        return
    paragraph.add_run(run.text)
    mark = paragraph.add_run(f"[{run.note}]")
    mark.font.superscript = True


def _table(word: Any, block: Table) -> None:
    caption = word.add_paragraph(block.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, block.headings, strict=True):
        cell.text = text
        cell.paragraphs[0].runs[0].bold = True
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)
    _set_widths(table, block.widths)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for row in table.rows:
        for cell in row.cells:
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10.5)
    if block.note:
        word.add_paragraph(block.note).runs[0].font.size = Pt(10.5)
    word.add_paragraph()


def _set_widths(table: Any, widths: tuple[int, ...]) -> None:
    for column, width in zip(table.columns, widths, strict=False):
        column.width = Cm(15.6 * width / sum(widths))


def _chart(word: Any, block: BarChart) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    drawing = paragraph.add_run().add_picture(io.BytesIO(picture(block)), width=Cm(15.2))
    drawing._inline.docPr.set("descr", block.summary)
    drawing._inline.docPr.set("title", block.title)
    _paragraph(word, Paragraph((block.summary,)))


_WRITERS: dict[type, Callable[..., None]] = {Heading: _heading, Paragraph: _paragraph, Table: _table, BarChart: _chart}
