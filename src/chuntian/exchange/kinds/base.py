"""What a kind of list is: its columns with the headings seen in practice, its key, its owner, how old it may be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

TYPES = {
    "resident_id": "公民身份号码，18 位文本",
    "certificate_number": "残疾人证号，20 位起的文本",
    "credit_code": "统一社会信用代码，18 位文本",
    "account": "银行账号，12 至 32 位文本",
    "name": "姓名",
    "date": "日期，如 2024-05-31、2024/5/31、20240531、2024年5月31日",
    "month": "月份，如 2024-05、2024年5月、202405",
    "text": "文字",
    "choice": "下列说法之一",
    "integer": "整数",
    "ratio": "数，整数、小数或分数",
    "yuan": "金额（元），最多两位小数",
    "division": "行政区划代码，6、9 或 12 位，或本辖区内的名称",
    "grade": "残疾等级，一级至四级",
    "category": "残疾类别",
    "components": "类别和等级，如“肢体一级下肢;智力二级”",
    "boolean": "是 / 否",
    "phone": "电话号码",
    "slugs": "若干项，用分号分开",
}
# Types whose value a numeric cell has damaged, or may have: 18 digits do not fit a double.
IDENTITY_TYPES = frozenset({"resident_id", "certificate_number", "credit_code", "account"})


class WrongDeclaration(ValueError):
    """A kind of list is declared with an unknown type, a key without its column, or a choice without choices."""


@dataclass(frozen=True)
class Column:
    """
    One column. The first heading is the one we print; the English name is always understood too.

    A `soft` column that cannot be read is left empty with a warning: a wrong phone number must not cost a subsidy.
    """

    name: str
    headings: tuple[str, ...]
    type: str = "text"
    required: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    soft: bool = False

    def __post_init__(self) -> None:
        if self.type not in TYPES or (self.type == "choice") != bool(self.choices and self.type == "choice"):
            raise WrongDeclaration(f"{self.name}: {self.type}")
        if self.type == "slugs" and not self.choices:
            raise WrongDeclaration(f"{self.name}: slugs without choices")


@dataclass(frozen=True)
class ListKind:
    """
    One kind of list.

    `whole`: the list names everyone, so who is missing is not on it; else it brings changes only. `derived` gives
    columns that follow from others. What facts a row states is read by the registry.
    """

    slug: str
    label_zh: str
    owner: str
    whole: bool
    max_age_months: int
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    notes: str = ""
    derived: Callable[[], Mapping[str, pl.Expr]] | None = None
    subject: str = "person"

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names) or not set(self.key) <= set(names):
            raise WrongDeclaration(self.slug)

    def column(self, name: str) -> Column:
        """Give a column by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def required(self) -> list[Column]:
        """The columns without which a file is no list of this kind."""
        return [column for column in self.columns if column.required]

    def as_dict(self) -> dict[str, Any]:
        """Give the declaration for JSON and for the reference page."""
        columns = [
            {
                "name": one.name,
                "headings": list(one.headings),
                "type": one.type,
                "required": one.required,
                "choices": dict(one.choices),
            }
            for one in self.columns
        ]
        return {
            "slug": self.slug,
            "label": self.label_zh,
            "owner": self.owner,
            "whole": self.whole,
            "subject": self.subject,
            "max_age_months": self.max_age_months,
            "key": list(self.key),
            "columns": columns,
            "notes": self.notes,
        }
