"""Persons who draw the care allowance of work-injury insurance."""

from chuntian.exchange.kinds.base import ListKind
from chuntian.exchange.kinds.common import HUMAN_RESOURCES, day, person_columns

KIND = ListKind(
    "work_injury_care",
    "工伤保险生活护理费",
    HUMAN_RESOURCES,
    whole=True,
    max_age_months=4,
    key=("resident_id",),
    columns=person_columns(day("since", "享受日期", "起始日期", "开始日期")),
)
