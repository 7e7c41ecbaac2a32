"""How a name is sorted and found: pinyin with the readings of surnames, and the tokens of the search table."""

from collections.abc import Callable
from functools import lru_cache

import polars as pl
from pypinyin import Style, lazy_pinyin

# Characters that read otherwise as a surname; pypinyin gives the common reading.
SURNAMES = {
    "曾": "zeng", "解": "xie", "单": "shan", "仇": "qiu", "查": "zha", "盖": "ge", "朴": "piao", "任": "ren", "区": "ou",
    "华": "hua", "尹": "yin", "乐": "yue", "覃": "qin", "缪": "miao", "翟": "zhai", "黑": "he", "折": "she", "员": "yun",
    "秘": "bi", "种": "chong", "洗": "xian", "冼": "xian", "郇": "xun", "繁": "po", "牟": "mu", "尉": "wei", "万": "wan",
}  # fmt: skip
DOUBLE = {"尉迟": "yu chi", "长孙": "zhang sun", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu"}


def syllables(name: str) -> tuple[str, ...]:
    """Give the pinyin of each character, without tones; what is no Chinese character stays as it is."""
    text = name.replace("·", "").replace(" ", "")
    if text[:2] in DOUBLE:
        return (*DOUBLE[text[:2]].split(), *_read(text[2:]))
    if text[:1] in SURNAMES:
        return (SURNAMES[text[0]], *_read(text[1:]))
    return _read(text)


def pinyin(name: str) -> str:
    """Give the sort key of a name: syllables with blanks between."""
    return " ".join(syllables(name))[:200]


def tokens(name: str) -> tuple[str, ...]:
    """
    Give the tokens a name is found by: characters, every two and three neighbours, pinyin run together, initials.

    Latin tokens carry a mark in front, so that a search for pinyin never meets a name written in Latin letters.
    """
    text = name.replace("·", "").replace(" ", "")
    found = [text[at : at + length] for length in (1, 2, 3) for at in range(len(text) - length + 1)]
    if len(text) > 3:
        found.append(text)
    if text != text.lower():
        found = [token.lower() for token in found]
    sounds = syllables(name)  # lower case already
    found += ["py" + "".join(sounds[start:]) for start in range(len(sounds))]
    initials = "".join([sound[:1] for sound in sounds])
    found += ["in" + initials[start:] for start in range(len(initials))]
    return tuple(dict.fromkeys(found))


def each_name(names: pl.Series, read: Callable[[str], str]) -> pl.Series:
    """Give what `read` makes of each name, asking it once for each different name."""
    different = names.unique().to_list()
    return names.replace_strict(different, list(map(read, different)), return_dtype=pl.String)


def _read(text: str) -> tuple[str, ...]:
    # Character by character: 3,000 characters are remembered, a register has 200,000 different names.
    return tuple(map(_sound, text))


@lru_cache(maxsize=50_000)
def _sound(character: str) -> str:
    return "".join(lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)).lower()
