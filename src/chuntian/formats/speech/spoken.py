"""A text as it is spoken: words, pauses, and the reading of each word for a voice that takes readings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from chuntian.formats.reading import Kind, readings, words
from chuntian.formats.speech.numbers import said_numbers

ENDS = re.compile(r"(?<=[。！？!?])")
PAUSES = "，、；：,;:（）()“”‘’【】〔〕—…"
PER = {"元/月": "元每月", "元/年": "元每年", "元/次": "元每次", "元/人": "元每人", "元/天": "元每天", "元/户": "元每户"}
LETTERS = dict(zip(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ("ei1", "bi4", "xi1", "di4", "yi4", "ai2 fu5", "ji4", "ai1 qi4", "ai4", "jie4", "kai4", "ai2 lou5", "ai2 mu5", "en1", "ou1", "pi4",
     "kiu4", "a4 er5", "ai2 si5", "ti4", "you4", "wei4", "da2 bu5 liu5", "ai2 ke5 si5", "wai4", "zei4"),
    strict=True,
))  # fmt: skip
UNREAD = "que1 zi4"  # a character is missing: said where nobody knows the character


@dataclass(frozen=True)
class Sentence:
    """One sentence: its words for a voice that reads Chinese, its pinyin for one that does not."""

    text: str
    pinyin: str


def spoken(text: str) -> str:
    """Give a text with its numbers, amounts and dates as they are said."""
    for written, said in PER.items():
        text = re.sub(rf"(\d){written}", rf"\g<1>{said}", text)
    return said_numbers(text)


def sentences(text: str, names: Iterable[str] = ()) -> list[Sentence]:
    """Cut a text into sentences, each as it is spoken; `names` are the persons it speaks of."""
    found = []
    for piece in ENDS.split(spoken(text)):
        if piece.strip():
            found.append(Sentence(piece.strip(), _pinyin(piece, names)))
    return [one for one in found if one.pinyin]


def _pinyin(text: str, names: Iterable[str]) -> str:
    parts: list[str] = []
    for word in words(text, names):
        if word.kind is Kind.HANZI:
            parts.append(" ".join(one.numbered if one.pinyin else UNREAD for one in readings(word)))
        elif word.kind is Kind.LATIN:
            parts.append(" ".join(LETTERS[one] for one in word.text.upper()))
        elif word.text in PAUSES and parts and parts[-1] != ",":
            parts.append(",")
        elif word.kind is Kind.SIGN and word.text.isalpha():
            parts.append(UNREAD)
    while parts and parts[-1] == ",":
        parts.pop()
    return " ".join(parts).replace(" ,", ",").strip(", ")
