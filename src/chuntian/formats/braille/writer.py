"""Text as cells: words with blanks between, as 分词连写 asks; a number can always be read back."""

from collections.abc import Iterable

from chuntian.formats.braille import cells
from chuntian.formats.reading import Kind, Syllable, Word, readings, words

MASKED = "*＊"


def to_cells(text: str, names: Iterable[str] = ()) -> str:
    """
    Write a line of text in Unicode braille; `names` are the persons it speaks of.

    A character that nobody can read becomes a marked sign (`cells.MISSING`), never another character.
    """
    found: list[tuple[str, str]] = []
    for word in words(text, names):
        if word.text in MASKED and found and found[-1][1] == cells.JOINING["*"]:
            continue  # a masked number: one sign for the run of stars
        found.append(_piece(word))
    return _joined(found)


def _piece(word: Word) -> tuple[str, str]:
    """Give a word's cells, and how it stands to its neighbours: word, opening, closing, joining, blank."""
    if word.kind is Kind.BLANK:
        return ("blank", cells.BLANK)
    if word.kind is Kind.NUMBER:
        return ("number", number(word.text))
    if word.kind is Kind.HANZI:
        return ("word", _hanzi(word))
    if word.kind is Kind.LATIN:
        return ("word", _latin(word.text))
    for place, signs in (("opening", cells.OPENING), ("closing", cells.CLOSING), ("joining", cells.JOINING)):
        if word.text in signs:
            return (place, signs[word.text])
    return ("word", cells.MISSING)


def _joined(pieces: list[tuple[str, str]]) -> str:
    parts: list[str] = []
    before = "blank"
    for place, sign in pieces:
        if place == "blank":
            if before != "blank":
                parts.append(sign)
        else:
            parts += [cells.BLANK] * _parted(before, place) + [sign]
        before = place
    return "".join(parts).strip(cells.BLANK)


def _parted(before: str, place: str) -> bool:
    """Say whether a blank stands between two neighbours."""
    return before not in ("blank", "opening", "joining") and place not in ("closing", "joining")


def number(text: str) -> str:
    """Write a number: 1,200.50 keeps its comma and its point."""
    return cells.NUMBER + "".join(cells.DIGITS.get(one) or cells.IN_NUMBER[one] for one in text)


def _latin(text: str) -> str:
    letters = "".join(cells.LATIN[one] for one in text.lower())
    if text.isupper():
        return (cells.CAPITALS if len(text) > 1 else cells.CAPITAL) + letters
    if text.islower():
        return cells.LETTER + letters
    return "".join(cells.CAPITAL * one.isupper() + cells.LATIN[one.lower()] for one in text)


def _hanzi(word: Word) -> str:
    text = word.text
    if not word.name and (text in cells.SHORT or (text[1:] == "们" and text[0] in cells.SHORT)):
        return cells.SHORT[text[0]] + ("⠍⠴" if len(text) > 1 else "")
    if text.endswith("么"):
        return "".join(map(syllable, readings(word)[:-1])) + cells.SHORT["么"]
    return "".join(map(syllable, readings(word)))


def syllable(sound: Syllable) -> str:
    """Write one syllable: initial, final, and the tone unless it is the one left out; 一 and 不 keep their own tone."""
    text, tone = sound.pinyin, cells.OWN_TONE.get(sound.character, sound.tone)
    initial = next((one for one in (text[:2], text[:1]) if one in cells.INITIALS), "")
    if not initial or text in cells.WHOLE:
        final = cells.WHOLE.get(text, text)
        silent = cells.SILENT_WHOLE.get(text, 4)
        body = cells.FINALS.get(final, "")
    else:
        silent = cells.SILENT_TONE[initial]
        body = cells.INITIALS[initial] + _final(text, initial)
    if not body:
        return cells.MISSING
    marked = (text, tone) in cells.MARKED or sound.character in cells.MARKED_CHARACTERS
    return body + ("" if tone == silent and not marked else cells.TONES[tone])


def _final(text: str, initial: str) -> str:
    if text in cells.WITHOUT_FINAL:
        return ""
    final = text[len(initial) :]
    if initial in "jqx" and final.startswith("u"):
        final = "v" + final[1:]
    return cells.FINALS[{"ue": "ve"}.get(final, final)]
