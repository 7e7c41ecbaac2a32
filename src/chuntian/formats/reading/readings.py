"""The reading of each character of a word: our own lists first, then the dictionary; None where nobody knows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from chuntian.formats.reading.lists import DOUBLE_SURNAMES, RARE, SURNAMES, WORDS
from chuntian.formats.reading.words import Word

SYLLABLE = re.compile(r"([a-zê]+)([1-5])")
DIGITS = {"〇": "ling2"}
# What a character is when it stands alone as a word: particles, and measure words of our letters.
ALONE = {
    "的": "de5", "地": "di4", "得": "de2", "了": "le5", "着": "zhe5", "还": "hai2", "行": "xing2", "重": "zhong4", "长": "chang2",
    "为": "wei2", "都": "dou1", "和": "he2", "给": "gei3", "处": "chu4", "种": "zhong3", "只": "zhi1", "间": "jian1", "个": "ge4",
    "应": "ying1", "由": "you2", "到": "dao4", "被": "bei4", "没": "mei2", "元": "yuan2", "号": "hao4", "分": "fen1", "量": "liang4",
}  # fmt: skip


@dataclass(frozen=True)
class Syllable:
    """One character and how it is read: pinyin without tone (ü as v) and tone 1 to 5; no pinyin: nobody knows."""

    character: str
    pinyin: str
    tone: int

    @property
    def numbered(self) -> str:
        """The pinyin with its tone as a digit."""
        return f"{self.pinyin}{self.tone}"


def readings(word: Word) -> list[Syllable]:
    """Read a word of Chinese characters."""
    text = word.text
    if word.name:
        return _named(text)
    if text in WORDS:
        return _from(text, WORDS[text].split())
    if text in ALONE:
        return _from(text, [ALONE[text]])
    return _from(text, _dictionary(text))


def _named(text: str) -> list[Syllable]:
    if text in DOUBLE_SURNAMES:
        return _from(text, DOUBLE_SURNAMES[text].split())
    if text in SURNAMES:
        return _from(text, [SURNAMES[text]])
    return _from(text, [_dictionary(one)[0] for one in text])


def _from(text: str, sounds: Sequence[str]) -> list[Syllable]:
    return [_syllable(character, sound) for character, sound in zip(text, sounds, strict=True)]


def _syllable(character: str, sound: str) -> Syllable:
    match = SYLLABLE.fullmatch(sound)
    return Syllable(character, match[1].replace("ü", "v"), int(match[2])) if match else Syllable(character, "", 5)


def _dictionary(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    known = RARE | DIGITS
    if any(one in known for one in text):
        return [known.get(one) or _dictionary(one)[0] for one in text]
    sounds = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=False, errors=list)  # type: ignore[arg-type]
    return sounds if len(sounds) == len(text) else [_dictionary(one)[0] for one in text]
