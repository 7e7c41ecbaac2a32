"""What every file becomes: rows of text with the place of each, and what is known of single cells."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from chuntian.exchange.reading.scan import letter_of

ROW = "__row"


@dataclass
class Table:
    """
    One sheet: columns `c0`, `c1` … of text and `__row`, the row's number in the file.

    `marks` holds, per column letter, rows whose cell must not be trusted, with the reason (numeric_cell, formula, excel_error).
    """

    sheet: str
    frame: pl.DataFrame
    first_column: int = 0
    marks: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    merges: list[tuple[str, int, str, int]] = field(default_factory=list)
    hidden_rows: int = 0
    ragged: dict[int, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    # Column (from 0) and row of every cell that is a number in the file.
    numbers: np.ndarray | None = None

    def letter(self, column: str) -> str:
        """Give the letters of a column of the frame as the sender's program shows them."""
        return letter_of(self.first_column + int(column[1:]))

    def mark(self, letter: str, reason: str, rows: list[int]) -> None:
        """Note cells of one column that must not be trusted."""
        if rows:
            self.marks.setdefault(letter, {}).setdefault(reason, []).extend(rows)

    def mark_numbers(self, columns: list[str]) -> None:
        """Mark the cells of some columns of the frame that are numbers in the file."""
        for column in columns if self.numbers is not None else ():
            index = self.first_column + int(column[1:])
            rows = set(self.numbers[1][self.numbers[0] == index].tolist())
            self.mark(letter_of(index), "numeric_cell?", sorted(rows))


def numbered(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """Name the columns by place and number the rows as the file does."""
    frame = frame.rename({old: f"c{index}" for index, old in enumerate(frame.columns)})
    return frame.with_row_index(ROW, offset=first_row).cast({ROW: pl.Int64})
