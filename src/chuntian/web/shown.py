"""What pages show as tables and lists of facts: plain values, drawn by one template each (templates/shown/)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tag:
    """A state in a word."""

    text: Any
    kind: str = ""


@dataclass(frozen=True)
class Cell:
    """
    One value of a row: text, where it leads, the states beside it, a smaller note below.

    `about` is read out after a link whose words alone do not say where it leads.
    """

    text: Any = ""
    url: str = ""
    tags: tuple[Tag, ...] = ()
    note: Any = ""
    about: Any = ""


@dataclass
class Column:
    """A heading; `end` sets figures to the right."""

    title: Any
    end: bool = False


@dataclass
class Table:
    """A table of the page: cells in the order of the columns, the first of each row its heading."""

    title: Any
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]] = field(default_factory=list)
    empty: tuple[Any, Any] = ("", "")
    about: Any = ""
    page: Any = None

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """Give each row's cells with their columns."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]


def columns(*titles: Any, ends: Sequence[int] = ()) -> list[Column]:
    """Give columns by their titles; `ends` are the places of those with figures."""
    return [Column(title, number in ends) for number, title in enumerate(titles)]
