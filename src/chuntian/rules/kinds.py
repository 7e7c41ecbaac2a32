"""The nine kinds of value that a fact, a parameter or an expression may have."""

from enum import StrEnum


class Kind(StrEnum):
    """Name what sort of value stands in a place; the check of a declaration and every reading go by it."""

    BOOL = "bool"
    INT = "int"
    FEN = "fen"
    DATE = "date"
    TEXT = "text"
    DIVISION = "division"
    COMPONENTS = "components"
    SLUGS = "slugs"
    RATIO = "ratio"


ORDERED = frozenset({Kind.INT, Kind.FEN, Kind.DATE, Kind.RATIO})
EQUATABLE = ORDERED | {Kind.BOOL, Kind.TEXT, Kind.DIVISION}
NUMBERS = frozenset({Kind.INT, Kind.FEN, Kind.RATIO})
