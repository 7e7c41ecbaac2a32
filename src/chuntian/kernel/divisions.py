"""Codes of administrative divisions (GB/T 2260, GB/T 10114, the statistical 12 digits) and the tree they form."""

from dataclasses import dataclass

LEVELS = ("province", "prefecture", "county", "town", "village")
LENGTHS = {"province": 2, "prefecture": 4, "county": 6, "town": 9, "village": 12}
NATION = "000000000000"
PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
# Prefecture-level cities without counties: their towns hang directly below them (Dongguan, Zhongshan, Danzhou).
WITHOUT_COUNTIES = frozenset({"4419", "4420", "4604"})
DIGITS = frozenset("0123456789")


class DivisionError(ValueError):
    """A text is not a division code; `reason` is one of length, charset, province, hierarchy."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def pad(code: str) -> str:
    """
    Write a code of 6, 9 or 12 digits with all its 12 digits.

    :raises DivisionError: the code has another length, or a character that is no digit.
    """
    text = code.strip()
    if len(text) not in (6, 9, 12):
        raise DivisionError("length", f"行政区划代码应为 6、9 或 12 位，收到 {len(text)} 位")
    if not DIGITS.issuperset(text):
        raise DivisionError("charset", "行政区划代码只能是数字")
    return text.ljust(12, "0")


def prefix(code: str) -> str:
    """Give the significant digits of a code: "6201" for 620100000000, "" for the whole country."""
    text = pad(code)
    for length in (9, 6, 4, 2, 0):
        if text[length:].strip("0"):
            return text[: {9: 12, 6: 9, 4: 6, 2: 4, 0: 2}[length]]
    return ""


def is_within(code: str, ancestor: str) -> bool:
    """Tell whether `code` is `ancestor` or lies below it."""
    return pad(code).startswith(prefix(ancestor))


@dataclass(frozen=True, order=True)
class DivisionCode:
    """One code of the tree, always with 12 digits. A code is a key only together with its edition."""

    value: str

    @classmethod
    def parse(cls, text: str) -> "DivisionCode":
        """
        Read a code of 6, 9 or 12 digits.

        :raises DivisionError: with the first reason that fails: length, charset, province, hierarchy.
        """
        code = pad(text)
        if code[:2] not in PROVINCES:
            raise DivisionError("province", f"行政区划代码前两位 {code[:2]} 不是省级代码")
        parts = [code[2:4], code[4:6], code[6:9], code[9:]]
        if code[:4] in WITHOUT_COUNTIES:
            del parts[1]
        filled = [bool(part.strip("0")) for part in parts]
        # 4290xx and 6590xx (counties directly below a province) keep digits in every part, so they pass as well.
        if filled != sorted(filled, reverse=True):
            raise DivisionError("hierarchy", f"行政区划代码 {code} 缺少上级部分")
        return cls(code)

    def __str__(self) -> str:
        return self.value

    @property
    def prefix(self) -> str:
        """The digits that everything below this division begins with."""
        return prefix(self.value)

    @property
    def level(self) -> str:
        """One of province, prefecture, county, town, village."""
        length = len(self.prefix)
        return next(level for level in LEVELS if LENGTHS[level] == length)

    @property
    def county(self) -> str:
        """The six digits of the county (those of the city itself where it has no counties)."""
        return self.value[:6]

    @property
    def parents(self) -> tuple[str, ...]:
        """The codes above this one, from the province down."""
        own = self.prefix
        above = (own[:length].ljust(12, "0") for length in (2, 4, 6, 9) if length < len(own))
        return tuple(dict.fromkeys(above))  # a city without counties would name itself twice
