"""Persons serving a prison sentence."""

from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.kinds.common import JUSTICE, day, person_columns

KIND = ListKind(
    "prison",
    "服刑人员",
    JUSTICE,
    whole=True,
    max_age_months=4,
    key=("resident_id",),
    columns=person_columns(
        day("from", "收监日期", "服刑开始日期", "刑期起日", "入监日期"),
        day("to", "刑满日期", "服刑结束日期", "刑期止日", "释放日期"),
    ),
)
