"""What is wrong with the files on purpose, and where: every planted defect has a file, a row, a column and a name."""

import random
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from chuntian.demo.names import personal_name
from chuntian.demo.numbers import broken_check
from chuntian.demo.people import human
from chuntian.demo.world import World

Row = dict[str, Any]


class AsNumber(int):
    """A number that a spreadsheet was allowed to swallow: it is written into a numeric cell."""


class AsFormula(str):
    """Text that stands in a cell as the result of a formula."""

    __slots__ = ()


@dataclass(slots=True)
class Defect:
    """One planted defect and, once the platform answered, what it said."""

    name: str
    code: str  # the reason the platform should give
    kind: str
    file: str
    month: str
    row: int
    field: str
    note: str

    def as_dict(self) -> dict[str, Any]:
        """Give it as the truth file holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A way for a row to be wrong: the field it spoils, how, and in which files it can be written."""

    name: str
    code: str
    field: str
    spoil: Callable[[Row, random.Random], None]
    note: str
    only: str = ""  # "xlsx" where a text file cannot hold it


def _set(field: str, make: Callable[[Row, random.Random], Any]) -> Callable[[Row, random.Random], None]:
    def spoil(row: Row, chance: random.Random) -> None:
        row[field] = make(row, chance)

    return spoil


ELSEWHERE = "620105001001"
FLAWS = (
    Flaw("numeric_cell", "numeric_cell", "resident_id", _set("resident_id", lambda row, _: AsNumber(row["resident_id"][:17] + "0")), "身份证号在数值单元格里", "xlsx"),
    Flaw("formula", "formula", "resident_id", _set("resident_id", lambda row, _: AsFormula(row["resident_id"])), "身份证号是公式", "xlsx"),
    Flaw("scientific", "scientific", "resident_id", _set("resident_id", lambda row, _: f"{row['resident_id'][0]}.{row['resident_id'][1:6]}E+17"), "身份证号成了科学计数", "csv"),
    Flaw("wrong_check", "checksum", "resident_id", _set("resident_id", lambda row, _: broken_check(row["resident_id"])), "身份证号校验码错误"),
    Flaw("short_id", "length", "resident_id", _set("resident_id", lambda row, _: row["resident_id"][:17]), "身份证号少一位"),
    Flaw("impossible_day", "date", "resident_id", _set("resident_id", lambda row, _: row["resident_id"][:10] + "0230" + row["resident_id"][14:]), "出生日期不存在"),
    Flaw("no_name", "missing", "name", _set("name", lambda *_: ""), "姓名为空"),
    Flaw("no_id", "missing", "resident_id", _set("resident_id", lambda *_: ""), "身份证号为空"),
    Flaw("wrong_county", "outside_region", "division", _set("division", lambda *_: ELSEWHERE), "户籍在外区县"),
)  # fmt: skip
REPEATED = Flaw("repeated_row", "duplicate", "resident_id", lambda *_: None, "同一行出现两次")
DATE_FIELDS = ("death_date", "issued_on", "insured_on", "moved_on")
CHOICE_FIELDS = ("kind", "status", "group", "mode")


def flaws_for(row: Row, written_as: str) -> list[Flaw]:
    """Give the ways in which a row of this shape can be wrong in such a file."""
    found = [flaw for flaw in FLAWS if flaw.only in ("", written_as) and flaw.field in row]
    for field in DATE_FIELDS:
        if field in row:
            found.append(Flaw("bad_date", "not_a_date", field, _set(field, lambda *_: "2024-02-31"), "日期不存在"))
    for field in CHOICE_FIELDS:
        if row.get(field):
            found.append(Flaw("unknown_choice", "choice", field, _set(field, lambda *_: "待核"), "不在可选项内"))
    return found


def stranger_row(world: World, like: Row) -> Row:
    """Give a row of the same shape about someone made up for the purpose, so that no true row is lost."""
    chance = world.chance
    one = human(world, 0, born=None)
    row = {**like, "resident_id": one.resident_id, "name": personal_name(chance, one.sex)}
    if "certificate_number" in row:
        row["certificate_number"] = one.resident_id + row["certificate_number"][18:20]
        row["birth_date"], row["sex"] = one.birth, one.sex
    if "account" in row:
        row["account"], row["holder"] = one.account, row["name"]
    if "household_number" in row:
        row["household_number"] = f"{row['household_number']}X"
    return row
