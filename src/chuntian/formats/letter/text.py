"""The plain text of a letter: for a message, a screen reader, or the person who reads it aloud."""

from chuntian.formats.letter.source import Block, Heading, Items, Letter

BULLET = "•"


def lines(letter: Letter) -> list[str]:
    """Give the letter line by line, in reading order."""
    found = [letter.title, letter.number, *letter.marks, letter.reader, letter.about]
    for block in letter.blocks:
        found += _lines(block)
    return [*found, letter.office, letter.day]


def to_text(letter: Letter) -> bytes:
    """Write the letter as UTF-8 text, a blank line before each section and the signature."""
    found = [letter.title, letter.number, "", *(f"【{mark}】" for mark in letter.marks), letter.reader, letter.about]
    for block in letter.blocks:
        found += ["", *_lines(block)] if isinstance(block, Heading) else _lines(block)
    return ("\n".join([*found, "", letter.office, letter.day]) + "\n").encode()


def _lines(block: Block) -> list[str]:
    if isinstance(block, Items):
        signs = (f"{number}." if block.numbered else BULLET for number in range(1, len(block.texts) + 1))
        return [f"{sign} {text}" for sign, text in zip(signs, block.texts, strict=True)]
    return [block.text]
