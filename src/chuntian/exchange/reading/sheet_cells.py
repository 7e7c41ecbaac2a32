"""One pass over a sheet's XML: which text stands in which cell, and which cells are numbers, formulas, errors, merged, hidden."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from chuntian.exchange.reading.forms import ERROR, OTHER, SHARED, TEXT, Forms, Unusual
from chuntian.exchange.reading.library import CODED, TO_RESOLVE, Library
from chuntian.exchange.reading.package import ahead, chunks_of, is_utf8
from chuntian.exchange.reading.piece import Cells, OddCell, Piece
from chuntian.exchange.reading.refused import FileRefused

MOST_CELLS = 40_000_000
MOST_COLUMNS = 256
MOST_MERGES = 100_000
MERGE = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)"')
BEGIN, END = b"<sheetData>", b"</sheetData>"
# Where a cell's text lies: below, among the shared ones; from here, among the sheet's own; from there, with the library.
OWN, LIBRARY = 1 << 28, 1 << 29
NOTHING = -1


@dataclass
class Block:
    """The cells of one piece: for each row and column from `left` where the text lies."""

    rows: np.ndarray
    left: int
    places: np.ndarray


@dataclass
class SheetCells:
    """What the pass over a sheet found; columns count from 0, rows from 1."""

    blocks: list[Block] = field(default_factory=list)
    own: list[pl.Series] = field(default_factory=list)
    others: list[pl.DataFrame] = field(default_factory=list)
    numbers: list[np.ndarray] = field(default_factory=list)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    merges: list[tuple[str, int, str, int]] = field(default_factory=list)
    hidden_rows: int = 0
    _sizes: dict[str, int] = field(default_factory=lambda: {"own": 0, "others": 0, "cells": 0})

    def add(self, piece: Piece, forms: Forms) -> None:
        """Take up the cells of a piece."""
        cells = piece.cells
        places = self._places(piece, cells, forms)
        rows, columns = cells.rows, cells.columns
        if piece.odd:
            odd = [self._odd(one, forms) for one in piece.odd]
            places = np.append(places, np.array(odd, np.int32))
            rows = np.append(rows, [one.row for one in piece.odd])
            columns = np.append(columns, [one.column for one in piece.odd])
        self.hidden_rows += piece.hidden
        if not len(places):
            return
        left, width = int(columns.min()), int(np.ptp(columns)) + 1
        self._count(len(piece.rows), width)
        block = np.full((width, len(piece.rows)), NOTHING, np.int32)
        block[columns - left, np.searchsorted(piece.rows, rows)] = places
        self.blocks.append(Block(piece.rows, left, block))

    def _count(self, rows: int, width: int) -> None:
        self._sizes["cells"] += rows * width
        if width > MOST_COLUMNS or self._sizes["cells"] > MOST_CELLS:
            raise FileRefused("resources", f"{width} 列，{self._sizes['cells']} 格以上")

    def _places(self, piece: Piece, cells: Cells, forms: Forms) -> np.ndarray:
        if forms.kinds == [SHARED]:
            return piece.shared(cells).astype(np.int32)
        kinds = np.array(forms.kinds, np.int8)[cells.forms]
        places = np.full(len(kinds), NOTHING, np.int32)
        is_shared, is_text, is_other = (kinds == kind for kind in (SHARED, TEXT, OTHER))
        places[is_shared] = piece.shared(cells.where(is_shared))
        places[is_text] = self._own(piece.texts(cells.where(is_text)))
        others = cells.where(is_other)
        content = pl.select(pl.format("<v>{}</v>", pl.lit(piece.texts(others)))).to_series()
        places[is_other] = self._others(pl.Series(others.forms), content)
        numeric = np.array(forms.numeric)[others.forms] & (others.ends > others.starts)
        self.numbers.append(np.stack([others.columns[numeric], others.rows[numeric]]).astype(np.int32))
        wrong = cells.where(kinds == ERROR)
        self.errors += zip(wrong.columns.tolist(), wrong.rows.tolist(), strict=True)
        return places

    def _own(self, texts: pl.Series) -> np.ndarray:
        start = OWN + self._sizes["own"]
        self.own.append(texts)
        self._sizes["own"] += len(texts)
        return np.arange(start, start + len(texts))

    def _others(self, forms: pl.Series, content: pl.Series) -> np.ndarray:
        start = LIBRARY + self._sizes["others"]
        self.others.append(pl.DataFrame({"form": forms.cast(pl.UInt32), "content": content}, strict=False))
        self._sizes["others"] += len(content)
        return np.arange(start, start + len(content))

    def _odd(self, cell: OddCell, forms: Forms) -> int:
        """Take up a cell that was taken apart singly; gives where its text lies."""
        kind, content = forms.kinds[cell.form], cell.content
        if cell.formula:
            self.formulas.append((cell.column, cell.row))
        if kind == ERROR:
            self.errors.append((cell.column, cell.row))
            return NOTHING
        if not content:
            return NOTHING
        if kind == SHARED:
            match = re.fullmatch(rb"<v>(\d{1,8})</v>", content)
            if match is None:
                raise Unusual
            return int(match[1])
        if forms.numeric[cell.form] and not cell.formula and content not in (b"<v/>", b"<v></v>"):
            self.numbers.append(np.array([[cell.column], [cell.row]], np.int32))
        try:
            text = content.decode()
        except UnicodeDecodeError as why:
            raise Unusual from why
        return int(self._others(pl.Series([cell.form]), pl.Series([text]))[0])

    def frame(self, forms: Forms, shared: pl.Series, library: Library) -> tuple[int, int, pl.DataFrame] | None:
        """
        Give the first row, the first column and the texts of all cells between the first and the last; None without any.

        :raises Unusual: a cell names a shared text that is not there, or the library does not understand one.
        """
        filled = [(block, np.flatnonzero((block.places != NOTHING).any(axis=0))) for block in self.blocks]
        filled = [(block, used) for block, used in filled if len(used)]
        if not filled:
            return None
        first, last = int(filled[0][0].rows[filled[0][1][0]]), int(filled[-1][0].rows[filled[-1][1][-1]])
        left = min(block.left for block, _ in filled)
        width = max(block.left + len(block.places) for block, _ in filled) - left
        if width > MOST_COLUMNS or width * (last - first + 1) > MOST_CELLS:
            raise FileRefused("resources", f"{last - first + 1} 行 × {width} 列")
        pool, starts = self._pool(forms, shared, library)
        columns = {f"c{index}": self._column(left + index, first, last, pool, starts) for index in range(width)}
        return first, left, pl.DataFrame(columns)

    def _pool(self, forms: Forms, shared: pl.Series, library: Library) -> tuple[pl.Series, tuple[int, int]]:
        """Put all texts in one row: the shared, the sheet's own, those of the library; gives where the latter two begin."""
        own = pl.concat([pl.Series([], dtype=pl.String), *self.own])
        coded = own.str.contains(CODED).arg_true()
        if len(coded):
            content = own.gather(coded).to_frame("t").select(pl.format('<is><t xml:space="preserve">{}</t></is>', "t"))
            cells = content.select(pl.lit(' t="inlineStr"').alias("form"), pl.col("t").alias("content"))
            own = own.scatter(coded, library.values(cells))
        others = pl.Series([], dtype=pl.String)
        if self.others:
            names = pl.Series([text.decode() for text in forms.texts], dtype=pl.String)
            cells = pl.concat(self.others)
            others = library.values(
                pl.DataFrame({"form": names.gather(cells["form"]), "content": cells["content"]}, schema=TO_RESOLVE)
            )
        return pl.concat([shared, own, others], rechunk=True), (len(shared), len(shared) + len(own))

    def _column(self, column: int, first: int, last: int, pool: pl.Series, starts: tuple[int, int]) -> pl.Series:
        places = np.full(last - first + 1, NOTHING, np.int32)
        for block in self.blocks:
            if block.left <= column < block.left + len(block.places):
                inside = (block.rows >= first) & (block.rows <= last)
                places[block.rows[inside] - first] = block.places[column - block.left][inside]
        if (places[places < OWN] >= starts[0]).any():
            raise Unusual
        if self.own or self.others:
            own, library = places >= OWN, places >= LIBRARY
            places[own & ~library] += starts[0] - OWN
            places[library] += starts[1] - LIBRARY
        index = (
            pl.Series("p", places).to_frame().select(pl.when(pl.col("p") >= 0).then("p").cast(pl.UInt32)).to_series()
        )
        return pool.gather(index)


