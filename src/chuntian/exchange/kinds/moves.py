"""Changes of household registration."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import PUBLIC_SECURITY, day, name, resident_id

KIND = ListKind(
    "moves",
    "户籍迁移",
    PUBLIC_SECURITY,
    whole=False,
    max_age_months=2,
    key=("resident_id", "moved_on"),
    columns=(
        name(),
        resident_id(),
        day("moved_on", "迁移日期", "迁入日期", "迁出日期", "变动日期", required=True),
        Column("from_division", ("迁出地", "迁出地代码", "迁出地区划", "原户籍地", "原户籍地代码"), "division"),
        Column(
            "to_division", ("迁入地", "迁入地代码", "迁入地区划", "现户籍地", "现户籍地代码"), "division", required=True
        ),
    ),
)
