"""How a value looks in a department's file: notations of dates, words for codes, digits of full width."""

import random
from datetime import date
from typing import Any

FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
NOTATIONS = (
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0:%Y%m%d}",
    "{0.year}年{0.month}月{0.day}日",
    "{0.year}.{0.month}.{0.day}",
    "{0.year}/{0.month}/{0.day}",
)
GRADES = ("", "一级", "二级", "三级", "四级")


class Style:
    """The habits of the clerk who makes a file: one notation of dates for the file, words or digits for grades."""

    def __init__(self, chance: random.Random, *, spreadsheet: bool) -> None:
        self.chance = chance
        self.notation = chance.choice(NOTATIONS)
        self.real_dates = spreadsheet and chance.random() < 0.35
        self.grade_in_words = chance.random() < 0.5
        self.full_width = chance.random() < 0.3

    def shown(self, column: Any, value: Any) -> Any:
        """Give what stands in the cell of `column` (a column of an exchange kind) for a canonical value."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, date):
            return value if self.real_dates else self.notation.format(value)
        words = words_of(column)
        if column.type == "slugs":
            return "；".join(words[slug] for slug in value.split(";") if slug) or words[""]
        if words and value in words:
            return words[value]
        if column.name == "grade" and self.grade_in_words and isinstance(value, int):
            return GRADES[value]
        if column.name == "resident_id" and self.full_width and type(value) is str and self.chance.random() < 0.01:
            return value.translate(FULL_WIDTH)
        return value


def words_of(column: Any) -> dict[Any, str]:
    """Give the Chinese word for each code of a column of choices (the first word where several mean the same)."""
    found: dict[Any, str] = {}
    for word, slug in (getattr(column, "choices", None) or {}).items():
        found.setdefault(slug, word)
    return found
