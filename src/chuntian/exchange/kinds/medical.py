"""Basic medical insurance."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import MEDICAL, day, person_columns

KIND = ListKind(
    "medical",
    "基本医疗保险参保",
    MEDICAL,
    whole=True,
    max_age_months=12,
    key=("resident_id",),
    columns=person_columns(
        day("insured_on", "参保日期", "缴费日期", "参保时间"),
        Column("scheme", ("险种", "参保险种", "险种类型"), "text", soft=True),
    ),
)
