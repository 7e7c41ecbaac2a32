"""The braille forms of a letter: Unicode braille for a display or a screen, BRF for an embosser. The same cells in both."""

from chuntian.formats.braille import to_cells
from chuntian.formats.braille.pages import centred, to_brf, wrapped
from chuntian.formats.letter.source import Block, Heading, Items, Letter

HEADING_IN = 4  # cells; a paragraph starts two cells in


def to_braille(letter: Letter) -> bytes:
    """Write the letter in Unicode braille, lines of 40 cells."""
    return ("\n".join(_lines(letter)) + "\n").encode()


def to_embosser(letter: Letter) -> bytes:
    """Write the letter as BRF: North American ASCII braille, 40 cells, 25 lines a page."""
    return to_brf(_lines(letter))


def _lines(letter: Letter) -> list[str]:
    found = centred(to_cells(letter.title))
    found += _paragraph(letter, letter.number)
    for mark in letter.marks:
        found += _paragraph(letter, f"【{mark}】")
    found += wrapped(to_cells(letter.reader, letter.names), first=0)
    found += _paragraph(letter, letter.about)
    for block in letter.blocks:
        found += _block(letter, block)
    return [*found, "", *_paragraph(letter, letter.office), *_paragraph(letter, letter.day)]


def _paragraph(letter: Letter, text: str, first: int = 2) -> list[str]:
    return wrapped(to_cells(text, letter.names), first=first)


def _block(letter: Letter, block: Block) -> list[str]:
    if isinstance(block, Heading):
        return ["", *_paragraph(letter, block.text, HEADING_IN)]
    if not isinstance(block, Items):
        return _paragraph(letter, block.text)
    signs = (f"{number}." if block.numbered else "•" for number in range(1, len(block.texts) + 1))
    return [
        line for sign, text in zip(signs, block.texts, strict=True) for line in _paragraph(letter, f"{sign} {text}")
    ]
