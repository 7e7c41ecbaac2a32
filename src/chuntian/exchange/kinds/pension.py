"""Resident pension: who pays in, who draws."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import HUMAN_RESOURCES, person_columns

KIND = ListKind(
    "pension",
    "城乡居民养老保险",
    HUMAN_RESOURCES,
    whole=True,
    max_age_months=12,
    key=("resident_id",),
    columns=person_columns(
        Column(
            "status",
            ("参保状态", "缴费状态", "状态", "待遇状态"),
            "choice",
            True,
            choices={
                "缴费": "pays",
                "正常缴费": "pays",
                "参保缴费": "pays",
                "领取": "draws",
                "领取待遇": "draws",
                "待遇领取": "draws",
                "正常领取": "draws",
            },
        ),
    ),
)
