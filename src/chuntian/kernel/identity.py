"""Personal and organisation numbers: read, checked, and masked wherever they are shown (GB 11643, GB 32100, GB 11714)."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from chuntian.kernel.divisions import DIGITS, PROVINCES

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_SIGNS = "10X98765432"
# 83 occurs only in residence-permit numbers of Taiwan residents.
ID_PROVINCES = PROVINCES | {"83"}
PERMIT_PROVINCES = frozenset({"81", "82", "83"})
EARLIEST_BIRTH = date(1900, 1, 1)
SUFFIX = re.compile(r"(?:B([1-9][0-9]?)?)?")
SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_KINDS = {
    "11": "organ",
    "12": "institution",
    "13": "association",
    "51": "association",
    "52": "private_non_enterprise",
    "53": "association",
    "91": "enterprise",
    "92": "individual_business",
    "93": "cooperative",
}
MESSAGES = {
    "length": "长度不对",
    "charset": "含有不允许的字符",
    "province": "前两位不是省级代码",
    "date": "出生日期不存在或晚于今天",
    "checksum": "校验码不对，请核对是否抄错",
    "format": "格式不对",
    "category": "残疾类别位应为 1 至 7",
    "level": "残疾等级位应为 1 至 4",
    "suffix": "补办次数后缀不对，应为 B1、B2……",
    "org_checksum": "第 9 至 17 位（组织机构代码）校验码不对",
}
# Gives "current", "retired" or "unknown" for the first six digits; places.queries.region_state is one.
RegionLookup = Callable[[str], str]


class IdentityError(ValueError):
    """A number is not valid; `reason` is the first check that failed. The message never holds the number."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def normalise(text: str) -> str:
    """Trim, turn full-width into half-width, upper-case, and strip invisible signs (zero width, direction marks)."""
    kept = (sign for sign in text if unicodedata.category(sign) != "Cf")
    half = (chr(ord(sign) - 0xFEE0) if "\uff01" <= sign <= "\uff5e" else sign for sign in kept)
    return "".join(half).strip().upper()


def resident_id_checksum(first17: str) -> str:
    """Compute the check character (ISO 7064 MOD 11-2) of the first 17 digits."""
    return CHECK_SIGNS[sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11]


def _birth(text: str, on: date) -> date | None:
    try:
        birth = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
    return birth if EARLIEST_BIRTH <= birth <= on else None


def check_resident_id(text: str, on: date) -> str | None:
    """Give the first reason for which a number is not valid on the day (codes.md section 1), or None."""
    number = normalise(text)
    if len(number) != 18:
        return "length"
    if not DIGITS.issuperset(number[:17]) or number[17] not in "0123456789X":
        return "charset"
    if number[:2] not in ID_PROVINCES:
        return "province"
    if _birth(number, on) is None:
        return "date"
    return None if resident_id_checksum(number[:17]) == number[17] else "checksum"


def resident_id_from_15(text: str) -> str:
    """
    Write a first-generation number (15 digits, born in 19xx) with 18 characters, for cleaning old data.

    :raises IdentityError: it has not 15 digits.
    """
    number = normalise(text)
    if len(number) != 15:
        raise IdentityError("length", "一代身份证号应为 15 位")
    if not DIGITS.issuperset(number):
        raise IdentityError("charset", "一代身份证号只能是数字")
    first17 = number[:6] + "19" + number[6:]
    return first17 + resident_id_checksum(first17)


def _refuse(what: str, reason: str, length: int = 0) -> IdentityError:
    if what == "公民身份号码" and reason == "length" and length == 15:
        return IdentityError(reason, "这是 15 位的一代身份证号，2013 年起已停用，请填写 18 位号码")
    return IdentityError(reason, f"{what}：{MESSAGES[reason.removeprefix('id_')]}")


class Masked:
    """A value that shows only its mask: as text, in a list, in a log line, in a format. `.value` is explicit."""

    masked: str

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.masked}>"

    def __format__(self, spec: str) -> str:
        return format(self.masked, spec)


