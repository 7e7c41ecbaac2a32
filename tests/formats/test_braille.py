"""C22: braille that reads back: amounts, dates and numbers exactly, no undefined cell, no garbled name, polyphones right."""

import random
import re
from pathlib import Path

import pytest
from pypinyin import Style
from pypinyin.pinyin_dict import pinyin_dict
from pypinyin.style import convert
from tests.formats import liblouis
from tests.formats.samples import letter

from chuntian.formats.braille import cells, to_cells
from chuntian.formats.braille.pages import LINES, WIDTH
from chuntian.formats.braille.writer import syllable
from chuntian.formats.letter.braille import to_braille, to_embosser
from chuntian.formats.reading import Kind, Syllable, Word, readings, words

POLYPHONES = [
    line.split(maxsplit=1)
    for line in (Path(__file__).parent / "polyphones.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
# What the standard writes with a short form, or what liblouis reads otherwise alone than we in a word.
SHORT_ALONE = set(cells.SHORT)
FROM_CELL = {cell: digit for digit, cell in cells.DIGITS.items()} | {"⠄": ".", "⠂": ","}
NUMBER = re.compile("⠼([⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚][⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠄⠂]*)")


def numbers_in(braille: str) -> list[str]:
    """Read every number back: after a blank, a hyphen, an opening sign; ⠼ within a word is the final eng."""
    found = []
    for word in re.split("[⠀\n]", braille):
        for start in ("", "⠰⠤", "⠰⠆", "⠐⠤", "⠰⠄", "⠔⠔", "⠤", *(f"{number}⠤" for number in NUMBER.findall(word))):
            if word.startswith(start + "⠼") and (match := NUMBER.match(word[len(start) :])):
                found.append("".join(FROM_CELL[cell] for cell in match[1]).rstrip(".,"))
                break
    return found


def check_letters(count: int) -> int:
    chance = random.Random(20240501)
    read = 0
    for _ in range(count):
        fen, year, month, day = (
            chance.randrange(1, 10**9),
            chance.randrange(1950, 2100),
            chance.randrange(1, 13),
            chance.randrange(1, 32),
        )
        amount = f"{fen // 100}.{fen % 100:02d}" if chance.random() < 0.7 else f"{fen // 100:,}.{fen % 100:02d}"
        text = f"您于{year}年{month}月{day}日申请，标准{amount}元/月，自{year}年{month}月起发{day}个月（{amount}元）。"
        written = to_cells(text)
        asked = [str(year), str(month), str(day), amount, str(year), str(month), str(day), amount]
        assert numbers_in(written) == asked, text
        assert all(0x2800 <= ord(cell) <= 0x283F for cell in written)
        read += len(asked)
    return read


def test_amounts_dates_and_numbers_read_back_exactly():
    assert check_letters(200) == 1600


@pytest.mark.slow
def test_ten_thousand_letters_read_back_exactly():
    assert check_letters(10_000) == 80_000


def test_the_reader_of_numbers_notices_a_changed_digit():
    assert numbers_in(to_cells("标准130.00元").replace("⠉", "⠙")) == ["140.00"]


def test_a_whole_letter_has_only_cells_and_no_line_over_forty():
    unicode, brf = to_braille(letter()).decode(), to_embosser(letter())

    assert set(unicode) <= {chr(cell) for cell in range(0x2800, 0x2840)} | {"\n"}
    assert max(map(len, unicode.split("\n"))) <= WIDTH
    assert max(map(len, re.split(rb"[\r\n\f]+", brf))) <= WIDTH
    assert set(brf.decode()) <= set(cells.BRF) | set("\r\n\f")
    assert all(page.count(b"\r\n") <= LINES for page in brf.split(b"\f"))
    assert cells.MISSING not in unicode


def test_brf_and_unicode_are_the_same_cells():
    back = {sign: chr(0x2800 + place) for place, sign in enumerate(cells.BRF)}
    lines = to_embosser(letter()).decode().replace("\f", "").split("\r\n")
    read = ["".join(back[sign] for sign in line).rstrip("⠀") for line in lines]

    assert [line for line in read if line] == [
        line.rstrip("⠀") for line in to_braille(letter()).decode().split("\n") if line
    ]
    assert len(set(cells.BRF)) == 64


@pytest.mark.parametrize(("name", "sounds"), [
    ("䶮", "yan3"), ("㛃", "jie2"), ("𠮷", "ji2"), ("𬱖", "di2"), ("溁", "ying2"), ("曾䶮", "zeng1 yan3"), ("解㛃", "xie4 jie2"),
    ("单𠮷", "shan4 ji2"), ("仇溁", "qiu2 ying2"), ("尉迟𬱖", "yu4 chi2 di2"),
])  # fmt: skip
def test_rare_names_are_read_and_never_garbled(name, sounds):
    read = [one.numbered for word in words(f"姓名{name}：", (name,))[1:-1] for one in readings(word)]

    assert " ".join(read) == sounds
    assert cells.MISSING not in to_cells(name, (name,))


def test_a_name_with_a_dot_keeps_it_and_what_nobody_reads_is_marked():
    assert to_cells("阿依古丽·买买提", ("阿依古丽·买买提",)).count(cells.JOINING["·"]) == 1
    assert to_cells("\U0002a6d6\U0001f600") == "⠀".join([cells.MISSING] * 2)
    assert to_cells("〇") != cells.MISSING


def test_ninety_nine_of_a_hundred_polyphones_are_right():
    wrong = {}
    for word, sounds in POLYPHONES:
        read = " ".join(one.numbered for part in words(f"，{word}。")[1:-1] for one in readings(part))
        if read.replace("yi4", "yi1") != sounds.replace("yi4", "yi1"):  # 一 is written with its own tone
            wrong[word] = read

    assert len(POLYPHONES) > 140
    assert len(wrong) <= len(POLYPHONES) / 100, wrong


@pytest.mark.parametrize(("text", "read"), [
    ("他还了钱", "huan2 le5"), ("还没有办", "hai2"), ("得了病", "de2 le5"), ("得去办", "dei3 qu4"), ("我的", "de5"),
    ("登记为三级", "wei2"), ("标准为虚构", "wei2"), ("为您办理", "wei4 nin2"), ("因为低保", "yin1 wei4"),
])  # fmt: skip
def test_words_that_depend_on_their_neighbours(text, read):
    sounds = " ".join(one.numbered for word in words(text) if word.kind is Kind.HANZI for one in readings(word))

    assert read in sounds


def test_every_syllable_is_written_as_liblouis_writes_it():
    different, compared = [], 0
    for number, sounds in pinyin_dict.items():
        if not 0x4E00 <= number <= 0x9FFF or "," in sounds or chr(number) in SHORT_ALONE:
            continue
        theirs = liblouis.cells(chr(number))
        sound = convert(sounds, Style.TONE3, strict=False, default=sounds)
        if "⡳" in theirs or not sound[-1:].isdigit():  # a character that is not in their table
            continue
        compared += 1
        ours = syllable(Syllable(chr(number), sound[:-1].replace("ü", "v"), int(sound[-1])))
        if ours != theirs:
            different.append((chr(number), sound, ours, theirs))

    assert compared > 4000
    # What remains are readings on which the two dictionaries differ, and slips of their table.
    assert len(different) < compared / 100, different


@pytest.mark.parametrize(
    "text", ["130.00元", "1,200.55", "12385", "（一级）", "《中国》", "“好”", "60日内", "三、四", "你们，他的！"]
)
def test_signs_and_numbers_are_those_of_liblouis(text):
    ours, theirs = to_cells(text).replace("⠀", ""), liblouis.cells(text).replace("⠀", "")

    if text in ("（一级）", "“好”"):  # their table joins quotation marks and brackets by English rules inside a word
        assert ours[:2] in ("⠰⠤", "⠰⠄")
    elif text == "《中国》":
        assert (ours[:2], ours[-2:]) == (theirs[:2], theirs[-2:])
    elif text == "三、四":
        assert ours == theirs.replace("⠈", "⠠")
    else:
        assert ours == theirs


def test_a_line_of_the_field_is_written_as_liblouis_writes_it():
    text = "残疾人证办理须知"

    assert to_cells(text).replace("⠀", "") == liblouis.cells(text)
    assert to_cells(text) == "⠉⠧⠛⠊⠂⠚⠴⠌⠼⠀⠃⠧⠇⠊⠄⠀⠓⠬⠁⠌⠁"


def test_a_word_of_the_lists_is_a_name_only_where_it_is_one():
    assert [one.numbered for one in readings(Word("解", Kind.HANZI, name=True))] == ["xie4"]
    assert [one.numbered for one in readings(Word("解决", Kind.HANZI))] == ["jie3", "jue2"]
