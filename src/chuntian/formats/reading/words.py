"""Text cut into words, numbers, Latin letters and signs, in the order in which a reader meets them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from chuntian.formats.reading.lists import DOUBLE_SURNAMES, WORDS

HANZI = "〇㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
PARTS = re.compile(
    rf"(?P<number>[0-9０-９]+(?:[.,:．，：](?=[0-9０-９])[0-9０-９]+)*)|(?P<hanzi>[{HANZI}]+)|(?P<latin>[A-Za-z]+)|(?P<sign>.)",
    re.S,
)
KNOWN_WORD = 80  # times in the dictionary's own counts: what is rarer is no word that others are made of
FULL_WIDTH = str.maketrans("０１２３４５６７８９．，：", "0123456789.,:")


class Kind(StrEnum):
    HANZI = "hanzi"
    NUMBER = "number"
    LATIN = "latin"
    SIGN = "sign"
    BLANK = "blank"


@dataclass(frozen=True)
class Word:
    """One word; `name` says that it is (part of) a person's name, which reads otherwise."""

    text: str
    kind: Kind
    name: bool = False


def words(text: str, names: Iterable[str] = ()) -> list[Word]:
    """Cut text into words; `names` are the persons it speaks of: surname and given name are words of their own."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    if not known:
        return list(_plain(text))
    found: list[Word] = []
    for place, piece in enumerate(re.split("(" + "|".join(map(re.escape, known)) + ")", text)):
        found += _name(piece) if place % 2 else _plain(piece)
    return found


def _name(name: str) -> Iterator[Word]:
    length = 2 if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else 1
    foreign = "·" in name or len(name) > 4 or re.search(rf"[^{HANZI}]", name)
    for part in re.split("(·)", name) if foreign else (name[:length], name[length:]):
        if part:
            yield Word(part, Kind.HANZI if re.fullmatch(f"[{HANZI}]+", part) else Kind.SIGN, name=not foreign)


def _plain(text: str) -> Iterator[Word]:
    for match in PARTS.finditer(text):
        piece, kind = match.group(), str(match.lastgroup)
        if kind == "hanzi":
            yield from (Word(part, Kind.HANZI) for word in _cutter().cut(piece, HMM=False) for part in parted(word))
        elif kind == "number":
            yield Word(piece.translate(FULL_WIDTH), Kind.NUMBER)
        elif kind == "latin":
            yield Word(piece, Kind.LATIN)
        else:
            yield Word(piece, Kind.BLANK if piece.isspace() else Kind.SIGN)


@lru_cache(maxsize=20_000)
def parted(word: str) -> tuple[str, ...]:
    """Part a long name of the dictionary into the words it is made of: 人民政府 is 人民 and 政府, 一心一意 stays."""
    if len(word) < 4 or word in WORDS:
        return (word,)
    count = _cutter().FREQ
    ways: list[tuple[int, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for length in (3, 2):
            before = ways[end - length] if end >= length else None
            if before is not None and count.get(word[end - length : end], 0) >= KNOWN_WORD and ways[end] is None:
                ways[end] = (*before, length)
    if not (lengths := ways[-1]):
        return (word,)
    starts = [sum(lengths[:place]) for place in range(len(lengths))]
    return tuple(word[start : start + length] for start, length in zip(starts, lengths, strict=True))


@lru_cache(maxsize=1)
def _cutter() -> Any:
    """Load jieba's dictionary once (about a second), without the cache file it would share in the temporary folder."""
    import jieba

    cutter = jieba.Tokenizer()
    cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
    cutter.initialized = True
    for word in WORDS:
        cutter.add_word(word)
    return cutter
