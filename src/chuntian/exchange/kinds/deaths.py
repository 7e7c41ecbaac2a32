"""Deaths reported by public security, health or civil affairs; a withdrawn report is a correction."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, day, person_columns

KIND = ListKind(
    "deaths",
    "死亡人员",
    CIVIL_AFFAIRS,
    whole=False,
    max_age_months=2,
    key=("resident_id",),
    columns=person_columns(
        day("death_date", "死亡日期", "死亡时间", "去世日期", "火化日期", required=True),
        Column("correction", ("是否更正", "更正", "撤销", "是否撤销"), "boolean"),
    ),
    notes="更正为“是”的一行撤回该人此前的死亡登记。",
)
