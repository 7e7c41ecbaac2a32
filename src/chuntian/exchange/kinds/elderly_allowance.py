"""Allowances of old age that compete with the two subsidies."""

from chuntian.exchange.kinds.base import Column, ListKind
from chuntian.exchange.kinds.common import CIVIL_AFFAIRS, person_columns

KIND = ListKind(
    "elderly_allowance",
    "老年人福利补贴",
    CIVIL_AFFAIRS,
    whole=True,
    max_age_months=4,
    key=("resident_id", "kind"),
    columns=person_columns(
        Column(
            "kind",
            ("补贴类型", "补贴类别", "津贴类型", "津贴类别", "补贴种类"),
            "choice",
            True,
            choices={
                "生活类": "living",
                "高龄津贴": "living",
                "高龄补贴": "living",
                "养老服务补贴": "living",
                "生活补贴": "living",
                "经济困难老年人补贴": "living",
                "护理类": "care",
                "护理补贴": "care",
                "失能护理补贴": "care",
                "失能老年人护理补贴": "care",
            },
        ),
        Column(
            "amount", ("月补贴金额", "补贴金额", "月标准", "金额", "发放金额", "月金额", "金额（元）"), "yuan", True
        ),
    ),
    notes="金额为每月元数；交换后以分（整数）保存。",
)
