"""
One pass over the XML of a sheet for what its values alone do not tell: which cells are numbers, formulas, errors.

A number that stood in a numeric cell looks like honest text once read, so an identity number there must be found here.
The passes search large pieces of bytes, some 100 MB a second. They know the form that Excel, WPS, LibreOffice and the
usual libraries write; where cells do not add up (`usual`, `Cells.used`), the caller reads cell by cell instead.
"""

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

from chuntian.exchange.reading.package import chunks_of

FORMULA = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*><f[ />]')
ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]* t="e"')
ROW = re.compile(rb'<row r="(\d+)"')
HIDDEN = re.compile(rb'<row r="\d+"[^>]* hidden="(?:1|true)"')
MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
USED = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>/]*><[vfi]')
MOST_MERGES = 100_000


@dataclass
class SheetFacts:
    """What the pass found; columns are letters, rows count from 1."""

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
    # Cells without an address, or under a namespace prefix, are read by the slow way.
    odd = any(sign in piece for sign in (b"<c>", b"<c/>", b":c ", b":c>"))
    if odd or piece.count(b"<c ") != piece.count(b'<c r="'):
        facts.usual = False
    facts.formulas += (
        [(letters.decode(), int(row)) for letters, row in FORMULA.findall(piece)] if b"<f" in piece else []
    )
    facts.has_formula |= bool(facts.formulas) or b":f>" in piece or b":f " in piece
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
        if re.search(rb'<c r="' + letters.encode() + rb'\d+"[^>/]*><[vfi]', piece):
            facts.first_letter = letters
            return


@dataclass
class Cells:
    """The cells of one column: how many hold something, and the rows of those that are numbers."""

    used: int = 0
    numeric: list[int] = field(default_factory=list)


def cells_of(package: zipfile.ZipFile, part: str, letters: Iterable[str]) -> dict[str, Cells]:
    """Look at every cell of some columns, in one more pass over a sheet of usual XML."""
    patterns = {one: re.compile(rb'<c r="' + one.encode() + rb'(\d+)"([^>]*)>') for one in letters}
    found = {one: Cells() for one in patterns}
    kinds: dict[bytes, str] = {}
    with package.open(part) as stream:
        for piece in chunks_of(stream, b"</row>"):
            for one, pattern in patterns.items():
                cells = pattern.findall(piece)
                for attributes in {attributes for _, attributes in cells} - kinds.keys():
                    kinds[attributes] = _kind(attributes)
                found[one].used += sum(kinds[attributes] not in ("empty", "error") for _, attributes in cells)
                found[one].numeric += [int(row) for row, attributes in cells if kinds[attributes] == "number"]
    return found


def _kind(attributes: bytes) -> str:
    """Tell from a cell's attributes whether it is empty, an error, a number, or text of some kind."""
    if attributes.endswith(b"/"):
        return "empty"
    match = re.search(rb"""\bt=["'](\w+)["']""", attributes)
    return {b"e": "error", b"n": "number"}.get(match[1], "text") if match else "number"
