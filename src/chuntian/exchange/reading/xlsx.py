"""An xlsx becomes tables of text. Nothing in it runs, and a formula's remembered result is never taken for a value."""

import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import python_calamine

from chuntian.exchange.reading.package import ERRORS, count_real_bytes, open_package
from chuntian.exchange.reading.refused import FileRefused
from chuntian.exchange.reading.scan import SheetFacts, cells_of, index_of, letter_of, scan
from chuntian.exchange.reading.table import ROW, Table, numbered
from chuntian.exchange.reading.workbook import SheetPart, sheets_of

MOST_CELLS = 40_000_000
MOST_COLUMNS = 256


class Workbook:
    """An xlsx whose package has been looked through. `table` reads one sheet."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.package = open_package(path)
        count_real_bytes(self.package)
        self.sheets = sheets_of(self.package)
        self._reader: Any = None

    def table(self, sheet: SheetPart) -> Table | None:
        """
        Read a sheet, values and XML at the same time; None where it is empty.

        :raises FileRefused: broken, unusual, resources.
        """
        facts, frame = self._both(sheet)
        if frame is None or frame.is_empty() or frame.width == 0:
            return None
        if not facts.usual:
            return self._cell_by_cell(sheet, facts)
        table = Table(sheet.name, numbered(frame, facts.first_row), index_of(facts.first_letter))
        for letter, row in facts.formulas:
            table.mark(letter, "formula", [row])
        for letter, row in facts.errors:
            table.mark(letter, "excel_error", [row])
        return _with_facts(table, facts)

    def _both(self, sheet: SheetPart) -> tuple[SheetFacts, pl.DataFrame | None]:
        found: dict[str, Any] = {}
        worker = threading.Thread(target=_keep, args=(found, lambda: scan(zipfile.ZipFile(self.path), sheet.part)))
        worker.start()
        try:
            frame = self._values(sheet)
        finally:
            worker.join()
        if "error" in found:
            raise FileRefused("broken", sheet.part) from found["error"]
        return found["value"], frame

    def _values(self, sheet: SheetPart) -> pl.DataFrame | None:
        try:
            self._reader = self._reader or fastexcel.read_excel(self.path.read_bytes())
            frame = self._reader.load_sheet(sheet.name, header_row=None, dtypes="string").to_polars()
        except fastexcel.FastExcelError as why:
            if "EmptyData" in type(why).__name__ or "empty" in str(why).lower():
                return None
            raise FileRefused("broken", f"工作表 {sheet.name}") from why
        except BaseException as why:
            # The Rust reader reports some faults as panics, which are no Exception.
            if isinstance(why, KeyboardInterrupt | SystemExit):
                raise
            raise FileRefused("broken", f"工作表 {sheet.name}") from why
        if frame.width > MOST_COLUMNS or frame.width * frame.height > MOST_CELLS:
            raise FileRefused("resources", f"{frame.height} 行 × {frame.width} 列")
        return frame

    def with_numbers(self, table: Table, sheet: SheetPart, places: list[str]) -> Table:
        """
        Mark the numeric cells of some columns of a table.

        Where the XML and the values do not agree on how many cells a column has, the sheet is read cell by cell.
        """
        letters = {table.letter(place): place for place in places}
        if table.typed or not letters:
            return table
        for letter, cells in cells_of(self.package, sheet.part, letters).items():
            if cells.used != table.frame[letters[letter]].count() + _never_computed(table, letter, letters[letter]):
                return self._cell_by_cell(sheet, SheetFacts(has_formula=table.has_formula, merges=table.merges))
            formulas = set(table.marks.get(letter, {}).get("formula", []))
            table.mark(letter, "numeric_cell?", [row for row in cells.numeric if row not in formulas])
        return table

    def _cell_by_cell(self, sheet: SheetPart, facts: SheetFacts) -> Table:
        """Read a sheet of unusual XML with a reader that gives typed cells; slower, as safe."""
        if facts.has_formula:
            raise FileRefused("unusual", f"工作表 {sheet.name}")
        try:
            book = python_calamine.CalamineWorkbook.from_filelike(self.path.open("rb"))
            rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        except BaseException as why:
            if isinstance(why, KeyboardInterrupt | SystemExit):
                raise
            raise FileRefused("broken", f"工作表 {sheet.name}") from why
        width = max(map(len, rows), default=0)
        columns = {
            f"c{index}": [_text(row[index]) if index < len(row) else None for row in rows] for index in range(width)
        }
        table = Table(
            sheet.name, numbered(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), 1), typed=True
        )
        for index in range(width):
            numbers = [
                number for number, row in enumerate(rows, 1) if index < len(row) and type(row[index]) in (int, float)
            ]
            table.mark(letter_of(index), "numeric_cell?", numbers)
        return _with_facts(table, facts)


def _keep(found: dict[str, Any], work: Callable[[], Any]) -> None:
    try:
        found["value"] = work()
    except ERRORS as why:
        found["error"] = why


def _with_facts(table: Table, facts: SheetFacts) -> Table:
    table.merges, table.hidden_rows, table.has_formula = facts.merges, facts.hidden_rows, facts.has_formula
    if facts.hidden_rows:
        table.warnings.append(f"工作表“{table.sheet}”有 {facts.hidden_rows} 个隐藏行（可能因筛选），已一并读取")
    return table


def _never_computed(table: Table, letter: str, place: str) -> int:
    """Count a column's formula cells without a remembered result: in the XML they stand, among the values they do not."""
    rows = table.marks.get(letter, {}).get("formula", [])
    return table.frame.filter(pl.col(ROW).is_in(rows) & pl.col(place).is_null()).height


def _text(value: Any) -> str | None:
    if value == "" or value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