@dataclass(frozen=True, repr=False)
class ResidentId(Masked):
    """A valid citizen identity number (公民身份号码). It says nothing of where its holder is registered today."""

    value: str
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, text: str, on: date, regions: RegionLookup | None = None) -> "ResidentId":
        """
        Read a number as it was typed; a region that is retired or unknown is a warning, never a refusal.

        :raises IdentityError: with the first reason of length, charset, province, date, checksum.
        """
        reason = check_resident_id(text, on)
        number = normalise(text)
        if reason:
            raise _refuse("公民身份号码", reason, len(number))
        if regions is None or number[:2] in PERMIT_PROVINCES:
            return cls(number)
        state = regions(number[:6])
        return cls(number, () if state == "current" else (f"region_{state}",))

    @property
    def masked(self) -> str:  # type: ignore[override]
        """The region and the year of birth; never the last digits (codes.md section 1)."""
        return self.value[:10] + "*" * 8

    @property
    def birth_date(self) -> date:
        return date(int(self.value[6:10]), int(self.value[10:12]), int(self.value[12:14]))

    @property
    def sex(self) -> str:
        return "male" if int(self.value[16]) % 2 else "female"


@dataclass(frozen=True, repr=False)
class CertificateNumber(Masked):
    """A disability certificate number (残疾人证号). Not a stable key: it changes on reassessment and reissue."""

    resident_id: ResidentId
    category: int
    grade: int
    reissue: int = 0

    @classmethod
    def parse(cls, text: str, on: date) -> "CertificateNumber":
        """
        Read a number of 20 to 23 characters; a bare B is the first reissue.

        :raises IdentityError: length, format, category, level, suffix, or id_ and the reason of the inner number.
        """
        what, number = "残疾人证号", normalise(text)
        if not 20 <= len(number) <= 23:
            raise _refuse(what, "length")
        head, category, level = number[:18], number[18], number[19]
        if not DIGITS.issuperset(head[:17] + category + level) or head[17] not in "0123456789X":
            raise _refuse(what, "format")
        if category not in "1234567":
            raise _refuse(what, "category")
        if level not in "1234":
            raise _refuse(what, "level")
        suffix = SUFFIX.fullmatch(number[20:])
        if suffix is None:
            raise _refuse(what, "suffix")
        reason = check_resident_id(head, on)
        if reason:
            raise _refuse(what, f"id_{reason}")
        reissue = int(suffix[1] or 1) if suffix[0] else 0
        return cls(ResidentId(head), int(category), int(level), reissue)

    @property
    def value(self) -> str:
        """The number as it is written today: the first reissue with B1."""
        return f"{self.resident_id.value}{self.category}{self.grade}" + (f"B{self.reissue}" if self.reissue else "")

    @property
    def masked(self) -> str:  # type: ignore[override]
        """The mask of the inner number; category and grade are health data and hidden too."""
        return self.resident_id.masked + "**"


def credit_code_checksum(first17: str) -> str:
    """Compute the 18th character of a unified social credit code (GB 32100)."""
    return SIGNS[-sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17)) % 31]


def organisation_checksum(first8: str) -> str:
    """Compute the check character of an organisation code (GB 11714)."""
    values = (int(sign, 36) for sign in first8)
    rest = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


@dataclass(frozen=True)
class CreditCode:
    """A unified social credit code (统一社会信用代码); public, so it is not masked."""

    value: str
    warnings: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def parse(cls, text: str, strict: bool = True) -> "CreditCode":
        """
        Read a code; `strict` is for codes typed by hand, otherwise a wrong inner check is only a warning.

        :raises IdentityError: length, charset, checksum or org_checksum.
        """
        what, code = "统一社会信用代码", normalise(text)
        if len(code) != 18:
            raise _refuse(what, "length")
        if not set(SIGNS).issuperset(code):
            raise _refuse(what, "charset")
        if credit_code_checksum(code[:17]) != code[17]:
            raise _refuse(what, "checksum")
        if organisation_checksum(code[8:16]) == code[16]:
            return cls(code)
        if strict:
            raise _refuse(what, "org_checksum")
        return cls(code, ("org_checksum",))

    def __str__(self) -> str:
        return self.value

    @property
    def kind(self) -> str:
        """What kind of unit the registering authority's prefix says, "other" where we have no name for it."""
        return CREDIT_KINDS.get(self.value[:2], "other")


def luhn_ok(text: str) -> bool:
    """Tell whether a bank card number passes its check digit; account books have none, so a failure only warns."""
    number = normalise(text).replace(" ", "")
    if not number or not DIGITS.issuperset(number):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
