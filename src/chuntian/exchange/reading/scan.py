"""What the XML of a sheet of unusual form tells beyond its values: whether it has formulas, what is merged, what is hidden."""

import re
import zipfile
from dataclasses import dataclass, field

from chuntian.exchange.reading.package import chunks_of

HIDDEN = re.compile(rb'<(?:\w+:)?row [^>]*\bhidden="(?:1|true)"')
MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
MOST_MERGES = 100_000


@dataclass
class SheetFacts:
    """What the pass found; rows count from 1."""

    merges: list[tuple[str, int, str, int]] = field(default_factory=list)
    hidden_rows: int = 0
    has_formula: bool = False


def letter_of(index: int) -> str:
    """Give the letters of a column counted from 0."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def scan(package: zipfile.ZipFile, part: str) -> SheetFacts:
    """Read what a sheet's XML tells beyond its values."""
    facts = SheetFacts()
    with package.open(part) as stream:
        for piece in chunks_of(stream, b"</row>"):
            facts.has_formula |= FORMULA.search(piece) is not None
            facts.hidden_rows += len(HIDDEN.findall(piece)) if b"hidden" in piece else 0
            if b"mergeCell " in piece and len(facts.merges) < MOST_MERGES:
                found = MERGE.findall(piece)
                facts.merges += [(one.decode(), int(top), other.decode(), int(end)) for one, top, other, end in found]
    return facts
