"""What a measure is, and what it gives."""

from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

UNITS = {
    "person": "人",
    "household": "户",
    "person_month": "人月",
    "time": "人次",
    "employer": "家",
    "case": "件",
    "percent": "%",
    "fen": "元",
}


@dataclass(frozen=True)
class Measure:
    """
    One figure as it is defined once for every place and period.

    `frame` names the rows it is made of (see data.py); `among` says which of them are in the denominator (of a
    count: which are counted); `counted` says which of those are in the numerator. Both are three-valued: a row
    whose facts are unknown is neither in nor out, and is reported as unknown. `distinct` is the column whose
    values are counted once each; `amount` is the column, in fen, that a sum adds up.
    """

    slug: str
    name: str
    name_en: str
    unit: str
    frame: str
    among: pl.Expr
    definition: str
    counted: pl.Expr | None = None
    distinct: str = "subject_id"
    amount: str | None = None
    programmes: tuple[str, ...] = ()
    numerator_name: str = ""
    denominator_name: str = ""
    needs_list: str | None = None

    @property
    def is_rate(self) -> bool:
        """Tell whether the figure is a share in percent."""
        return self.counted is not None


@dataclass(frozen=True)
class MissingMeasure:
    """
    A figure that a plan asks for and no list we receive can give; `reason` says which document or list is needed.

    Where a `department` counts it, what that department reports is entered (reported.py) and is the figure.
    """

    slug: str
    name: str
    name_en: str
    unit: str
    definition: str
    reason: str
    programmes: tuple[str, ...] = ()
    numerator_name: str = ""
    denominator_name: str = ""
    department: str = ""


@dataclass(frozen=True)
class Figure:
    """A measure's answer for one place and period. `value` is exact: percent with two decimals, fen, or a count."""

    slug: str
    name: str
    name_en: str
    unit: str
    value: Decimal | int | None
    numerator: int | None
    denominator: int | None
    unknown: int
    definition: str
    numerator_name: str
    denominator_name: str
    region: str
    period: str
    programmes: tuple[str, ...] = ()
    missing_reason: str = ""
    largest: int | None = None  # of a sum of amounts: the two largest that one person has in it, for the gate alone
    second: int | None = None

    @property
    def text(self) -> str:
        """Give the value as it is read in a sentence, without its unit: 97.24, 1,268.50 or 6,512."""
        if self.value is None:
            return "—"
        if self.unit == "fen":
            return f"{Decimal(self.value) / 100:,.2f}"
        return f"{self.value:,}"

    @property
    def unit_zh(self) -> str:
        """Give the unit's Chinese word."""
        return UNITS[self.unit]

    def as_dict(self) -> dict[str, Any]:
        """Give plain values for JSON."""
        data = asdict(self)
        del data["largest"], data["second"]
        data["value"] = None if self.value is None else (str(self.value) if self.unit == "percent" else int(self.value))
        data["text"], data["unit_zh"] = self.text, self.unit_zh
        return data


def percent(numerator: int, denominator: int) -> Decimal | None:
    """Give the share in percent, rounded once to two decimals; none where nobody is in the denominator."""
    if denominator == 0:
        return None
    return (Decimal(numerator) * 100 / Decimal(denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
