"""
The cells of a piece of a sheet's XML, found by arithmetic on whole arrays of bytes.

It knows the form in which Excel, WPS, LibreOffice and the usual libraries write rows and cells, and holds every tag to it:
each `<` belongs to a row or a cell that was understood, each cell bears its row's number, and all come in order. Anything
else raises `Unusual`. A cell with a formula or rich text is taken apart singly.
"""

import re
from dataclasses import dataclass

import numpy as np
import polars as pl

from chuntian.exchange.reading.forms import RICH, SHARED, Forms, Unusual
from chuntian.exchange.reading.words import MASKS, PADDING, WORD, before_quote, begins_with, whole_numbers, words_of

LESS, MORE, SLASH = b"<>/"
ROW, ROW_END, CELL = b'<row r="', b"</row>", b'<c r="'
PLAIN, INLINE = (b"<v>", b"</v>", b"</c>"), (b"<is>", b"<t>", b"</t>", b"</is>", b"</c>")
# Tags behind which the next one follows at once.
CLOSE = {b"</v>", b"<is>", b"</t>", b"</is>"}
KEPT = b'<t xml:space="preserve">'
COLUMNS = 16_384
LONGEST_FORM = 3 * WORD
MOST_DIGITS = 7
BEYOND = 8
ODD = re.compile(rb'<c r="[A-Z]{1,3}\d{1,7}"([^<>]*?)(?:/>|>(.*)</c>)\s*', re.DOTALL)
FORMULA = re.compile(rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)")
CONTENT = re.compile(rb"<v(?:\s[^<>]*)?(?:/>|>[^<]*</v>)|<is>" + RICH + rb"</is>|")
HIDDEN = re.compile(rb'<row r="\d+"[^>]* hidden="(?:1|true)"')