def read_cells(package: zipfile.ZipFile, part: str, forms: Forms) -> SheetCells:
    """
    Read a sheet's XML once.

    :raises Unusual: it is of another form.
    :raises FileRefused: too many columns or cells.
    """
    found = SheetCells()
    last = 0
    with package.open(part) as stream:
        for body in _bodies(ahead(chunks_of(stream, b"</row>")), found):
            piece = Piece(body, forms, last)
            found.add(piece, forms)
            last = int(piece.rows[-1]) if len(piece.rows) else last
    return found


def _bodies(pieces: Iterator[bytes], found: SheetCells) -> Iterator[bytes]:
    """Give the rows of a sheet in pieces; what stands behind them is looked at here."""
    head, begin, piece = next(pieces).partition(BEGIN)
    if not begin or b"<!" in head or not is_utf8(head):
        raise Unusual
    while piece.endswith(b"</row>"):
        yield piece
        piece = next(pieces)
    body, end, tail = piece.partition(END)
    if not end or b"<!" in tail or not tail.rstrip().endswith(b"</worksheet>"):
        raise Unusual
    if body.strip():
        yield body
    merges = MERGE.findall(tail)[:MOST_MERGES]
    found.merges = [(one.decode(), int(top), other.decode(), int(end)) for one, top, other, end in merges]
