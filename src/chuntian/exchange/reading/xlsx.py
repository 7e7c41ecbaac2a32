"""An xlsx becomes tables of text. Nothing in it runs, and a formula's remembered result is never taken for a value."""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import python_calamine

from chuntian.exchange.reading.forms import Forms, Unusual
from chuntian.exchange.reading.library import Library
from chuntian.exchange.reading.package import ERRORS, count_real_bytes, open_package, read_part
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.reading.scan import SheetFacts, letter_of, scan
from chuntian.exchange.reading.shared import shared_texts
from chuntian.exchange.reading.sheet_cells import read_cells
from chuntian.exchange.reading.table import Table, numbered
from chuntian.exchange.reading.workbook import Book, SheetPart, book_of


class Workbook:
    """An xlsx whose package has been looked through, but for the parts that are looked through while they are read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.package = open_package(path)
        self.book: Book = book_of(self.package)
        self.sheets = self.book.sheets
        count_real_bytes(self.package, but={self.book.shared, *(sheet.part for sheet in self.sheets)})
        self._library = Library(read_part(self.package, self.book.styles), self.book.from_1904)
        self._shared: pl.Series | None = None

    def table(self, sheet: SheetPart) -> Table | None:
        """
        Read a sheet, in one pass where its XML is of the usual form, else cell by cell; None where it is empty.

        :raises FileRefused: broken, unusual, resources, entities.
        """
        try:
            return self._in_one_pass(sheet)
        except Unusual:
            return self._cell_by_cell(sheet)
        except ERRORS as why:
            raise FileRefused("broken", sheet.part) from why

    def _in_one_pass(self, sheet: SheetPart) -> Table | None:
        forms = Forms()
        cells = read_cells(self.package, sheet.part, forms)
        if self._shared is None:
            self._shared = shared_texts(self.package, self.book.shared, self._library)
        found = cells.frame(forms, self._shared, self._library)
        if found is None:
            return None
        first_row, first_column, frame = found
        table = Table(sheet.name, numbered(frame, first_row), first_column)
        for reason, places in (("formula", cells.formulas), ("excel_error", cells.errors)):
            for column in {column for column, _ in places}:
                table.mark(letter_of(column), reason, [row for one, row in places if one == column])
        if cells.numbers:
            table.numbers = np.concatenate(cells.numbers, axis=1)
        return _with_facts(table, SheetFacts(cells.merges, cells.hidden_rows))

    def _cell_by_cell(self, sheet: SheetPart) -> Table | None:
        """Read a sheet of unusual XML with a reader that gives typed cells; slower, as safe."""
        count_real_bytes(self.package)
        facts = scan(self.package, sheet.part)
        if facts.has_formula:
            raise FileRefused("unusual", f"工作表 {sheet.name}")
        rows = self._rows(sheet)
        width = max(map(len, rows), default=0)
        if not width:
            return None
        columns = {
            f"c{index}": [_text(row[index]) if index < len(row) else None for row in rows] for index in range(width)
        }
        table = Table(sheet.name, numbered(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 1))
        for index in range(width):
            numbers = [
                number for number, row in enumerate(rows, 1) if index < len(row) and type(row[index]) in (int, float)
            ]
            table.mark(letter_of(index), "numeric_cell?", numbers)
        return _with_facts(table, facts)

    def _rows(self, sheet: SheetPart) -> list[list[Any]]:
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(self.path.open("rb"))
            return book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except BaseException as why:
            # The Rust reader reports some faults as panics, which are no Exception.
            if isinstance(why, KeyboardInterrupt | SystemExit):
                raise
            raise FileRefused("broken", f"工作表 {sheet.name}") from why


def _with_facts(table: Table, facts: SheetFacts) -> Table:
    table.merges, table.hidden_rows = facts.merges, facts.hidden_rows
    if facts.hidden_rows:
        table.warnings.append(f"工作表“{table.sheet}”有 {facts.hidden_rows} 个隐藏行（可能因筛选），已一并读取")
    return table


def _text(value: Any) -> str | None:
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
