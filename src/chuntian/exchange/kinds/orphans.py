"""Orphans and children nobody in fact brings up."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, person_columns

KIND = ListKind(
    "orphans",
    "孤儿和事实无人抚养儿童",
    CIVIL_AFFAIRS,
    whole=True,
    max_age_months=2,
    key=("resident_id",),
    columns=person_columns(
        Column(
            "group",
            ("儿童类别", "对象类别", "类别", "保障类别"),
            "choice",
            True,
            choices={
                "孤儿": "orphan",
                "社会散居孤儿": "orphan",
                "集中供养孤儿": "orphan",
                "事实无人抚养儿童": "unattended",
                "事实无人抚养": "unattended",
            },
        ),
    ),
)
