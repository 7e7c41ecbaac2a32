"""Numbers that belong to nobody: the county code 620199 was never assigned, the body prefix XX never issued."""

import random
from collections import Counter
from datetime import date, timedelta

from chuntian.kernel.identity import resident_id_checksum

COUNTY_OF_NOBODY = "620199"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_PREFIX = {
    "enterprise": "91",
    "institution": "12",
    "organ": "11",
    "association": "13",
    "private_non_enterprise": "52",
}


class ResidentNumbers:
    """Hand out resident identity numbers, never the same twice."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[date, bool]] = Counter()

    def next(self, birth: date, sex: str) -> tuple[str, date]:
        """Give the next free number of a birth date (or of the day after, where all 499 are taken)."""
        male = sex == "male"
        while self.taken[(birth, male)] >= 498:
            birth += timedelta(days=1)
        self.taken[(birth, male)] += 1
        sequence = 2 * self.taken[(birth, male)] + (1 if male else 0)
        return with_check(f"{COUNTY_OF_NOBODY}{birth:%Y%m%d}{sequence:03d}"), birth

    def typing_error(self, resident_id: str, birth: date, sex: str) -> str | None:
        """Give the same number with another birth date, as a tired clerk enters it; None where somebody holds it."""
        sequence = int(resident_id[14:17])
        if self.taken[(birth, sex == "male")] * 2 + 1 >= sequence:
            return None
        self.taken[(birth, sex == "male")] = sequence // 2 + 1
        return with_check(f"{COUNTY_OF_NOBODY}{birth:%Y%m%d}{resident_id[14:17]}")


def with_check(first17: str) -> str:
    """Give the resident identity number that begins with these seventeen digits."""
    return first17 + resident_id_checksum(first17)


def broken_check(resident_id: str) -> str:
    """Give the same number with a wrong check character."""
    return resident_id[:17] + ("7" if resident_id[17] != "7" else "8")


def account_number(serial: int) -> str:
    """Give a bank card number of nineteen digits that begins with 622999 and passes Luhn."""
    body = f"622999{serial:012d}"
    return body + luhn_digit(body)


def luhn_digit(body: str) -> str:
    """Give the check digit that makes `body` pass the Luhn test."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def credit_code(kind: str, division: str, serial: int) -> str:
    """Give a unified social credit code whose organisation part begins with the never-issued XX."""
    body = f"XX{serial:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    values = [int(sign) if sign.isdigit() else ord(sign) - 55 for sign in body]
    rest = 11 - sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11
    first17 = f"{CREDIT_PREFIX[kind]}{division[:6]}{body}" + {10: "X", 11: "0"}.get(rest, str(rest))
    total = sum(CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(first17))
    return first17 + CREDIT_SIGNS[-total % 31]


def phone_number(chance: random.Random) -> str:
    """Give a mobile number of the form used in examples: 1390000 and four digits are never dialled here."""
    return f"1390000{chance.randrange(10000):04d}"
