"""
One pass over the XML of a sheet for what its values alone do not tell: which cells are numbers, formulas, errors.

A number that stood in a numeric cell looks like honest text once read, so an identity number there must be found here.
The pass uses regular expressions on large pieces, some 100 MB a second. They know the form that Excel, WPS, LibreOffice
and the usual libraries write; `usual` is False where cells do not add up, and the caller then reads cell by cell.
"""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field

from chuntian.exchange.reading.package import chunks_of

NUMERIC = re.compile(rb'<c r="([A-Z]{1,3})\d+"(?: s="\d+")?(?: t="n")?>')
EMPTY = re.compile(rb'<c r="[A-Z]{1,3}\d+"(?: s="\d+")?(?: t="\w+")?/>')
FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f[ />]')
ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]* t="e"')
ROW = re.compile(rb'<row r="(\d+)"')
HIDDEN = re.compile(rb'<row r="\d+"[^>]* hidden="(?:1|true)"')
MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
USED = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>/]*>')
TYPED = [b' t="s"', b' t="str"', b' t="inlineStr"', b' t="b"', b' t="e"', b' t="d"']
MOST_MERGES = 100_000


@dataclass
class SheetFacts:
    """What the pass found; columns are letters, rows count from 1."""

    numeric: Counter = field(default_factory=Counter)
    formulas: list[tuple[str, int]] = field(default_factory=list)
    errors: list[tuple[str, int]] = field(default_factory=list)
    merges: list[tuple[str, int, str, int]] = field(default_factory=list)
    hidden_rows: int = 0
    first_row: int = 0
    first_letter: str = ""
    usual: bool = True
    has_formula: bool = False


def letter_of(index: int) -> str:
    """Give the letters of a column counted from 0."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def index_of(letters: str) -> int:
    """Give the column's place, counted from 0, of its letters."""
    number = 0
    for sign in letters:
        number = number * 26 + ord(sign) - 64
    return number - 1


def scan(package: zipfile.ZipFile, part: str) -> SheetFacts:
    """Read what a sheet's XML tells beyond its values."""
    facts = SheetFacts()
    with package.open(part) as stream:
        for piece in chunks_of(stream, b"</row>"):
            _scan_piece(piece, facts)
    return facts


def _scan_piece(piece: bytes, facts: SheetFacts) -> None:
    numeric = NUMERIC.findall(piece)
    cells = piece.count(b"<c ")
    typed = sum(piece.count(mark) for mark in TYPED)
    empty = EMPTY.findall(piece)
    typed -= sum(b" t=" in cell for cell in empty)
    hollow = piece.count(b"></c>") - piece.count(b"</v></c>") - piece.count(b"</is></c>") - piece.count(b"</f></c>")
    adds_up = cells == len(numeric) + typed + len(empty) and not hollow and b"<v/>" not in piece
    # Cells without an address, or under a namespace prefix, are read by the slow way.
    if (
        not adds_up
        or cells != piece.count(b'<c r="')
        or any(sign in piece for sign in (b"<c>", b"<c/>", b":c ", b":c>", b":row"))
    ):
        facts.usual = False
    facts.numeric.update(letters.decode() for letters in numeric)
    facts.formulas += (
        [(letters.decode(), int(row)) for letters, row in FORMULA.findall(piece)] if b"<f" in piece else []
    )
    facts.has_formula |= any(sign in piece for sign in (b"<f>", b"<f ", b":f>", b":f "))
    facts.errors += (
        [(letters.decode(), int(row)) for letters, row in ERROR.findall(piece)] if b' t="e"' in piece else []
    )
    facts.hidden_rows += len(HIDDEN.findall(piece)) if b"hidden" in piece else 0
    if b"<mergeCell " in piece and len(facts.merges) < MOST_MERGES:
        found = MERGE.findall(piece)
        facts.merges += [(one.decode(), int(top), other.decode(), int(end)) for one, top, other, end in found]
    _first_cell(piece, facts)


def _first_cell(piece: bytes, facts: SheetFacts) -> None:
    """Find the first used row and column: what reads the values begins counting there."""
    if not facts.first_row:
        match = USED.search(piece)
        if match is None:
            return
        facts.first_letter, facts.first_row = match[1].decode(), int(match[2])
    for index in range(index_of(facts.first_letter)):
        letters = letter_of(index)
        if re.search(rb'<c r="' + letters.encode() + rb'\d+"[^>/]*>', piece):
            facts.first_letter = letters
            return


def numeric_rows(package: zipfile.ZipFile, part: str, letters: str) -> list[int]:
    """Give the rows in which one column holds a numeric cell."""
    pattern = re.compile(rb'<c r="' + letters.encode() + rb'(\d+)"(?: s="\d+")?(?: t="n")?>')
    with package.open(part) as stream:
        return [int(row) for piece in chunks_of(stream, b"</row>") for row in pattern.findall(piece)]