@dataclass
class Cells:
    """Cells of one shape: their tag, row, column, form, and where their content begins and ends."""

    tags: np.ndarray
    rows: np.ndarray
    columns: np.ndarray
    forms: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def where(self, chosen: np.ndarray) -> "Cells":
        """Give some of the cells."""
        return Cells(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


@dataclass
class OddCell:
    """A cell taken apart singly; `content` is its XML without the formula, empty where nothing is remembered."""

    row: int
    column: int
    form: int
    formula: bool
    content: bytes


class Piece:
    """
    One piece of a sheet, whole rows. `rows` are their numbers, `cells` those with a plain value, `odd` the others.

    :raises Unusual: it is of another form.
    """

    def __init__(self, body: bytes, forms: Forms, last_row: int) -> None:
        self.body, self.known = body, forms
        self.data = np.frombuffer(body + PADDING, np.uint8)
        self.words = words_of(self.data)
        tags = np.flatnonzero(self.data == LESS)
        self.count = len(tags)
        # Some tags beyond the last, so that the tags behind any tag can be asked for.
        self.tags = np.append(tags, np.full(BEYOND, len(body)))
        self.heads = self.words[self.tags]
        is_row, is_cell, is_end = (begins_with(self.heads[: self.count], text) for text in (ROW, CELL, ROW_END))
        self.borders = is_cell | is_end
        self.hidden = len(HIDDEN.findall(body)) if b"hidden" in body else 0
        alone = self._nested(is_row, is_cell, is_end)
        row_words = self.words[self.tags[:-BEYOND][is_row] + len(ROW)]
        sizes = before_quote(row_words)
        _hold((sizes >= 1) & (sizes <= MOST_DIGITS))
        self.rows, good = whole_numbers(row_words, sizes)
        _hold(good)
        _hold(np.diff(self.rows, prepend=last_row) > 0)
        at = np.flatnonzero(is_cell)
        in_row = np.cumsum(is_row)[at] - 1
        columns, after = self._addresses(at, (row_words & MASKS[sizes + np.uint64(1)])[in_row], sizes[in_row])
        _hold(np.diff(self.rows[in_row] * COLUMNS + columns) > 0)
        self.cells = self._shaped(at, self.rows[in_row], columns, after)
        taken = len(self.rows) + int(is_end.sum()) + self.taken
        if taken != self.count or int(is_end.sum()) != len(self.rows) - alone:
            raise Unusual

    def _nested(self, is_row: np.ndarray, is_cell: np.ndarray, is_end: np.ndarray) -> int:
        """Hold cells to stand within a row and rows not within another; gives how many rows have no end of their own."""
        at = np.flatnonzero(is_row)
        ends = self.tags[at + 1] - 1
        for place in np.flatnonzero(self.data[ends] != MORE):
            ends[place] = self.body.find(b">", self.tags[at[place]], self.tags[at[place] + 1])
        opens = is_row.astype(np.int8)
        alone = at[self.data[ends - 1] == SLASH]
        opens[alone] = 0
        depth = np.cumsum(opens - is_end.astype(np.int8), dtype=np.int32)
        _hold((depth >= 0) & (depth <= 1))
        _hold(depth[is_cell] == 1)
        _hold(depth[alone] == 0)
        return len(alone)

    def _addresses(self, at: np.ndarray, row_words: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Read each cell's letters, hold its digits to be its row's; gives columns from 0 and where its form begins."""
        starts = self.tags[at] + len(CELL)
        letters = self.words[starts]
        column, count, goes_on = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64), np.ones(len(at), bool)
        for place in range(3):
            sign = ((letters >> np.uint64(8 * place)) & np.uint64(0xFF)).astype(np.int64)
            goes_on &= (sign >= ord("A")) & (sign <= ord("Z"))
            column = np.where(goes_on, column * 26 + sign - 64, column)
            count += goes_on
        _hold((count > 0) & (column <= COLUMNS))
        digits = self.words[starts + count] & MASKS[sizes + np.uint64(1)]
        _hold(digits == row_words)
        return column - 1, starts + count + sizes.astype(np.int64) + 1

    def _shaped(self, at: np.ndarray, rows: np.ndarray, columns: np.ndarray, after: np.ndarray) -> Cells:
        """Sort the cells by the shape of what is in them; counts the tags they take and reads the odd ones."""
        ends = self.tags[at + 1] - 1
        sound = (self.data[ends] == MORE) & (ends - after <= LONGEST_FORM)
        empty = sound & (self.data[ends - 1] == SLASH)
        sound &= ~empty
        plain = sound & self._follow(at, PLAIN)
        starts, stops = self.tags[at + 1] + len(PLAIN[0]), self.tags[at + 2]
        inline = np.zeros(len(at), bool)
        if not plain.all():
            kept = sound & self._follow(at, INLINE, KEPT)
            inline = kept | (sound & self._follow(at, INLINE))
            starts = np.where(inline, self.tags[at + 2] + np.where(kept, len(KEPT), len(INLINE[1])), starts)
            stops = np.where(inline, self.tags[at + 3], stops)
        good = plain | inline
        self.taken = int(4 * plain.sum() + 6 * inline.sum() + empty.sum())
        odd = np.flatnonzero(~(good | empty))
        self.odd = [
            self._odd(*one) for one in zip(at[odd].tolist(), rows[odd].tolist(), columns[odd].tolist(), strict=True)
        ]
        forms = self._forms(after[good], ends[good])
        return Cells(at[good], rows[good], columns[good], forms, starts[good], stops[good])

    def _follow(self, at: np.ndarray, texts: tuple[bytes, ...], kept: bytes = b"") -> np.ndarray:
        """Tell behind which tags these tags follow, without a gap where there can be none."""
        result = np.ones(len(at), bool)
        for place, text in enumerate(texts, 1):
            tags = self.tags[at + place]
            if kept and text == INLINE[1]:
                for part in range(0, len(kept), WORD):
                    result &= self.words[np.minimum(tags + part, len(self.body))] == self._word(kept, part)
            else:
                result &= begins_with(self.heads[at + place], text)
            if text in CLOSE:
                result &= self.tags[at + place + 1] == tags + len(text)
        return result

    @staticmethod
    def _word(text: bytes, part: int) -> np.uint64:
        return np.uint64(int.from_bytes(text[part : part + WORD], "little"))

    def _odd(self, tag: int, row: int, column: int) -> OddCell:
        """Take a cell apart that has a formula, rich text, a long form or nothing in it."""
        behind = tag + 1 + int(np.argmax(self.borders[tag + 1 :]))
        match = ODD.fullmatch(self.body, self.tags[tag], self.tags[behind])
        if match is None or b"<!" in match[0]:
            raise Unusual
        self.taken += behind - tag
        content, formulas = FORMULA.subn(b"", match[2] or b"")
        if formulas > 1 or not CONTENT.fullmatch(content):
            raise Unusual
        return OddCell(row, column, self.known.place(match[1]), bool(formulas), content)

    def _forms(self, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
        """Give the number of each cell's form."""
        sizes = ends - starts
        keys = [
            self.words[starts + part] & MASKS[np.clip(sizes - part, 0, WORD)] for part in range(0, LONGEST_FORM, WORD)
        ]
        found = np.full(len(starts), -1, np.int16)
        left = np.arange(len(starts))
        for text in list(self.known.texts):
            if len(left) and len(text) <= LONGEST_FORM:
                left = self._take(found, left, keys, text)
        while len(left):
            left = self._take(found, left, keys, self.body[starts[left[0]] : ends[left[0]]])
        return found

    def _take(self, found: np.ndarray, left: np.ndarray, keys: list[np.ndarray], text: bytes) -> np.ndarray:
        same = np.ones(len(left), bool)
        for place, key in enumerate(keys):
            same &= key[left] == self._word(text, place * WORD)
        found[left[same]] = self.known.place(text)
        return left[~same]

    def texts(self, cells: Cells) -> pl.Series:
        """Give the content of cells as it stands in the XML."""
        if not len(cells.tags):
            return pl.Series([], dtype=pl.String)
        # Each text is cut with the `<` behind it, which no text can hold.
        marks = np.zeros(len(self.data) + 1, np.int8)
        marks[cells.starts] = 1
        marks[cells.ends + 1] = -1
        joined = self.data[np.cumsum(marks[:-1], dtype=np.int8).view(bool)].tobytes()[:-1]
        try:
            return pl.Series([joined.decode()]).str.split("<").explode()
        except UnicodeDecodeError as why:
            raise Unusual from why

    def shared(self, cells: Cells) -> np.ndarray:
        """Give the places among the shared texts that cells name."""
        sizes = (cells.ends - cells.starts).astype(np.uint64)
        _hold((sizes >= 1) & (sizes <= WORD))
        places, good = whole_numbers(self.words[cells.starts], sizes)
        _hold(good)
        return places

    def kinds(self, cells: Cells) -> np.ndarray:
        """Give the kind of each cell."""
        if self.known.kinds == [SHARED]:
            return np.zeros(len(cells.tags), np.int8)
        return np.array(self.known.kinds, np.int8)[cells.forms]


def _hold(good: np.ndarray) -> None:
    if not good.all():
        raise Unusual
