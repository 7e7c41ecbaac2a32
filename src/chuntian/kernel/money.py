"""Amounts of money in fen. There is no float in this house: what comes as one is refused."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

YUAN = re.compile(r"(-?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII)


class MoneyError(ValueError):
    """A text or a value is not an amount of yuan with at most two decimals."""


def round_half_up(value: Fraction | int) -> int:
    """Round to a whole number as 四舍五入 does: a half goes away from zero."""
    if isinstance(value, float) or not isinstance(value, Fraction | int):
        raise MoneyError(f"金额只能用精确的数计算，收到 {type(value).__name__}")
    fraction = Fraction(value)
    doubled = abs(fraction) * 2
    whole = (doubled.numerator + doubled.denominator) // (2 * doubled.denominator)
    return whole if fraction >= 0 else -whole


@dataclass(frozen=True, order=True)
class Money:
    """An exact amount in fen."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise MoneyError(f"金额以分为单位，必须是整数，收到 {type(self.fen).__name__}")

    @classmethod
    def from_yuan(cls, yuan: str | int | Decimal) -> "Money":
        """
        Read yuan as text ("123.45", "1,234"), whole number or exact decimal.

        :raises MoneyError: a float, more than two decimals, or a text that is no amount.
        """
        if isinstance(yuan, bool) or not isinstance(yuan, str | int | Decimal):
            raise MoneyError(f"金额不能是 {type(yuan).__name__}，请用文本或整数")
        text = f"{yuan:f}" if isinstance(yuan, Decimal) else str(yuan).strip()
        match = YUAN.fullmatch(text)
        if match is None:
            raise MoneyError(f"不是金额：{text[:40]!r}（元，最多两位小数）")
        sign, whole, cents = match[1], match[2].replace(",", ""), (match[3] or "").ljust(2, "0")
        fen = int(whole) * 100 + int(cents)
        return cls(-fen if sign else fen)

    @classmethod
    def of_fraction(cls, yuan: Fraction) -> "Money":
        """Round an exact number of yuan to fen, half away from zero."""
        return cls(round_half_up(yuan * 100))

    @property
    def yuan(self) -> str:
        """The amount as decimal text with two decimals."""
        whole, cents = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{whole}.{cents:02d}"

    def __str__(self) -> str:
        return f"{self.yuan}元"

    def __bool__(self) -> bool:
        return self.fen != 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __radd__(self, other: object) -> "Money":
        # sum() begins with 0
        return self if type(other) is int and other == 0 else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __mul__(self, times: int) -> "Money":
        return Money(self.fen * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__
