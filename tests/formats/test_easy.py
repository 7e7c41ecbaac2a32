"""C24: easy reading: short sentences, common characters, a picture for each idea, on a page and in a PDF."""

import re
import subprocess
from dataclasses import replace
from html import unescape

import pytest
from tests.formats.samples import letter

from chuntian.formats.letter.easy import PICTURES, SHOWN, to_easy_page, to_easy_pdf
from chuntian.formats.letter.easy_words import NoGist, parts, plain_yuan, sentences
from chuntian.formats.letter.gist import Says

# The 3,755 frequent characters of GB 2312-80, level 1, which Python's own codec holds. The list of 3,500 common characters
# (现代汉语常用字表) is in no registry, so this stands in for it; it is the same size and was made for the same purpose.
COMMON = {
    bytes((row, place)).decode("gb2312")
    for row in range(0xB0, 0xD8)
    for place in range(0xA1, 0xFF)
    if (row, place) < (0xD7, 0xFA)
}
ALL = list(Says)


def test_the_list_of_common_characters_is_whole():
    assert len(COMMON) == 3755
    assert {"的", "残", "疾", "贴"} <= COMMON
    assert not {"䶮", "蘖", "黼"} & COMMON


@pytest.mark.parametrize("says", ALL)
def test_sentences_are_short_and_made_of_common_characters(says):
    told = sentences(letter(says))
    characters = [one for text in told for one in text if "一" <= one <= "鿿"]

    assert len(told) >= 8
    assert sum(map(len, told)) / len(told) <= 15
    assert max(map(len, told)) <= 24
    assert sum(one in COMMON for one in characters) / len(characters) >= 0.98


@pytest.mark.parametrize("says", ALL)
def test_one_idea_a_sentence_and_a_picture_for_each(says):
    ideas = [idea for part in parts(letter(says)) for idea in part.ideas]

    assert all(idea.text.endswith("。") and idea.text.count("。") == 1 for idea in ideas)
    assert all(idea.text.count("，") <= 1 for idea in ideas)
    assert all((PICTURES / f"{idea.picture}.svg").is_file() and SHOWN[idea.picture] for idea in ideas)
    assert {path.stem for path in PICTURES.iterdir()} == set(SHOWN)


def test_it_says_what_was_decided_how_much_what_to_do_and_where_to_ask():
    told = "".join(sentences(letter(Says.APPROVED)))

    for words in (
        "重度残疾人护理补贴",
        "我们同意了",
        "每个月120元",
        "从2024年1月开始算",
        "60天",
        "2024年5月6日前",
        "先锋路街道办事处",
        "12385",
        "写下来",
    ):
        assert words in told


def test_beside_the_telephone_stands_a_way_in_writing():
    for says in ALL:
        assert "您也可以写下来问。" in sentences(letter(says))


def test_a_refusal_names_what_was_not_met_and_nothing_of_money():
    told = "".join(sentences(letter(Says.REFUSED)))

    assert "没有同意" in told
    assert "这一条不符合：残疾等级。" in told
    assert "元" not in told


@pytest.mark.parametrize(("fen", "text"), [(12000, "120"), (13050, "130.5"), (13005, "130.05"), (5, "0.05")])
def test_amounts_have_no_needless_figures(fen, text):
    assert plain_yuan(fen) == text


def test_the_page_holds_every_sentence_with_its_picture_and_no_script():
    page = to_easy_page(letter()).decode()
    flat = unescape(re.sub("<[^>]+>", "", page.split("<main>")[1]))

    assert all(text in flat for text in sentences(letter()))
    assert page.count('<svg role="img" aria-label="') == len(sentences(letter())) == page.count("<li>")
    assert page.count("<h1>") == 1
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "font:18pt" in page


def test_the_pdf_holds_every_sentence_in_eighteen_points_with_a_text_for_each_picture(tmp_path):
    target = tmp_path / "easy.pdf"
    target.write_bytes(to_easy_pdf(letter()))
    said = subprocess.run(["pdftotext", str(target), "-"], capture_output=True, check=True).stdout.decode()
    layout = subprocess.run(["pdftotext", "-tsv", str(target), "-"], capture_output=True, check=True).stdout.decode()
    tags = subprocess.run(["pdfinfo", "-struct", str(target)], capture_output=True, check=True).stdout
    flat = "".join(said.split())

    places = [flat.index(text) for text in dict.fromkeys(sentences(letter()))]
    assert places == sorted(places)
    assert min(float(row.split("\t")[9]) for row in layout.splitlines()[1:] if row.split("\t")[0] == "5") >= 18
    assert tags.count(b"Figure") >= len(sentences(letter()))
    assert to_easy_pdf(letter()) == target.read_bytes()


def test_hostile_words_stay_words():
    hostile = '<b>补贴</b>#read("/etc/passwd")'
    page = to_easy_page(replace(letter(), gist=replace(letter().gist, matter=hostile))).decode()

    assert "<b>" not in page
    assert "&lt;b&gt;补贴" in page
    assert to_easy_pdf(replace(letter(), gist=replace(letter().gist, matter=hostile)))[:5] == b"%PDF-"


def test_a_letter_of_before_has_no_easy_words():
    with pytest.raises(NoGist):
        to_easy_page(replace(letter(), gist=None))
