"""A letter in every form: the same words, nothing read as markup, large print large, rare names shown, bytes repeatable."""

import subprocess
from dataclasses import replace
from html import unescape
from re import sub

import pytest

from chuntian.formats.letter import Heading, Items, Letter, Paragraph
from chuntian.formats.letter.page import to_page
from chuntian.formats.letter.pdf import SIZES, to_pdf
from chuntian.formats.letter.source import read
from chuntian.formats.letter.text import lines, to_text
from chuntian.formats.pdf import NoPdf

HOSTILE = '张<b>三</b> #read("/etc/passwd") $x$ *y* &amp; 【引】'
RARE = "䶮㛃𠮷𬱖·阿依古丽"
MARK = "演示：标准为虚构，不得据此发放"


@pytest.fixture
def letter():
    reasons = tuple(f"不符合：第{number}项，残疾等级为一级或二级（登记为三级）。" for number in range(1, 25))
    return Letter(
        title="重度残疾人护理补贴不予批准决定书",
        number="申请编号：12",
        reader=f"{RARE}：",
        about=HOSTILE,
        blocks=(Heading("理由和依据"), Items(reasons, numbered=True), Heading("找谁问"), Items(("甲。", "乙。")),
                Paragraph("需要大字版的，可以向以上任何一处提出。"), Paragraph("办理有困难的，可以请村（居）民委员会帮助。")),
        office="西固区民政局",
        day="2024年3月5日",
        marks=(MARK,),
    )  # fmt: skip


def out(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def read_back(path) -> str:
    """Give the words of a PDF without what stands at the head and foot of each page, and without spaces."""
    pages = out("pdftotext", str(path), "-").rstrip("\f").split("\f")
    words = ["".join(page.split()) for page in pages]
    bare = [sub(r"第\d+页，共\d+页$", "", page.removeprefix(MARK)) for page in words]
    return "".join(bare)


@pytest.mark.parametrize("points", SIZES)
def test_the_text_layer_is_the_source_text_in_every_size(letter, tmp_path, points):
    target = tmp_path / "letter.pdf"
    target.write_bytes(to_pdf(letter, points))

    assert read_back(target) == "".join("".join(lines(letter)).split())


@pytest.mark.parametrize("points", SIZES)
def test_nothing_on_the_pages_is_smaller_than_was_asked_for(letter, tmp_path, points):
    target = tmp_path / "letter.pdf"
    target.write_bytes(to_pdf(letter, points))

    layout = out("pdftotext", "-tsv", str(target), "-")
    heights = {float(row.split("\t")[9]) for row in layout.splitlines()[1:] if row.split("\t")[0] == "5"}
    pages = out("pdfinfo", str(target))

    assert heights
    assert min(heights) >= points
    assert "(A4)" in pages


@pytest.mark.parametrize("points", SIZES)
def test_every_page_has_text_its_mark_and_its_number(letter, tmp_path, points):
    target = tmp_path / "letter.pdf"
    target.write_bytes(to_pdf(letter, points))

    pages = out("pdftotext", str(target), "-").rstrip("\f").split("\f")

    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        flat = "".join(page.split())
        assert flat.startswith(MARK)
        assert flat.endswith(f"第{number}页，共{len(pages)}页")
        assert len(flat) > 60


def test_an_article_is_not_left_alone_at_the_foot_of_a_page(letter, tmp_path):
    target, article = tmp_path / "letter.pdf", "依据《甘肃残疾人补贴申请条件及范围》补贴对象："
    for lines_before in range(4, 20):
        blocks = (
            *(Paragraph("甲") for _ in range(lines_before)),
            Paragraph(article),
            Items(("符合。",)),
            *letter.blocks[-2:],
        )
        target.write_bytes(to_pdf(replace(letter, blocks=blocks), 18))

        pages = ["".join(page.split()) for page in out("pdftotext", str(target), "-").split("\f")]

        assert not any(article + "第" in page for page in pages)


def test_the_pdf_is_tagged_titled_and_in_chinese(letter, tmp_path):
    target = tmp_path / "letter.pdf"
    target.write_bytes(to_pdf(letter))

    facts = out("pdfinfo", str(target))
    tags = subprocess.run(["pdfinfo", "-struct", str(target)], capture_output=True, check=True).stdout

    assert "Tagged:          yes" in facts
    assert "重度残疾人护理补贴不予批准决定书" in facts
    assert b"pdfuaid" in target.read_bytes()
    assert b"/Lang (zh-CN)" in target.read_bytes() or b"zh-CN" in target.read_bytes()
    for tag in (b"H1", b"L", b"LI"):
        assert tag in tags


def test_the_same_letter_gives_the_same_bytes(letter):
    assert to_pdf(letter, 18) == to_pdf(letter, 18)


def test_a_name_that_no_font_can_show_is_refused(letter):
    with pytest.raises(NoPdf, match="could not be displayed"):
        to_pdf(Letter(**{**vars(letter), "reader": "\U00010330"}))


def test_an_odd_size_is_refused(letter):
    with pytest.raises(ValueError, match="字号"):
        to_pdf(letter, 9)


def test_page_and_text_say_the_same(letter):
    page = to_page(letter, 18).decode()
    body = page.split("<main>")[1]
    flat = "".join(unescape(sub("<[^>]+>", "", body)).split())
    signs = sub(r"(^|\n)(\d+\.|•) ", r"\1", "\n".join(lines(letter)))

    assert flat == "".join(signs.split())
    assert "<b>三" not in body
    assert 'lang="zh-CN"' in page
    assert "font:18pt" in page
    assert MARK in to_text(letter).decode()
    assert RARE in to_text(letter).decode()


def test_a_letter_read_back_from_its_data_is_the_same(letter):
    again = read(dict(reversed(list(letter.data.items()))))

    assert again == letter
    assert again.sha256 == letter.sha256
    assert letter.marked("草稿").sha256 != letter.sha256
