"""Persons registered as employed."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import HUMAN_RESOURCES, day, person_columns

KIND = ListKind(
    "employment",
    "就业登记",
    HUMAN_RESOURCES,
    whole=True,
    max_age_months=12,
    key=("resident_id",),
    columns=person_columns(
        day("employed_on", "就业日期", "就业登记日期", "入职日期"),
        Column(
            "employer_code",
            ("用人单位代码", "单位统一社会信用代码", "统一社会信用代码", "单位代码"),
            "credit_code",
            soft=True,
        ),
    ),
)
