"""What a cell of a sheet's XML says of itself beside its address: ` s="3" t="s"`."""

import re
from dataclasses import dataclass, field

MOST_FORMS = 500
FORM = re.compile(rb'(?:\s+[\w:]+="[^"<>&]*")*\s*')
TYPE = re.compile(rb'(?:^|\s)t="(\w*)"')
# Text in runs, as the library may be given it: nothing in it may end the cell it stands in, or leave it open.
_TEXT = rb"<t(?:\s[^<>]*)?(?:/>|>[^<]*</t>)"
_LOOK = rb"<rPr>(?:\s*<[\w:]+(?:\s[^<>]*)?/>)*\s*</rPr>|<rPr/>"
RICH = (
    rb"(?:\s*(?:" + _TEXT + rb"|<r>\s*(?:" + _LOOK + rb")?\s*" + _TEXT + rb"\s*</r>"
    rb"|<rPh(?:\s[^<>]*)?>\s*" + _TEXT + rb"\s*</rPh>|<phoneticPr(?:\s[^<>]*)?/>))*\s*"
)
SHARED, TEXT, OTHER, ERROR = range(4)
KINDS = {b"s": SHARED, b"str": TEXT, b"inlineStr": TEXT, b"e": ERROR}


class Unusual(Exception):
    """The XML is not of the form known here; nothing is said against it."""


@dataclass
class Forms:
    """The forms of a sheet's cells, each once: its text, what kind of cell that is, whether its value is a number."""

    texts: list[bytes] = field(default_factory=list)
    kinds: list[int] = field(default_factory=list)
    numeric: list[bool] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)

    def place(self, text: bytes) -> int:
        """
        Give the number of a form, taking it up when it is new.

        :raises Unusual: no list of attributes, or one form too many.
        """
        if text not in self.places:
            types = TYPE.findall(text)
            if not FORM.fullmatch(text) or len(types) > 1 or len(self.texts) >= MOST_FORMS:
                raise Unusual
            self.places[text] = len(self.texts)
            self.texts.append(text)
            self.kinds.append(KINDS.get(types[0], OTHER) if types else OTHER)
            self.numeric.append(not types or types[0] == b"n")
        return self.places[text]
